"""Bodies of the order topics. Amounts are the very ones that the Admin API answers."""

from __future__ import annotations

from typing import Final

from demo_store.graphql_api.context import Context, gid
from demo_store.graphql_api.fields_order import AMOUNTS, status_page, visit_of
from demo_store.money import SHOP_CURRENCY, MoneyBag, price_text
from demo_store.records import Order
from demo_store.webhooks.bodies.addresses import postal_address
from demo_store.webhooks.bodies.customers import nested_customer
from demo_store.webhooks.bodies.order_lines import order_line, rest_fulfillment
from demo_store.webhooks.bodies.order_parts import (
    discount_applications,
    discount_codes,
    fulfillments,
    shipping_lines,
)
from demo_store.webhooks.bodies.refunds import refund
from demo_store.webhooks.bodies.wording import Json, money_set, path_and_query, zoned, zoned_or_none

# REST key by GraphQL's field; each is told as a string and, with `_set`, in both currencies.
_PRICES: Final = {
    "current_subtotal_price": "currentSubtotalPriceSet",
    "current_total_discounts": "currentTotalDiscountsSet",
    "current_total_price": "currentTotalPriceSet",
    "current_total_tax": "currentTotalTaxSet",
    "subtotal_price": "subtotalPriceSet",
    "total_discounts": "totalDiscountsSet",
    "total_price": "totalPriceSet",
    "total_tax": "totalTaxSet",
}
_NUMBERS_FROM: Final = 1000
_ENTITY: Final = "NjEyMDQ0NTU2MDI"


def order(o: Order, x: Context) -> Json:
    """Every orders/… topic but the deletion."""
    return {**_identity(o, x), **_buyer(o), **_states(o), **_money(o, x), **_contents(o)}


def deleted(o: Order, _: Context) -> Json:
    """orders/delete."""
    return {"id": o.id}


def _identity(o: Order, x: Context) -> Json:
    return {
        "id": o.id,
        "admin_graphql_api_id": gid("Order", o.id),
        "app_id": None,
        "cart_token": o.cart_token,
        "checkout_token": o.checkout_token,
        "confirmation_number": o.confirmation_number,
        "device_id": None,
        "location_id": None,
        "merchant_business_entity_id": _ENTITY,
        "merchant_of_record_app_id": None,
        "name": o.name,
        "number": o.number - _NUMBERS_FROM,
        "order_number": o.number,
        "order_status_url": status_page(o, x),
        "po_number": None,
        "reference": None,
        "source_identifier": o.source_identifier,
        "source_name": o.source_name,
        "source_url": None,
        "token": o.token,
        "user_id": None,
    }


def _buyer(o: Order) -> Json:
    visit = visit_of(o)
    return {
        "browser_ip": None,
        "buyer_accepts_marketing": o.accepts_marketing,
        "client_details": None,
        "contact_email": o.email,
        "customer_locale": o.locale,
        "email": o.email,
        "landing_site": path_and_query(visit.landing_page) if visit else None,
        "landing_site_ref": None,
        "phone": o.phone,
        "referring_site": visit.referrer_url if visit else None,
        "billing_address": postal_address(o.billing_address),
        "shipping_address": postal_address(o.shipping_address),
        "customer": nested_customer(o.customer) if o.customer else None,
    }


def _states(o: Order) -> Json:
    return {
        "cancel_reason": o.cancel_reason and o.cancel_reason.lower(),
        "cancelled_at": zoned_or_none(o.cancelled_at),
        "closed_at": zoned_or_none(o.closed_at),
        "confirmed": True,
        "created_at": zoned(o.created_at),
        "financial_status": o.financial_status.lower(),
        "fulfillment_status": rest_fulfillment(o.fulfillment_status),
        "processed_at": zoned(o.created_at),
        "test": o.test,
        "updated_at": zoned(o.updated_at),
    }


def _money(o: Order, x: Context) -> Json:
    told: Json = {}
    for key, field in _PRICES.items():
        cents = AMOUNTS[field](o, x)
        told[key], told[f"{key}_set"] = price_text(cents), money_set(_bag(o, cents))
    nothing = money_set(_bag(o, 0))
    return {
        **told,
        "currency": SHOP_CURRENCY,
        "presentment_currency": o.presentment_currency,
        "current_shipping_price_set": money_set(_bag(o, AMOUNTS["currentShippingPriceSet"](o, x))),
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "total_cash_rounding_payment_adjustment_set": nothing,
        "total_cash_rounding_refund_adjustment_set": nothing,
        "total_line_items_price": price_text(o.line_items_total),
        "total_line_items_price_set": money_set(_bag(o, o.line_items_total)),
        "total_outstanding": price_text(AMOUNTS["totalOutstandingSet"](o, x)),
        "total_shipping_price_set": money_set(_bag(o, o.shipping)),
        "total_tip_received": "0.00",
        "payment_gateway_names": list(o.gateways),
        "payment_terms": None,
        "duties_included": False,
        "estimated_taxes": False,
        "tax_exempt": o.customer is not None and o.customer.tax_exempt,
        "tax_lines": [],
        "taxes_included": o.taxes_included,
    }


def _contents(o: Order) -> Json:
    return {
        "discount_applications": discount_applications(o),
        "discount_codes": discount_codes(o),
        "fulfillments": fulfillments(o),
        "line_item_groups": [],
        "line_items": [order_line(line, o) for line in o.line_items],
        "note": o.note,
        "note_attributes": [],
        "refunds": [refund(o, each) for each in o.refunds],
        "returns": [],
        "shipping_lines": shipping_lines(o),
        "tags": ", ".join(o.tags),
        "total_weight": o.weight,
    }


def _bag(o: Order, cents: int) -> MoneyBag:
    return MoneyBag(cents, o.presentment_currency, o.rate)
