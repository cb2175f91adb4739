"""Turning a basket into a checkout, and a checkout into an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from demo_store.consent import change_consent
from demo_store.identifiers import cart_token, confirmation_number, token
from demo_store.instants import now
from demo_store.records import Address, Checkout, Customer, Journey, LineItem, Order, Place
from demo_store.seeding.baskets import line_of, totals_of
from demo_store.seeding.orders import credit
from demo_store.seeding.places import COUNTRIES, Country
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store

# The way to an order, from the number of the customer's order and its moment (epoch seconds).
Way = Callable[[int, int], Journey | None]


class Arrival(NamedTuple):
    """Path and query of the page that a buyer came in by, and the other site's page that led there."""

    landing_site: str | None
    referring_site: str | None


class Cart(NamedTuple):
    """What somebody is about to buy, how they came here, and what they wrote."""

    lines: list[LineItem]
    arrival: Arrival
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a buyer typed about where to send things."""

    first_name: str
    last_name: str
    address1: str
    address2: str
    zip: str
    city: str
    province: str
    country_code: str
    phone: str


def country_of(code: str) -> Country:
    """The country with that code; home when it is none of ours."""
    return next((country for country in COUNTRIES if country.code == code), COUNTRIES[0])


def lines_of(store: Store, basket: dict[str, int], kind: str) -> list[LineItem]:
    """Lines for a basket (quantity by variant id), without what is not sold any more."""
    lines = []
    for number, quantity in basket.items():
        variant = store.variant(int(number))
        if variant and variant.product.published_at:
            lines.append(line_of(variant, quantity, store.ids.mint(kind)))
    return lines


@one_action
def find_or_make_customer(store: Store, email: str, *, subscribes: bool) -> Customer:
    """The customer with that address, made if there is none; a tick subscribes, no tick changes nothing."""
    customer = store.customer_by_email(email)
    at = now()
    if customer is None:
        customer = Customer(
            store.ids.mint("Customer"), at, at, None, None, email.strip().lower(), None, "en", verified_email=False
        )
        store.add(customer)
    if subscribes and customer.consent != "SUBSCRIBED":
        change_consent(store, customer, "SUBSCRIBED", "SINGLE_OPT_IN", at)
    return customer


@one_action
def begin_checkout(store: Store, customer: Customer, cart: Cart, *, subscribes: bool) -> Checkout:
    """A checkout from the moment its buyer is known: abandoned, unless it is completed."""
    at = now()
    checkout = Checkout(
        store.ids.mint("AbandonedCheckout"),
        token(store.rng),
        token(store.rng),
        cart_token(store.rng),
        at,
        at,
        None,
        customer,
        customer.email,
        cart.lines,
        0,
        0,
        0,
        0,
        True,
        None,
        None,
        cart.arrival.landing_site,
        cart.arrival.referring_site,
        None,
        subscribes,
        customer.locale,
        cart.note,
    )
    price(checkout, COUNTRIES[0], None)
    store.add(checkout)
    return checkout


def price(checkout: Checkout, country: Country, code: str | None) -> None:
    """Sum a checkout up for a country and a discount code."""
    totals = totals_of(checkout.line_items, country, code)
    checkout.subtotal, checkout.discounts = totals.subtotal, totals.discounts
    checkout.tax, checkout.total = totals.tax, totals.total
    checkout.taxes_included = country.vat is not None
    checkout.discount_codes = (code,) if code else ()


@one_action
def complete(store: Store, checkout: Checkout, delivery: Delivery, code: str | None, way: Way) -> Order:
    """Pay: the checkout becomes an order with the same tokens."""
    customer = checkout.customer or find_or_make_customer(store, checkout.email or "", subscribes=False)
    country = country_of(delivery.country_code)
    address = _address(store, delivery, country)
    _remember(customer, delivery, address)
    price(checkout, country, code)
    order = _order(store, checkout, customer, address, country)
    order.journey = way(customer.number_of_orders + 1, order.created_at)
    take_in(store, order)
    checkout.completed_at = now()
    checkout.shipping_address = checkout.billing_address = address
    store.touch(checkout)
    return order


@one_action
def take_in(store: Store, order: Order) -> None:
    """A new order: told, counted for its customer, its goods taken off the shelves."""
    store.add(order)
    if order.financial_status == "PAID":
        store.tell("orders/paid", order)
    if order.customer:
        credit(order.customer, order)
        store.touch(order.customer)
        store.tell("customers/purchasing_summary", order.customer)
    for line in order.line_items:
        if line.variant:
            line.variant.inventory_quantity -= line.quantity
            # Stock counts as a change of its product, as it does at Shopify.
            store.touch(line.variant.product)
    store.touch(order)


def _order(store: Store, checkout: Checkout, customer: Customer, address: Address, country: Country) -> Order:
    at = now()
    totals = totals_of(checkout.line_items, country, checkout.discount_codes[0] if checkout.discount_codes else None)
    lines = [
        line_of(line.variant, line.quantity, store.ids.mint("LineItem")) for line in checkout.line_items if line.variant
    ]
    return Order(
        store.ids.mint("Order"),
        store.next_order_number(),
        at,
        at,
        customer,
        customer.email,
        address.phone,
        confirmation_number(store.rng),
        token(store.rng),
        checkout.cart_token,
        checkout.token,
        "web",
        lines,
        totals.subtotal,
        totals.shipping,
        totals.discounts,
        totals.tax,
        totals.total,
        checkout.taxes_included,
        checkout.weight,
        "EUR",
        1.0,
        "PAID",
        "UNFULFILLED",
        address,
        address,
        "en",
        ("bogus",),
        checkout.discount_codes,
        checkout.accepts_marketing,
        note=checkout.note or None,
    )


def _address(store: Store, delivery: Delivery, country: Country) -> Address:
    place = Place(delivery.city, delivery.province or None, None, country.name, country.code)
    return Address(
        store.ids.mint("MailingAddress"),
        delivery.first_name,
        delivery.last_name,
        None,
        delivery.address1,
        delivery.address2 or None,
        delivery.zip,
        delivery.phone or None,
        place,
    )


def _remember(customer: Customer, delivery: Delivery, address: Address) -> None:
    """What a buyer types fills what was not known of the customer."""
    customer.first_name = customer.first_name or delivery.first_name
    customer.last_name = customer.last_name or delivery.last_name
    customer.phone = customer.phone or delivery.phone or None
    if not customer.addresses:
        customer.addresses = (address,)
