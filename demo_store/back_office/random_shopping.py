"""Somebody, and what they might buy: for orders and checkouts that nobody thought up."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from demo_store.back_office.actions.refusal import Refused
from demo_store.instants import HOUR, now
from demo_store.records import Customer, Journey, LineItem
from demo_store.seeding.baskets import Baskets
from demo_store.seeding.visits import Visits
from demo_store.storefront.selling import Delivery

if TYPE_CHECKING:
    from demo_store.store import Store

_AT_HOME = ("12 rue des Lilas", "", "44000", "Nantes", "", "FR", "")


def somebody(store: Store, rng: Random) -> Customer:
    """Any customer with an e-mail address."""
    known = [customer for customer in store.customers.all() if customer.email]
    if not known:
        raise Refused("There is no customer yet.")
    return rng.choice(known)


def filled_basket(store: Store, rng: Random, kind: str) -> list[LineItem]:
    """Lines of that kind (`LineItem`, `AbandonedCheckoutLineItem`) with things that are on sale."""
    products = store.products.all()
    if not any(product.published_at and product.variants for product in products):
        raise Refused("Nothing is on sale.")
    return Baskets(rng, store.ids, products).lines(now(), kind)


def visits(store: Store, rng: Random) -> Visits:
    handles = [product.handle for product in store.products.all() if product.published_at]
    return Visits(rng, store.ids, store.options.shop, handles)


def journey(store: Store, rng: Random, index: int, at: int) -> Journey:
    """A way to an order, as Shopify tells it an hour later."""
    return visits(store, rng).journey(at, index, at + HOUR)


def delivery_to(customer: Customer) -> Delivery:
    """What the customer would type at the checkout."""
    address = customer.default_address
    if address is None:
        return Delivery(customer.first_name or "Ada", customer.last_name or "Martin", *_AT_HOME)
    place = address.place
    return Delivery(
        address.first_name or "",
        address.last_name or "",
        address.address1,
        address.address2 or "",
        address.zip,
        place.city,
        place.province or "",
        place.country_code,
        address.phone or "",
    )
