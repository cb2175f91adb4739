"""Bodies of the checkout topics. Since 2026-04 a checkout has no `id`; a deletion has one and no token."""

from __future__ import annotations

from demo_store.graphql_api.context import Context
from demo_store.graphql_api.fields_line import recovery_url
from demo_store.money import SHOP_CURRENCY, price_text
from demo_store.records import Checkout, LineItem
from demo_store.webhooks.bodies.addresses import postal_address
from demo_store.webhooks.bodies.customers import nested_customer
from demo_store.webhooks.bodies.wording import Json, zoned, zoned_or_none


def checkout(c: Checkout, x: Context) -> Json:
    """checkouts/create and checkouts/update."""
    return {
        "token": c.token,
        "cart_token": c.cart_token,
        "email": c.email,
        "gateway": c.gateway,
        "buyer_accepts_marketing": c.accepts_marketing,
        "created_at": zoned(c.created_at),
        "updated_at": zoned(c.updated_at),
        "landing_site": c.landing_site,
        "note": c.note or None,
        "note_attributes": [],
        "referring_site": c.referring_site,
        "shipping_lines": _shipping_lines(c),
        "taxes_included": c.taxes_included,
        "total_weight": c.weight,
        "currency": SHOP_CURRENCY,
        "completed_at": zoned_or_none(c.completed_at),
        "closed_at": None,
        "user_id": None,
        "location_id": None,
        "source_identifier": None,
        "source_url": None,
        "device_id": None,
        "phone": c.phone,
        "customer_locale": c.locale,
        "line_items": [_line(line) for line in c.line_items],
        "name": c.name,
        "source": None,
        "abandoned_checkout_url": recovery_url(c, x),
        "discount_codes": _codes(c),
        "tax_lines": [],
        "source_name": c.source_name,
        **_amounts(c),
        "billing_address": postal_address(c.billing_address),
        "shipping_address": postal_address(c.shipping_address),
        **({"customer": nested_customer(c.customer)} if c.customer else {}),
    }


def deleted(c: Checkout, _: Context) -> Json:
    """checkouts/delete."""
    return {"id": c.id, **_amounts(c), "cart_token": c.cart_token}


def _amounts(c: Checkout) -> Json:
    return {
        "presentment_currency": c.presentment_currency,
        "buyer_accepts_sms_marketing": False,
        "sms_marketing_phone": None,
        "total_discounts": price_text(c.discounts),
        "total_line_items_price": price_text(c.line_items_total),
        "total_price": price_text(c.total),
        "total_tax": price_text(c.tax),
        "subtotal_price": price_text(c.subtotal),
        "total_duties": None,
        "reservation_token": None,
    }


def _codes(c: Checkout) -> list[Json]:
    amount = c.discounts - sum(line.discount for line in c.line_items)
    return [{"code": code, "amount": price_text(amount), "type": "percentage"} for code in c.discount_codes]


def _shipping_lines(c: Checkout) -> list[Json]:
    """What the total holds beside the goods and a tax on top."""
    cents = c.total - c.subtotal - (0 if c.taxes_included else c.tax)
    if not cents:
        return []
    return [{"code": "Standard", "price": price_text(cents), "source": "shopify", "title": "Standard", "tax_lines": []}]


def _line(line: LineItem) -> Json:
    return {
        "applied_discounts": [],
        "discount_allocations": [],
        "key": f"{line.id:032x}",
        "destination_location_id": None,
        "fulfillment_service": "manual",
        "gift_card": line.is_gift_card,
        "grams": line.grams,
        "origin_location_id": None,
        "presentment_title": line.title,
        "presentment_variant_title": line.variant_title or "",
        "product_id": line.product.id if line.product else None,
        "properties": None,
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sku": line.sku,
        "tax_lines": [],
        "taxable": not line.is_gift_card,
        "title": line.title,
        "variant_id": line.variant.id if line.variant else None,
        "variant_title": line.variant_title,
        "variant_price": price_text(line.unit_price),
        "vendor": line.vendor,
        "user_id": None,
        "unit_price_measurement": _NO_MEASURE,
        "rank": None,
        "compare_at_price": None,
        "line_price": price_text(line.original_total - line.discount),
        "price": price_text(line.unit_price),
    }


_NO_MEASURE: Json = {
    "measured_type": None,
    "quantity_value": None,
    "quantity_unit": None,
    "reference_value": None,
    "reference_unit": None,
}
