"""Checkouts: leaving one behind, completing it, deleting it."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import TYPE_CHECKING

from demo_store.back_office.actions.refusal import Refused
from demo_store.back_office.random_shopping import delivery_to, filled_basket, journey, somebody, visits
from demo_store.instants import now
from demo_store.records import Checkout, Customer, Order
from demo_store.storefront.selling import Arrival, Cart, begin_checkout, complete
from demo_store.webhooks.bodies.wording import path_and_query
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store


@one_action
def abandon_checkout(store: Store, customer: Customer | None = None, *, rng: Random | None = None) -> Checkout:
    """Begin a checkout as somebody (anybody unless given) and leave it."""
    rng = rng or store.rng
    customer = customer or somebody(store, rng)
    visit = visits(store, rng).visit(now())
    arrival = Arrival(path_and_query(visit.landing_page), visit.referrer_url)
    cart = Cart(filled_basket(store, rng, "AbandonedCheckoutLineItem"), arrival)
    checkout = begin_checkout(store, customer, cart, subscribes=customer.consent == "SUBSCRIBED")
    checkout.shipping_address = checkout.billing_address = customer.default_address
    return checkout


@one_action
def complete_checkout(store: Store, checkout: Checkout, *, rng: Random | None = None) -> Order:
    """Come back to a checkout and pay."""
    rng = rng or store.rng
    if checkout.completed_at:
        raise Refused("This checkout is completed already.")
    if not any(line.variant for line in checkout.line_items):
        raise Refused("Nothing of this checkout is sold any more.")
    customer = checkout.customer or somebody(store, rng)
    code = checkout.discount_codes[0] if checkout.discount_codes else None
    return complete(store, checkout, delivery_to(customer), code, partial(journey, store, rng))


@one_action
def edit_checkout(store: Store, checkout: Checkout, note: str) -> None:
    """Change what the buyer wrote."""
    checkout.note = note.strip()
    store.touch(checkout)


@one_action
def delete_checkout(store: Store, checkout: Checkout) -> None:
    store.remove(checkout)
