"""Customers: making, editing, merging, deleting."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from demo_store.back_office.actions.recount import recount
from demo_store.back_office.actions.refusal import Refused
from demo_store.back_office.actions.tags import split_tags
from demo_store.consent import change_consent
from demo_store.instants import now
from demo_store.records import Customer
from demo_store.webhooks.occurrences import Merge, TagChange
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store

CONSENTS: Final = ("SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID")


@one_action
def create_customer(store: Store, given: dict[str, str]) -> Customer:
    """A new customer; takes what `edit_customer` takes, and `phone`."""
    at = now()
    phone = given.get("phone", "").strip() or None
    email = _email(store, given.get("email", ""), phone, None)
    made = Customer(store.ids.mint("Customer"), at, at, None, None, email, phone, "fr", verified_email=False)
    _check_consent(given)
    store.add(made)
    edit_customer(store, made, {**given, "email": email or ""})
    return made


@one_action
def edit_customer(store: Store, customer: Customer, given: dict[str, str]) -> None:
    """Change what is given of email, first_name, last_name, note, tags, consent, tax_exempt (empty: no)."""
    email = _email(store, given["email"], customer.phone, customer) if "email" in given else customer.email
    _check_consent(given)
    customer.email = email
    for name in ("first_name", "last_name", "note"):
        if name in given:
            setattr(customer, name, given[name].strip() or None)
    if "tags" in given:
        _change_tags(store, customer, split_tags(given["tags"]))
    if "tax_exempt" in given:
        customer.tax_exempt = bool(given["tax_exempt"])
    if given.get("consent", customer.consent) != customer.consent:
        change_consent(store, customer, given["consent"])
    store.touch(customer)


@one_action
def merge_customers(store: Store, kept: Customer, gone: Customer) -> None:
    """Make one of two: the kept one gets the other's orders, checkouts and whatever it lacked itself."""
    if kept is gone:
        raise Refused("A customer cannot be merged with itself.")
    for order in store.orders_of(gone):
        order.customer = kept
        store.touch(order)
    for checkout in [checkout for checkout in store.checkouts.all() if checkout.customer is gone]:
        checkout.customer = kept
        store.touch(checkout)
    _inherit(store, kept, gone)
    store.customers.remove(gone.id)
    store.tell("customers/merge", Merge(kept, gone, uuid.uuid4()))
    store.touch(kept)
    recount(store, kept)


@one_action
def delete_customer(store: Store, customer: Customer) -> None:
    """Shopify keeps customers who have ordered."""
    if customer.number_of_orders:
        raise Refused("A customer with orders cannot be deleted.")
    store.remove(customer)
    for checkout in store.checkouts.all():
        if checkout.customer is customer:
            checkout.customer = None


def _inherit(store: Store, kept: Customer, gone: Customer) -> None:
    for name in ("first_name", "last_name", "email", "phone"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.note = "\n".join(note for note in (kept.note, gone.note) if note) or None
    kept.addresses += gone.addresses
    _change_tags(store, kept, tuple(dict.fromkeys(kept.tags + gone.tags)))


def _change_tags(store: Store, customer: Customer, tags: tuple[str, ...]) -> None:
    added = tuple(tag for tag in tags if tag not in customer.tags)
    removed = tuple(tag for tag in customer.tags if tag not in tags)
    customer.tags = tags
    if added:
        store.tell("customer.tags_added", TagChange(customer, added, now()))
    if removed:
        store.tell("customer.tags_removed", TagChange(customer, removed, now()))


def _email(store: Store, text: str, phone: str | None, owner: Customer | None) -> str | None:
    """The address as it is kept; refused when it is none, somebody else's, or left out without a telephone number."""
    email = text.strip().lower() or None
    taken = store.customer_by_email(email) if email else None
    if taken is not None and taken is not owner:
        raise Refused("Email has already been taken")
    if email is None and phone is None:
        raise Refused("A customer needs an e-mail address or a telephone number.")
    if email and "@" not in email:
        raise Refused("Email is invalid")
    return email


def _check_consent(given: dict[str, str]) -> None:
    if given.get("consent", CONSENTS[0]) not in CONSENTS:
        raise Refused("That is no consent state.")
