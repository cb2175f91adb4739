"""What hangs on an order beside its lines: shipping, discount codes, fulfillments."""

from __future__ import annotations

from demo_store.graphql_api.context import gid
from demo_store.graphql_api.fields_channel import sent_at
from demo_store.money import MoneyBag, price_text
from demo_store.records import Order
from demo_store.seeding.baskets import CODES
from demo_store.webhooks.bodies.order_lines import order_line
from demo_store.webhooks.bodies.wording import Json, money_set, zoned


def by_code(o: Order) -> int:
    """Cents that the discount code took off, beside what lines were reduced by."""
    return o.discounts - sum(line.discount for line in o.line_items)


def discount_codes(o: Order) -> list[Json]:
    return [{"code": code, "amount": price_text(by_code(o)), "type": "percentage"} for code in o.discount_codes]


def discount_applications(o: Order) -> list[Json]:
    return [
        {
            "target_type": "line_item",
            "type": "discount_code",
            "value": f"{CODES.get(code, 0)}.0",
            "value_type": "percentage",
            "allocation_method": "across",
            "target_selection": "all",
            "code": code,
        }
        for code in o.discount_codes
    ]


def shipping_lines(o: Order) -> list[Json]:
    """One line wherever something is sent, free or not."""
    if o.shipping_address is None or not any(line.requires_shipping for line in o.line_items):
        return []
    price = money_set(MoneyBag(o.shipping, o.presentment_currency, o.rate))
    now_left = money_set(MoneyBag(0 if o.cancelled_at else o.shipping, o.presentment_currency, o.rate))
    return [
        {
            "id": o.id + 2,
            "carrier_identifier": None,
            "code": "Standard",
            "current_discounted_price_set": now_left,
            "discounted_price": price_text(o.shipping),
            "discounted_price_set": price,
            "is_removed": False,
            "phone": None,
            "price": price_text(o.shipping),
            "price_set": price,
            "requested_fulfillment_service_id": None,
            "source": "shopify",
            "title": "Standard",
            "tax_lines": [],
            "discount_allocations": [],
        }
    ]


def fulfillments(o: Order) -> list[Json]:
    """The one parcel an order is sent in."""
    at = sent_at(o)
    if at is None:
        return []
    return [
        {
            "id": o.id + 1,
            "order_id": o.id,
            "status": "success",
            "created_at": zoned(at),
            "updated_at": zoned(at),
            "service": "manual",
            "tracking_company": None,
            "tracking_number": None,
            "tracking_numbers": [],
            "tracking_url": None,
            "tracking_urls": [],
            "shipment_status": None,
            "location_id": None,
            "origin_address": {},
            "receipt": {},
            "name": f"{o.name}.1",
            "admin_graphql_api_id": gid("Fulfillment", o.id + 1),
            "line_items": [order_line(line, o) for line in o.line_items if line.requires_shipping],
        }
    ]
