"""Bodies of `orders/*` webhooks: about 6 KB each, with the keys that Shopify's have, every order another one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

_START = datetime(2026, 3, 1, tzinfo=UTC)
# Absent things are sent, as null.
_NULLS = (
    *("app_id", "browser_ip", "cancel_reason", "cancelled_at", "client_details", "closed_at", "device_id", "user_id"),
    *("landing_site_ref", "location_id", "merchant_of_record_app_id", "note", "payment_terms", "phone", "po_number"),
    *("current_total_additional_fees_set", "current_total_duties_set", "original_total_additional_fees_set"),
    *("original_total_duties_set", "reference", "source_identifier", "source_url", "fulfillment_status"),
)
_EMPTY = (
    *("discount_codes", "note_attributes", "discount_applications", "fulfillments", "refunds", "returns"),
    *("line_item_groups", "tax_lines"),
)


def order_body(number: int, customer: int | None = None) -> bytes:
    """The body of `orders/create` for order `number`, of two lines; `customer` is a customer's number."""
    return orjson.dumps(order(number, customer or number))


def order(number: int, customer: int) -> dict[str, Any]:
    """The same as an object."""
    cents = 2_000 + number % 20_000
    at = (_START + timedelta(seconds=number)).isoformat()
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Order/{number}",
        **dict.fromkeys(_NULLS),
        **{key: [] for key in _EMPTY},
        "name": f"#{1000 + number}",
        "number": number,
        "order_number": 1000 + number,
        "token": f"{number:032x}",
        "checkout_token": f"c{number:031x}",
        "cart_token": f"hWN{number:029x}",
        "confirmation_number": f"X{number:08d}",
        "confirmed": True,
        "test": False,
        "created_at": at,
        "processed_at": at,
        "updated_at": at,
        "email": f"customer{customer}@example.com",
        "contact_email": f"customer{customer}@example.com",
        "customer_locale": "fr-FR",
        "buyer_accepts_marketing": True,
        "currency": "EUR",
        "presentment_currency": "EUR",
        "financial_status": "paid",
        "payment_gateway_names": ["shopify_payments"],
        "landing_site": "/collections/lighting?utm_source=google&utm_medium=cpc&utm_campaign=autumn",
        "referring_site": "https://www.google.com/",
        "order_status_url": f"https://alder.example/58/orders/{number:032x}/authenticate?key={number:032x}",
        "source_name": "web",
        "tags": "newsletter, vip",
        "tax_exempt": False,
        "taxes_included": True,
        "total_weight": 1200,
        **_amounts(cents),
        "billing_address": _address(customer),
        "shipping_address": _address(customer),
        "customer": _customer(customer, at),
        "line_items": [_line(2 * number + place, cents // 2) for place in (0, 1)],
        "shipping_lines": [{"id": number, "title": "Colissimo", "price": "0.00", "source": "shopify"}],
    }


def _amounts(cents: int) -> dict[str, Any]:
    amounts: dict[str, Any] = {}
    for key in ("total_price", "subtotal_price", "current_total_price", "current_subtotal_price"):
        amounts |= {key: _euros(cents), f"{key}_set": _bag(cents)}
    for key in ("total_discounts", "total_tax", "current_total_discounts", "current_total_tax"):
        amounts |= {key: "0.00", f"{key}_set": _bag(0)}
    amounts |= {"total_line_items_price": _euros(cents), "total_line_items_price_set": _bag(cents)}
    return amounts | {"total_shipping_price_set": _bag(0), "total_outstanding": "0.00", "total_tip_received": "0.00"}


def _euros(cents: int) -> str:
    return f"{cents / 100:.2f}"


def _bag(cents: int) -> dict[str, Any]:
    money = {"amount": _euros(cents), "currency_code": "EUR"}
    return {"shop_money": money, "presentment_money": money}


def _address(customer: int) -> dict[str, Any]:
    return {
        **dict.fromkeys(("address2", "company", "latitude", "longitude", "province", "province_code")),
        "first_name": "Zoë",
        "last_name": "Ñuñez",
        "name": "Zoë Ñuñez",
        "address1": f"{customer % 200} rue des Aulnes",
        "phone": f"+3361{customer:08d}",
        "city": "Lyon",
        "zip": "69001",
        "country": "France",
        "country_code": "FR",
    }


def _customer(number: int, at: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(("note", "multipass_identifier")),
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Customer/{number}",
        "created_at": at,
        "updated_at": at,
        "first_name": "Zoë",
        "last_name": "Ñuñez",
        "state": "enabled",
        "verified_email": True,
        "tax_exempt": False,
        "email": f"customer{number}@example.com",
        "phone": f"+3361{number:08d}",
        "currency": "EUR",
        "tax_exemptions": [],
        "default_address": {"id": number, "customer_id": number, "default": True, **_address(number)},
    }


def _line(number: int, cents: int) -> dict[str, Any]:
    product = 1 + number % 500
    return {
        **dict.fromkeys(("fulfillment_status", "variant_inventory_management")),
        **{key: [] for key in ("attributed_staffs", "properties", "tax_lines", "duties", "discount_allocations")},
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "current_quantity": 1,
        "fulfillable_quantity": 1,
        "quantity": 1,
        "gift_card": False,
        "grams": 600,
        "name": f"Product {product} - Oak",
        "title": f"Product {product}",
        "variant_title": "Oak",
        "sku": f"SKU-{product}",
        "vendor": "Alder",
        "price": _euros(cents),
        "price_set": _bag(cents),
        "product_exists": True,
        "product_id": product,
        "variant_id": product,
        "requires_shipping": True,
        "taxable": True,
        "total_discount": "0.00",
        "total_discount_set": _bag(0),
    }
