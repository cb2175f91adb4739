"""The one in-memory store: what is in it, how it is found, and that changing a record moves its `updated_at`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from demo_store.bulk.operations import BulkOperations
from demo_store.faults import Faults
from demo_store.graphql_api.throttle import Bucket
from demo_store.instants import now
from demo_store.oauth.installation import Installations
from demo_store.options import Options
from demo_store.records import Checkout, Customer, Order, Product, Variant
from demo_store.seeding import Seeded, seed
from demo_store.webhooks import WebhookSubscriptions
from demo_store.webhooks.deliveries import Deliveries
from demo_store.webhooks.telling import Telling

SortKey = Callable[[Any], Any]
Record = Customer | Product | Order | Checkout


class Numbered(Protocol):
    """What has an id."""

    id: int


Kept = TypeVar("Kept", bound=Numbered)


class Shelf(Generic[Kept]):
    """All records of one kind by id, and the orders in which they are listed.

    A listing is sorted once and kept until a record is added, removed or touched.
    """

    def __init__(self, records: Iterable[Kept]) -> None:
        self._by_id: dict[int, Kept] = {record.id: record for record in records}
        self._sorted: dict[str, list[Kept]] = {}
        self._grouped: dict[str, dict[Any, list[Kept]]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, number: int) -> Kept | None:
        """The record with that id."""
        return self._by_id.get(number)

    def all(self) -> list[Kept]:
        """A snapshot, in the order of creation."""
        return list(self._by_id.values())

    def put(self, record: Kept) -> None:
        """Add a record, or note that it changed."""
        with self._lock:
            self._by_id[record.id] = record
            self._sorted, self._grouped = {}, {}

    def remove(self, number: int) -> None:
        with self._lock:
            self._by_id.pop(number, None)
            self._sorted, self._grouped = {}, {}

    def sorted_by(self, name: str, key: SortKey) -> list[Kept]:
        """All records ascending by a key; `name` tells the keys apart. Do not change the list."""
        with self._lock:
            listing = self._sorted.get(name)
            if listing is None:
                listing = self._sorted[name] = sorted(self._by_id.values(), key=key)
            return listing

    def grouped_by(self, name: str, key: SortKey) -> dict[Any, list[Kept]]:
        """All records in groups, each in the order of creation. Do not change them."""
        with self._lock:
            groups = self._grouped.get(name)
            if groups is None:
                groups = self._grouped[name] = {}
                for record in self._by_id.values():
                    groups.setdefault(key(record), []).append(record)
            return groups


class Store:
    """A shop. Everything lives in memory; `demo_store.keeping` writes it down where that is wanted."""

    options: Options
    name: str
    opened_at: int
    shop_updated_at: int

    def __init__(self, options: Options, seeded: Seeded | None = None) -> None:
        self.options = options
        self.name = "Maison Alder"
        self.opened_at = self.shop_updated_at = now()
        seeded = seeded or seed(options, self.opened_at)
        self.ids = seeded.ids
        self.products: Shelf[Product] = Shelf(seeded.products)
        self.customers: Shelf[Customer] = Shelf(seeded.customers)
        self.orders: Shelf[Order] = Shelf(seeded.orders)
        self.checkouts: Shelf[Checkout] = Shelf(seeded.checkouts)
        self.lock = threading.RLock()
        self.rng = Random(options.seed + now())  # noqa: S311 - tokens of a demonstration
        self.bucket = Bucket(options.restore_rate)
        self.webhooks = WebhookSubscriptions(self.ids, strict=options.strict_webhook_uris)
        self.bulk = BulkOperations(self)
        self.installations = Installations(options)
        self.pixel_settings: dict[int, Any] = {}
        self.faults = Faults.chosen(options)
        self.deliveries = Deliveries(self)
        self.closing = threading.Event()
        # Set by whatever may have changed something; cleared when the store was written to its file.
        self.changed = threading.Event()
        self._telling = Telling(self)

    def action(self) -> AbstractContextManager[None]:
        """One action, under the store's lock: all that is told within leaves as one event when it ends."""
        self.changed.set()
        return self._telling.action()

    def tell(self, topic: str, record: Any) -> None:
        """Let subscribers know ("orders/paid") of a record, or of an occurrence."""
        self._telling.note(topic, record)

    def add(self, record: Record) -> None:
        """Put a new record on its shelf, and tell it: `…/create`."""
        with self.action():
            shelf, topics = self._place_of(record)
            shelf.put(record)
            self.tell(f"{topics}/create", record)

    def touch(self, record: Record) -> None:
        """Note a change by a person or a program, and tell it: `…/update`, `orders/updated`.

        Two in one second share their `updated_at`, as at Shopify.
        """
        with self.action():
            record.updated_at = max(now(), record.updated_at)
            shelf, topics = self._place_of(record)
            shelf.put(record)
            self.tell("orders/updated" if topics == "orders" else f"{topics}/update", record)

    def remove(self, record: Record) -> None:
        """Take a record off its shelf, and tell it: `…/delete`."""
        with self.action():
            shelf, topics = self._place_of(record)
            shelf.remove(record.id)
            self.tell(f"{topics}/delete", record)

    def close(self) -> None:
        """End what goes on by itself: a busy store, deliveries on their way."""
        self.closing.set()
        self.deliveries.sender.close()

    def next_order_number(self) -> int:
        """One more than the highest so far."""
        with self.lock:
            return max((order.number for order in self.orders.all()), default=1000) + 1

    def customer_by_email(self, email: str) -> Customer | None:
        """The customer with that address, in any case and with spaces around it."""
        wanted = email.strip().lower()
        return next((c for c in self.customers.all() if c.email and c.email.lower() == wanted), None)

    def orders_of(self, customer: Customer) -> list[Order]:
        """The customer's orders, oldest first."""
        return self.orders.grouped_by("customer", lambda order: order.customer).get(customer, [])

    def product_by_handle(self, handle: str) -> Product | None:
        return next((product for product in self.products.all() if product.handle == handle), None)

    def variant(self, number: int) -> Variant | None:
        """The variant with that id, of any product."""
        return next((v for product in self.products.all() for v in product.variants if v.id == number), None)

    def _place_of(self, record: Record) -> tuple[Shelf[Any], str]:
        """A record's shelf, and how its webhook topics begin."""
        places: dict[type, tuple[Shelf[Any], str]] = {
            Customer: (self.customers, "customers"),
            Product: (self.products, "products"),
            Order: (self.orders, "orders"),
            Checkout: (self.checkouts, "checkouts"),
        }
        return places[type(record)]
