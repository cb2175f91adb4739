"""Topic and body → what is to be done (docs/live-sync.md has the table; docs/shopify-api.md says what bodies lack).

Pure functions. Each raises Refusal for a body that cannot be what it says it is.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from crm.ingest import UNKNOWN, Consent
from shopify_connector.inbox.effects import (
    ChangeStore,
    DeleteCheckout,
    DeleteObject,
    Effect,
    MergeCustomer,
    MergeCustomers,
    MergeDeal,
    MergeProduct,
    Read,
    SetConsent,
)
from shopify_connector.inbox.topics import COMPLIANCE
from shopify_connector.mapping.customer import customer_from_webhook, is_subscribed
from shopify_connector.mapping.long_texts import cut_long_texts
from shopify_connector.mapping.order_webhook import checkout_from_webhook, order_from_webhook
from shopify_connector.mapping.product import product_from_webhook
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.mapping.values import gid_number, integer
from shopify_connector.models import Delivery, ImportedObject

Body = dict[str, Any]
PRODUCTS, CUSTOMERS = ImportedObject.PRODUCTS, ImportedObject.CUSTOMERS
ORDERS, CHECKOUTS = ImportedObject.ORDERS, ImportedObject.CHECKOUTS


class Told(NamedTuple):
    """A delivery's body, and when it happened at Shopify (UTC): what of two states of one second tells the later."""

    topic: str
    body: Body
    at: datetime
    delivery_id: str

    @property
    def as_of(self) -> str:
        return self.at.isoformat()


class Meaning(NamedTuple):
    """What a delivery asks for, and what of its texts had to be cut."""

    effects: list[Effect]
    cut: list[Refusal]


def meaning_of(delivery: Delivery) -> Meaning:
    """What a delivery asks for; no effects where there is nothing to do. Raises Refusal."""
    body = _read(bytes(delivery.body))
    at = delivery.triggered_at or delivery.received_at
    try:
        cut = cut_long_texts(body)
        return Meaning(_MEANINGS[delivery.topic](Told(delivery.topic, body, at, delivery.delivery_id)), cut)
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        raise Refusal(RefusalReason.WRONG_SHAPE, "", error) from error


def object_of(topic: str) -> ImportedObject | None:
    """The kind of object that a topic is about; None for the store and the app."""
    family = topic.partition("/")[0].partition(".")[0]
    if family in ("products", "orders"):
        return ImportedObject(family)
    if family == "checkouts":
        return CHECKOUTS
    if family == "refunds":
        return ORDERS
    return CUSTOMERS if family.startswith("customer") and topic not in COMPLIANCE else None


def key_of(delivery: Delivery) -> str:
    """The object's id, as far as it can be read: for people who look for it."""
    try:
        body = _read(bytes(delivery.body))
    except Refusal:
        return ""
    named = ("id", "order_id", "token", "customer_id", "customerId", "admin_graphql_api_customer_kept_id")
    return str(next((body[name] for name in named if body.get(name)), ""))


def _read(raw: bytes) -> Body:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refusal(RefusalReason.BAD_JSON, "", error) from None
    if not isinstance(body, dict):
        raise Refusal(RefusalReason.WRONG_SHAPE, "", type(body).__name__)
    return body


def _id(body: Body, name: str = "id") -> int:
    return gid_number(f"/{body.get(name)}", name)


def _customer(told: Told) -> list[Effect]:
    """The body has neither tags nor consent nor order count since 2025-01: those are read."""
    record = customer_from_webhook(told.body, told.as_of)
    return [MergeCustomer(record), Read(CUSTOMERS, record.customer_id)]


def _read_customer(told: Told) -> list[Effect]:
    return [Read(CUSTOMERS, gid_number(told.body.get("customerId"), "customerId"))]


def _consent(told: Told) -> list[Effect]:
    customer_id = _id(told.body, "customer_id")
    accepts = is_subscribed((told.body.get("email_marketing_consent") or {}).get("state"))
    read = Read(CUSTOMERS, customer_id)
    return [read] if accepts is None else [SetConsent(Consent(customer_id, accepts, told.as_of)), read]


def _merged_customers(told: Told) -> list[Effect]:
    """A merge may also be told of as failed: then nothing happened."""
    if str(told.body.get("status", "")).lower() != "completed":
        return []
    kept = gid_number(told.body.get("admin_graphql_api_customer_kept_id"), "admin_graphql_api_customer_kept_id")
    gone = gid_number(told.body.get("admin_graphql_api_customer_deleted_id"), "admin_graphql_api_customer_deleted_id")
    return [MergeCustomers(kept, gone, told.at)]


def _product(told: Told) -> list[Effect]:
    """A product of many variants comes without all of them: then it is read."""
    record = product_from_webhook(told.body, told.as_of)
    whole = record.variants is not UNKNOWN
    read: list[Effect] = [] if whole else [Read(PRODUCTS, record.shopify_product_id)]
    return [MergeProduct(record), *read]


def _order(told: Told) -> list[Effect]:
    return [MergeDeal(order_from_webhook(told.body, told.as_of))]


def _new_order(told: Told) -> list[Effect]:
    """How the buyer came (Shopify's customer journey) is in no webhook: it is read."""
    return [*_order(told), Read(ORDERS, _id(told.body))]


def _read_order(told: Told) -> list[Effect]:
    return [Read(ORDERS, _id(told.body, "order_id"))]


def _edited_order(told: Told) -> list[Effect]:
    return [Read(ORDERS, _id(told.body["order_edit"], "order_id"))]


def _checkout(told: Told) -> list[Effect]:
    record = checkout_from_webhook(told.body, told.as_of)
    if not record.checkout_token and not record.shopify_checkout_id:
        raise Refusal(RefusalReason.NO_ID, "token", told.body.get("token"))
    return [MergeDeal(record)]


def _deleted_checkout(told: Told) -> list[Effect]:
    number = integer(told.body.get("id"), "id")
    cart_token = str(told.body.get("cart_token") or "")
    if number is None and not cart_token:
        raise Refusal(RefusalReason.NO_ID, "id", told.body.get("id"))
    return [DeleteCheckout(number, cart_token, told.at)]


def _deleted(kind: ImportedObject) -> Callable[[Told], list[Effect]]:
    return lambda told: [DeleteObject(kind, _id(told.body), told.at)]


def _store(told: Told) -> list[Effect]:
    return [ChangeStore(told.topic, told.body, told.at, told.delivery_id)]


def _nothing(told: Told) -> list[Effect]:
    return []


_MEANINGS: dict[str, Callable[[Told], list[Effect]]] = {
    "customers/create": _customer,
    "customers/update": _customer,
    "customers/delete": _deleted(CUSTOMERS),
    "customers/merge": _merged_customers,
    "customers/purchasing_summary": _read_customer,
    "customer.tags_added": _read_customer,
    "customer.tags_removed": _read_customer,
    "customers_email_marketing_consent/update": _consent,
    # Consent to text messages: hubsync sends none.
    "customers_marketing_consent/update": _nothing,
    "products/create": _product,
    "products/update": _product,
    "products/delete": _deleted(PRODUCTS),
    "orders/create": _new_order,
    "orders/updated": _order,
    "orders/cancelled": _order,
    "orders/delete": _deleted(ORDERS),
    "orders/paid": _order,
    "orders/fulfilled": _order,
    "orders/edited": _edited_order,
    "refunds/create": _read_order,
    "checkouts/create": _checkout,
    "checkouts/update": _checkout,
    "checkouts/delete": _deleted_checkout,
    **dict.fromkeys(("app/uninstalled", "app/scopes_update", "bulk_operations/finish", "shop/update"), _store),
    **dict.fromkeys(COMPLIANCE, _store),
}
