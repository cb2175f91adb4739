"""Every field the demo store answers, by GraphQL type; one table for single answers and for bulk exports."""

from __future__ import annotations

from typing import Any, Final

from demo_store.bulk.operations import BulkOperation
from demo_store.graphql_api import (
    fields_channel,
    fields_customer,
    fields_line,
    fields_order,
    fields_product,
    fields_shop,
)
from demo_store.graphql_api.context import Fields
from demo_store.records import Checkout, Customer, Order, Picture, Product, Variant
from demo_store.webhooks import WebhookSubscription

_MODULES = (fields_channel, fields_customer, fields_line, fields_order, fields_product, fields_shop)


def _merged(tables: list[Fields]) -> Fields:
    merged: Fields = {}
    for table in tables:
        for kind, fields in table.items():
            merged.setdefault(kind, {}).update(fields)
    return merged


FIELDS: Final = _merged([module.FIELDS for module in _MODULES])
CONNECTIONS: Final = _merged([getattr(module, "CONNECTIONS", {}) for module in _MODULES])

# The GraphQL type of a record, where a field's own type is an interface.
_KINDS: Final[dict[type, str]] = {
    Customer: "Customer",
    Order: "Order",
    Product: "Product",
    Variant: "ProductVariant",
    Checkout: "AbandonedCheckout",
    Picture: "MediaImage",
    BulkOperation: "BulkOperation",
    WebhookSubscription: "WebhookSubscription",
}


def kind_of(record: Any) -> str:
    """The concrete type of a record behind an interface or union."""
    if isinstance(record, tuple) and isinstance(record[0], str):
        return record[0]
    return _KINDS[type(record)]
