"""Keeping a store busy: orders, checkouts, edits and refunds at a steady rate, the same choices for the same seed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from demo_store.back_office import actions
from demo_store.back_office.actions import Refused
from demo_store.instants import now
from demo_store.money import price_text
from demo_store.records import Checkout, Order
from demo_store.seeding.names import PEOPLE
from demo_store.seeding.orders import kept

if TYPE_CHECKING:
    from demo_store.store import Store

Found = TypeVar("Found")
log = logging.getLogger("demo_store.live")

# How far back orders and checkouts are looked at: what happens concerns the recent ones.
_RECENT: Final = 250
_ATTEMPTS: Final = 20
_TAGS: Final = ("VIP", "newsletter", "press", "friends & family", "trade")
_NOTES: Final = ("Called about the delivery.", "Likes the blue ones.", "Second floor, no lift.", "")


class NothingToDo(Exception):
    """There is no record that this could be done to."""


class BusyShop:
    """Does one thing after another to a store. `step` may be called without the thread."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store = store
        self._rng = Random(f"{seed}:live")  # noqa: S311 - choices that can be repeated
        # What happens, and how often among a hundred changes.
        self._doings: dict[Callable[[], object], float] = {
            self._leave_checkout: 26,
            self._complete_checkout: 20,
            self._place_order: 8,
            self._fulfil: 14,
            self._edit_customer: 10,
            self._edit_product: 5,
            self._mark_paid: 4,
            self._give_back: 4,
            self._new_customer: 4,
            self._cancel: 2,
            self._delete_checkout: 1,
            self._delete_order: 0.5,
            self._delete_customer: 1,
        }

    def run(self, a_minute: float) -> None:
        """Do so many changes a minute, at random distances, until the store closes."""
        while not self._store.closing.wait(self._rng.expovariate(a_minute / 60)):
            try:
                self.step()
            except Exception:
                log.exception("a change of the busy store broke")

    def step(self) -> str:
        """Do one thing; its name."""
        for _ in range(_ATTEMPTS):
            doing = self._rng.choices(list(self._doings), weights=list(self._doings.values()))[0]
            try:
                with self._store.action():
                    doing()
            except (Refused, NothingToDo):
                continue
            return doing.__name__.strip("_")
        return "nothing"

    def _leave_checkout(self) -> None:
        actions.abandon_checkout(self._store, rng=self._rng)

    def _complete_checkout(self) -> None:
        actions.complete_checkout(self._store, self._checkout(), rng=self._rng)

    def _delete_checkout(self) -> None:
        actions.delete_checkout(self._store, self._checkout())

    def _place_order(self) -> None:
        actions.place_order(self._store, paid=self._rng.random() < 0.7, rng=self._rng)

    def _fulfil(self) -> None:
        actions.fulfil(self._store, self._order(lambda o: o.fulfillment_status == "UNFULFILLED" and not o.cancelled_at))

    def _mark_paid(self) -> None:
        actions.mark_paid(self._store, self._order(lambda o: o.financial_status == "PENDING" and not o.cancelled_at))

    def _give_back(self) -> None:
        """One piece comes back, or a tenth of the money goes without any."""
        order = self._order(lambda o: kept(o) > 0 and not o.cancelled_at)
        lines = [line for line in order.line_items if line.current_quantity]
        if lines and self._rng.random() < 0.6:
            actions.take_back(self._store, order, self._rng.choice(lines), 1, "Changed their mind")
        else:
            actions.refund(self._store, order, price_text(max(1, kept(order) // 10)), "Goodwill")

    def _cancel(self) -> None:
        order = self._order(lambda o: o.fulfillment_status == "UNFULFILLED" and not o.cancelled_at)
        actions.cancel(self._store, order, self._rng.choice(actions.CANCEL_REASONS))

    def _delete_order(self) -> None:
        actions.delete_order(self._store, self._order(lambda o: o.cancelled_at is not None))

    def _edit_customer(self) -> None:
        customer = self._one(self._store.customers.all())
        chance = self._rng.random()
        if chance < 0.4 and customer.email:
            consent = "UNSUBSCRIBED" if customer.consent == "SUBSCRIBED" else "SUBSCRIBED"
            actions.change_consent(self._store, customer, consent)
        elif chance < 0.7:
            actions.edit_customer(self._store, customer, {"tags": self._rng.choice(_TAGS)})
        else:
            actions.edit_customer(self._store, customer, {"note": self._rng.choice(_NOTES)})

    def _new_customer(self) -> None:
        first_names, last_names = PEOPLE[self._rng.choice(sorted(PEOPLE))]
        given = {
            "first_name": self._rng.choice(first_names),
            "last_name": self._rng.choice(last_names),
            "email": f"live{self._rng.randrange(10**9)}@example.com",
            "consent": self._rng.choice(("SUBSCRIBED", "NOT_SUBSCRIBED")),
        }
        actions.create_customer(self._store, given)

    def _delete_customer(self) -> None:
        """Somebody who came lately and bought nothing."""
        found = [c for c in self._store.customers.all()[-_RECENT:] if not c.number_of_orders]
        actions.delete_customer(self._store, self._one(found))

    def _edit_product(self) -> None:
        """A price goes up or down by a twentieth."""
        product = self._one(self._store.products.all())
        variant = self._one(product.variants)
        price = max(100, variant.price * self._rng.choice((95, 105)) // 100)
        actions.edit_product(self._store, product, {f"price-{variant.id}": price_text(price)})

    def _order(self, test: Callable[[Order], bool]) -> Order:
        return self._one([order for order in self._store.orders.all()[-_RECENT:] if test(order)])

    def _checkout(self) -> Checkout:
        """An open one, begun by now."""
        recent = self._store.checkouts.all()[-_RECENT:]
        return self._one(
            [checkout for checkout in recent if not checkout.completed_at and checkout.created_at <= now()]
        )

    def _one(self, found: Sequence[Found]) -> Found:
        if not found:
            raise NothingToDo
        return self._rng.choice(found)


def keep_busy(store: Store, a_minute: float) -> threading.Thread:
    """Begin in the background; it ends when the store closes."""
    busy = BusyShop(store, store.options.seed)
    thread = threading.Thread(target=busy.run, args=(a_minute,), name="busy-store", daemon=True)
    thread.start()
    return thread
