"""Abandoned checkouts: older ones (a few of them recovered) and today's."""

from __future__ import annotations

from demo_store.identifiers import cart_token, token
from demo_store.instants import DAY, HOUR
from demo_store.records import Address, Checkout, Customer, Order
from demo_store.seeding.baskets import Baskets, totals_of
from demo_store.seeding.customers import CustomerMaker
from demo_store.seeding.making import Making
from demo_store.seeding.places import COUNTRIES
from demo_store.seeding.visits import Visits

_NOTES = ("", "", "", "", "", "", "", "", "", "Is the oak oiled or varnished?")


class CheckoutBook:
    """Makes checkouts that got as far as contact data."""

    def __init__(self, making: Making, maker: CustomerMaker, baskets: Baskets, visits: Visits) -> None:
        self._rng, self._ids, self._now, self._domain = making.rng, making.ids, making.now, making.domain
        self._maker, self._baskets, self._visits = maker, baskets, visits

    def seed(self, count: int, customers: list[Customer], orders: list[Order]) -> list[Checkout]:
        """About `count` of the last 90 days, one in ten of them recovered, and at least six of today; oldest first."""
        checkouts = [self._recovered(order) for order in self._recovered_orders(orders, count // 10)]
        instants = [self._now - self._rng.randrange(25 * HOUR, 90 * DAY) for _ in range(count - len(checkouts))]
        todays = max(6, count // 60)
        instants += [self._now - 60 * (12 + number * (23 * 60 - 20) // todays) for number in range(todays)]
        checkouts += [self._open(at, customers) for at in instants]
        checkouts.sort(key=lambda checkout: checkout.created_at)
        numbers = self._ids.reserve("AbandonedCheckout", len(checkouts))
        for checkout, number in zip(checkouts, numbers, strict=True):
            checkout.id = number
        return checkouts

    def _recovered_orders(self, orders: list[Order], count: int) -> list[Order]:
        """Web orders with a customer, of the last 80 days, that shall have been abandoned for a while first."""
        recent = [o for o in orders if o.source_name == "web" and o.customer and self._now - o.created_at < 80 * DAY]
        return self._rng.sample(recent, min(count, len(recent)))

    def _recovered(self, order: Order) -> Checkout:
        rng = self._rng
        begun = order.created_at - rng.randrange(2 * HOUR, 60 * HOUR)
        checkout = self._of_basket(begun, order.customer, order.shipping_address)
        lines = [line for line in order.line_items if line.variant]
        if lines:
            checkout.line_items = lines
        checkout.token, checkout.cart_token = order.checkout_token or token(rng), order.cart_token or cart_token(rng)
        checkout.subtotal, checkout.discounts = order.subtotal, order.discounts
        checkout.tax, checkout.total, checkout.taxes_included = order.tax, order.total, order.taxes_included
        checkout.discount_codes = order.discount_codes
        checkout.completed_at = checkout.updated_at = order.created_at
        return checkout

    def _open(self, at: int, customers: list[Customer]) -> Checkout:
        eligible = self._rng.choice(customers) if customers else None
        customer = eligible if eligible and eligible.created_at < at else self._newcomer(at, customers)
        return self._of_basket(at, customer, customer.default_address)

    def _newcomer(self, at: int, customers: list[Customer]) -> Customer:
        """Someone known to have existed by then: the oldest customers come first when orders are seeded."""
        oldest = customers[: max(1, len(customers) // 20)]
        return self._rng.choice(oldest) if oldest else self._maker.make(at - 60, buys=False)

    def _of_basket(self, at: int, customer: Customer | None, address: Address | None) -> Checkout:
        rng = self._rng
        country = self._maker.country_of.get(customer, COUNTRIES[0]) if customer else COUNTRIES[0]
        lines = self._baskets.lines(at, "AbandonedCheckoutLineItem")
        totals = totals_of(lines, country, None)
        visit = self._visits.visit(at - 300)
        return Checkout(
            0,
            token(rng),
            token(rng),
            cart_token(rng),
            at,
            at + rng.randrange(30, 600),
            None,
            customer,
            customer.email if customer else None,
            lines,
            totals.subtotal,
            totals.discounts,
            totals.tax,
            totals.total,
            country.vat is not None,
            address,
            address,
            visit.landing_page.removeprefix(f"https://{self._domain}"),
            visit.referrer_url,
            None,
            customer is not None and customer.consent == "SUBSCRIBED",
            country.locale,
            rng.choice(_NOTES),
            phone=customer.phone if customer else None,
        )
