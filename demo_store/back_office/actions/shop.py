"""What concerns the shop as a whole, the app's rights, and people's privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_store.back_office.actions.refusal import Refused
from demo_store.instants import now
from demo_store.records import Customer
from demo_store.webhooks.occurrences import PrivacyRequest, ScopeChange
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store


@one_action
def rename_shop(store: Store, name: str) -> None:
    if not name.strip():
        raise Refused("A store needs a name.")
    store.name, store.shop_updated_at = name.strip(), now()
    store.tell("shop/update", store)


@one_action
def change_scopes(store: Store, scopes: list[str]) -> None:
    """Give or take what the app may do: its present tokens too can do so much and no more."""
    previous = store.installations.granted
    if previous is None:
        raise Refused("The app is not installed.")
    store.installations.regrant(scopes)
    store.tell("app/scopes_update", ScopeChange(previous, list(scopes), now()))


@one_action
def request_data(store: Store, customer: Customer) -> None:
    """A customer asks what is kept of them."""
    store.tell("customers/data_request", _request(store, customer))


@one_action
def redact_customer(store: Store, customer: Customer) -> None:
    """Ask the app to forget a customer. The record itself stays here, as Shopify decides on its own about that."""
    store.tell("customers/redact", _request(store, customer))


@one_action
def redact_shop(store: Store) -> None:
    """Ask the app to forget the shop: what Shopify does 48 hours after the app was removed."""
    store.tell("shop/redact", store)


def _request(store: Store, customer: Customer) -> PrivacyRequest:
    return PrivacyRequest(customer, store.orders_of(customer), store.ids.mint("DataRequest"))
