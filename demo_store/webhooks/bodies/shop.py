"""The body of shop/update and app/uninstalled: the shop itself."""

from __future__ import annotations

from demo_store.graphql_api.context import Context
from demo_store.graphql_api.fields_shop import CURRENCIES, EMAIL, OPENED_BEFORE, OWNER, SHOP_ID, storefront_host
from demo_store.instants import SHOP_ZONE, shop_time
from demo_store.money import SHOP_CURRENCY
from demo_store.webhooks.bodies.wording import Json, zoned


def shop(_: object, x: Context) -> Json:
    """The shop resource."""
    return {**_names(x), **_place(x), **_habits(), **_abilities()}


def _names(x: Context) -> Json:
    store = x.store
    return {
        "id": SHOP_ID,
        "name": store.name,
        "email": EMAIL,
        "domain": storefront_host(x),
        "myshopify_domain": store.options.shop,
        "customer_email": EMAIL,
        "shop_owner": OWNER,
        "source": None,
        "phone": None,
        "created_at": zoned(store.opened_at - OPENED_BEFORE),
        "updated_at": zoned(store.shop_updated_at),
        "plan_display_name": "Basic",
        "plan_name": "basic",
    }


def _place(x: Context) -> Json:
    offset = shop_time(x.store.opened_at).isoformat()[-6:]
    return {
        "address1": "18 rue des Filles-du-Calvaire",
        "address2": None,
        "zip": "75003",
        "city": "Paris",
        "province": None,
        "province_code": None,
        "country": "FR",
        "country_code": "FR",
        "country_name": "France",
        "latitude": None,
        "longitude": None,
        "primary_locale": "fr",
        "timezone": f"(GMT{offset}) {SHOP_ZONE}",
        "iana_timezone": SHOP_ZONE,
        "primary_location_id": 68_114_260_274,
    }


def _habits() -> Json:
    return {
        "currency": SHOP_CURRENCY,
        "enabled_presentment_currencies": list(CURRENCIES),
        "money_format": "€{{amount}}",
        "money_with_currency_format": "€{{amount}} EUR",
        "money_in_emails_format": "€{{amount}}",
        "money_with_currency_in_emails_format": "€{{amount}} EUR",
        "weight_unit": "kg",
        "taxes_included": True,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": True,
        "county_taxes": False,
    }


def _abilities() -> Json:
    return {
        "has_discounts": True,
        "has_gift_cards": True,
        "has_storefront": True,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "finances": True,
        "checkout_api_supported": True,
        "multi_location_enabled": False,
        "setup_required": False,
        "pre_launch_enabled": False,
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }
