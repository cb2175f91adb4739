"""A year of orders: new and returning buyers, guests, the counter and the telephone."""

from __future__ import annotations

from collections import Counter
from typing import Final

from demo_store.identifiers import cart_token, confirmation_number, token
from demo_store.instants import DAY, shop_time
from demo_store.records import Address, Customer, LineItem, Order
from demo_store.seeding.baskets import CODES, Baskets, totals_of
from demo_store.seeding.calendar import order_instants
from demo_store.seeding.customers import CustomerMaker
from demo_store.seeding.making import Making
from demo_store.seeding.order_states import OrderStates
from demo_store.seeding.places import COUNTRIES, Country
from demo_store.seeding.visits import Visits

FIRST_NUMBER: Final = 1001
_SOURCES: Final = ("web", "pos", "shopify_draft_order", "iphone", "android", "3890849")
_SOURCE_WEIGHTS: Final = (83, 7, 4, 2, 1, 3)
_GATEWAYS: Final = (("shopify_payments",), ("paypal",), ("shopify_payments", "gift_card"), ("Alma",))
_GATEWAY_WEIGHTS: Final = (76, 18, 2, 4)
_NOTES: Final = (
    "Please ring at no. 7.",
    "C'est un cadeau, sans facture SVP",
    "Second attempt, first parcel was lost",
    "Bitte ohne Plastik verpacken 🌿",
    "Leave at the gate",
)

# Nobody furnishes a house more often than this in a year; the very first buyers would, by chance alone.
MOST_ORDERS = 18


class OrderBook:
    """Seeds `count` orders and the customers who place them (at most `buyers` of them)."""

    def __init__(self, making: Making, maker: CustomerMaker, baskets: Baskets, visits: Visits) -> None:
        self._rng, self._ids, self._now = making.rng, making.ids, making.now
        self._maker, self._baskets, self._visits = maker, baskets, visits
        self._states = OrderStates(making)
        self._regulars: list[Customer] = []
        self._visits_paid: Counter[Customer] = Counter()

    def seed(self, count: int, buyers: int) -> tuple[list[Order], list[Customer]]:
        """Orders, oldest first, and the buyers made for them."""
        instants = order_instants(self._rng, count, self._now)
        debuts = set(self._rng.sample(range(count), min(buyers, count)))
        orders, customers = [], []
        numbers = self._ids.reserve("Order", count)
        for index, at in enumerate(instants):
            if index in debuts:
                debutant = self._debut(at)
                customers.append(debutant)
                customer: Customer | None = debutant
            else:
                customer = self._returning()
            orders.append(self._order(numbers[index], FIRST_NUMBER + index, at, customer))
        return orders, customers

    def _debut(self, at: int) -> Customer:
        """A new buyer; three in ten had signed up earlier."""
        rng = self._rng
        earlier = rng.randrange(DAY, 300 * DAY) if rng.random() < 0.3 else rng.randrange(5, 900)
        customer = self._maker.make(at - earlier, buys=True)
        self._regulars.append(customer)
        return customer

    def _returning(self) -> Customer | None:
        """Somebody who bought before, more likely one who does so often; or a guest."""
        if not self._regulars or self._rng.random() < 0.04:
            return None
        customer = self._rng.choice(self._regulars)
        for _ in range(8):
            if self._visits_paid[customer] < MOST_ORDERS:
                break
            customer = self._rng.choice(self._regulars)
        else:
            return None
        self._visits_paid[customer] += 1
        if self._rng.random() < 0.2 and self._visits_paid[customer] < MOST_ORDERS:
            self._regulars.append(customer)
        return customer

    def _order(self, number: int, sequence: int, at: int, customer: Customer | None) -> Order:
        rng = self._rng
        source = rng.choices(_SOURCES, weights=_SOURCE_WEIGHTS)[0]
        country = self._maker.country_of[customer] if customer else rng.choice(COUNTRIES[:3])
        if source == "pos":
            country = COUNTRIES[0]
        lines = self._lines(at, source)
        code = self._code(at)
        totals = totals_of(lines, country, code, ships=source != "pos")
        address = self._address(customer, country, source)
        abroad = country.currency != "EUR" and source == "web" and rng.random() < 0.6
        online = source not in ("pos", "shopify_draft_order")
        order = Order(
            number,
            sequence,
            at,
            at + 20,
            customer,
            customer.email if customer else self._guest_email(source),
            customer.phone if customer and rng.random() < 0.5 else None,
            confirmation_number(rng),
            token(rng),
            cart_token(rng) if online else None,
            token(rng) if online else None,
            source,
            lines,
            totals.subtotal,
            totals.shipping,
            totals.discounts,
            totals.tax,
            totals.total,
            country.vat is not None,
            sum(line.grams * line.quantity for line in lines),
            country.currency if abroad else "EUR",
            country.rate if abroad else 1.0,
            "PAID",
            "UNFULFILLED",
            address,
            address,
            country.locale if customer else "fr",
            ("cash",) if source == "pos" else rng.choices(_GATEWAYS, weights=_GATEWAY_WEIGHTS)[0],
            (code,) if code else (),
            accepts_marketing=customer is not None and customer.consent == "SUBSCRIBED" and online,
        )
        self._finish(order, online)
        return order

    def _finish(self, order: Order, online: bool) -> None:
        rng = self._rng
        customer = order.customer
        if rng.random() < 0.03:
            order.note = rng.choice(_NOTES)
        if order.source_name == "pos":
            order.source_identifier = f"{order.number % 3 + 1}-{order.number}"
        if order.total > 100_000:
            order.tags = ("large-order",)
        if online:
            index = customer.number_of_orders + 1 if customer else 1
            order.journey = self._visits.journey(order.created_at, index, self._now)
        self._states.settle(order)
        if customer:
            credit(customer, order)

    def _lines(self, at: int, source: str) -> list[LineItem]:
        rng = self._rng
        lines = self._baskets.lines(at)
        if source == "shopify_draft_order" and rng.random() < 0.4:
            lines.append(self._baskets.custom_line())
        elif source == "pos" and rng.random() < 0.1:
            lines = [self._baskets.custom_line()]
        elif self._now - at > 200 * DAY and rng.random() < 0.06:
            lines.append(self._baskets.deleted_line())
        return lines

    def _code(self, at: int) -> str | None:
        if self._rng.random() > 0.16:
            return None
        if shop_time(at).month == 11:
            return "BLACKFRIDAY"
        return self._rng.choice([code for code in CODES if code != "BLACKFRIDAY"])

    def _address(self, customer: Customer | None, country: Country, source: str) -> Address | None:
        if source == "pos":
            return None
        if customer and customer.addresses:
            return customer.addresses[0]
        return self._guest_address(country)

    def _guest_address(self, country: Country) -> Address:
        guest = Customer(0, 0, 0, "Dominique", "Invité", None, None, country.locale)
        return self._maker.address(guest, country)

    def _guest_email(self, source: str) -> str | None:
        return None if source == "pos" else f"guest{self._rng.randrange(10**6)}@example.net"


def credit(customer: Customer, order: Order) -> None:
    """Count an order for its customer: spent is what the shop keeps (cents); cancelled ones count as orders."""
    customer.number_of_orders += 1
    customer.last_order = order
    customer.amount_spent += kept(order)
    customer.updated_at = max(customer.updated_at, order.created_at + 25)


def kept(order: Order) -> int:
    """Cents the shop keeps of an order: nothing of unpaid and voided ones."""
    if order.financial_status in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED"):
        return order.total - order.refunded
    return order.total // 2 if order.financial_status == "PARTIALLY_PAID" else 0
