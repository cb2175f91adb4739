"""Lines of an order, as orders, refunds and fulfillments carry them."""

from __future__ import annotations

from demo_store.graphql_api.context import gid
from demo_store.money import MoneyBag, price_text
from demo_store.records import LineItem, Order
from demo_store.webhooks.bodies.wording import Json, money_set

_SENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}


def rest_fulfillment(status: str) -> str | None:
    """The REST word for a fulfilment state; null for everything not yet sent."""
    return _SENT.get(status)


def order_line(line: LineItem, o: Order) -> Json:
    """A line of an order."""
    sent = o.fulfillment_status == "FULFILLED"
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": line.current_quantity,
        "fulfillable_quantity": 0 if sent or o.cancelled_at else line.current_quantity,
        "fulfillment_service": "manual",
        "fulfillment_status": "fulfilled" if sent else None,
        "gift_card": line.is_gift_card,
        "grams": line.grams,
        "name": line.name,
        "price": price_text(line.unit_price),
        "price_set": money_set(_bag(o, line.unit_price)),
        "product_exists": line.product is not None,
        "product_id": line.product.id if line.product else None,
        "properties": [],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": not line.is_gift_card,
        "title": line.title,
        "total_discount": price_text(line.discount),
        "total_discount_set": money_set(_bag(o, line.discount)),
        "variant_id": line.variant.id if line.variant else None,
        "variant_inventory_management": "shopify" if line.variant else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": [],
        "duties": [],
        "discount_allocations": [],
    }


def _bag(o: Order, cents: int) -> MoneyBag:
    return MoneyBag(cents, o.presentment_currency, o.rate)
