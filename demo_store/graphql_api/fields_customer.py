"""Customer, its addresses and its consent (the deprecated fields answer too, as they do at Shopify)."""

from __future__ import annotations

from demo_store.graphql_api.context import Context, Fields, gid
from demo_store.instants import iso, iso_or_none
from demo_store.money import SHOP_CURRENCY, Money
from demo_store.records import Address, Customer


def _email(c: Customer, _: Context) -> Customer | None:
    return c if c.email else None


def _phone(c: Customer, _: Context) -> Customer | None:
    return c if c.phone else None


def _full_name(a: Address, _: Context) -> str | None:
    return " ".join(part for part in (a.first_name, a.last_name) if part) or None


def _area(a: Address, __: Context) -> str:
    city, _, province, country, _ = a.place
    return f"{city} {province}, {country}" if province else f"{city}, {country}"


def _formatted(a: Address, _: Context) -> list[str]:
    town = " ".join(part for part in (a.zip, a.place.city, a.place.province_code) if part)
    return [line for line in (a.company, a.address1, a.address2, town, a.place.country) if line]


def _unsubscribe_url(c: Customer, x: Context) -> str:
    return f"{x.base_url}/account/unsubscribe?customer={c.id}"


def _statistics_tier(c: Customer, _: Context) -> str | None:
    if not c.number_of_orders:
        return None
    return "HIGH" if c.amount_spent > 150_000 else "MEDIUM" if c.amount_spent > 30_000 else "LOW"


FIELDS: Fields = {
    "Customer": {
        "id": lambda c, _: gid("Customer", c.id),
        "legacyResourceId": lambda c, _: str(c.id),
        "createdAt": lambda c, _: iso(c.created_at),
        "updatedAt": lambda c, _: iso(c.updated_at),
        "firstName": lambda c, _: c.first_name,
        "lastName": lambda c, _: c.last_name,
        "displayName": lambda c, _: c.display_name,
        "email": lambda c, _: c.email,
        "phone": lambda c, _: c.phone,
        "note": lambda c, _: c.note,
        "state": lambda c, _: c.state,
        "locale": lambda c, _: c.locale,
        "tags": lambda c, _: list(c.tags),
        "taxExempt": lambda c, _: c.tax_exempt,
        "taxExemptions": lambda c, _: [],
        "verifiedEmail": lambda c, _: c.verified_email,
        "validEmailAddress": lambda c, _: c.email is not None and c.consent != "INVALID",
        "canDelete": lambda c, _: c.number_of_orders == 0,
        "dataSaleOptOut": lambda c, _: False,
        "multipassIdentifier": lambda c, _: None,
        "numberOfOrders": lambda c, _: str(c.number_of_orders),
        "amountSpent": lambda c, _: Money(c.amount_spent, SHOP_CURRENCY),
        "lastOrder": lambda c, _: c.last_order,
        "defaultEmailAddress": _email,
        "defaultPhoneNumber": _phone,
        "defaultAddress": lambda c, _: c.default_address,
        "addresses": lambda c, _: list(c.addresses),
        "emailMarketingConsent": _email,
        "smsMarketingConsent": _phone,
        "unsubscribeUrl": _unsubscribe_url,
        "mergeable": lambda c, _: c,
        "statistics": lambda c, _: c,
        "productSubscriberStatus": lambda c, _: "NEVER_SUBSCRIBED",
    },
    "CustomerEmailAddress": {
        "emailAddress": lambda c, _: c.email,
        "marketingState": lambda c, _: c.consent,
        "marketingOptInLevel": lambda c, _: c.opt_in_level,
        "marketingUpdatedAt": lambda c, _: iso_or_none(c.consent_updated_at),
        "marketingUnsubscribeUrl": _unsubscribe_url,
        "openTrackingLevel": lambda c, _: "UNKNOWN",
        "openTrackingUrl": lambda c, x: f"{x.base_url}/account/open-tracking?customer={c.id}",
        "sourceLocation": lambda c, _: None,
        "validFormat": lambda c, _: c.consent != "INVALID",
    },
    "CustomerEmailMarketingConsentState": {
        "marketingState": lambda c, _: c.consent,
        "marketingOptInLevel": lambda c, _: c.opt_in_level,
        "consentUpdatedAt": lambda c, _: iso_or_none(c.consent_updated_at),
        "sourceLocation": lambda c, _: None,
    },
    "CustomerPhoneNumber": {
        "phoneNumber": lambda c, _: c.phone,
        "marketingState": lambda c, _: c.sms_consent,
        "marketingOptInLevel": lambda c, _: "SINGLE_OPT_IN",
        "marketingUpdatedAt": lambda c, _: iso_or_none(c.sms_consent_updated_at),
        "marketingCollectedFrom": lambda c, _: "SHOPIFY" if c.sms_consent_updated_at else None,
        "smsMarketingConsent": lambda c, _: c,
        "sourceLocation": lambda c, _: None,
    },
    "CustomerSmsMarketingConsent": {
        "state": lambda c, _: c.sms_consent,
        "optInLevel": lambda c, _: "SINGLE_OPT_IN",
        "updatedAt": lambda c, _: iso_or_none(c.sms_consent_updated_at),
        "collectedFrom": lambda c, _: "SHOPIFY" if c.sms_consent_updated_at else None,
        "sourceLocation": lambda c, _: None,
    },
    "CustomerSmsMarketingConsentState": {
        "marketingState": lambda c, _: c.sms_consent,
        "marketingOptInLevel": lambda c, _: "SINGLE_OPT_IN",
        "consentUpdatedAt": lambda c, _: iso_or_none(c.sms_consent_updated_at),
        "consentCollectedFrom": lambda c, _: "SHOPIFY" if c.sms_consent_updated_at else None,
        "sourceLocation": lambda c, _: None,
    },
    "CustomerMergeable": {
        "isMergeable": lambda c, _: True,
        "errorFields": lambda c, _: [],
        "mergeInProgress": lambda c, _: None,
        "reason": lambda c, _: None,
    },
    "CustomerStatistics": {
        "predictedSpendTier": _statistics_tier,
        "rfmGroup": lambda c, _: None,
    },
    "MailingAddress": {
        "id": lambda a, _: gid("MailingAddress", a.id) + "?model_name=CustomerAddress",
        "firstName": lambda a, _: a.first_name,
        "lastName": lambda a, _: a.last_name,
        "name": _full_name,
        "company": lambda a, _: a.company,
        "address1": lambda a, _: a.address1,
        "address2": lambda a, _: a.address2,
        "city": lambda a, _: a.place.city,
        "province": lambda a, _: a.place.province,
        "provinceCode": lambda a, _: a.place.province_code,
        "country": lambda a, _: a.place.country,
        "countryCode": lambda a, _: a.place.country_code,
        "countryCodeV2": lambda a, _: a.place.country_code,
        "zip": lambda a, _: a.zip,
        "phone": lambda a, _: a.phone,
        "latitude": lambda a, _: None,
        "longitude": lambda a, _: None,
        "coordinatesValidated": lambda a, _: False,
        "formatted": _formatted,
        "formattedArea": _area,
    },
}


CONNECTIONS: Fields = {
    "Customer": {
        "addressesV2": lambda c, _: list(c.addresses),
        "orders": lambda c, x: x.store.orders_of(c),
        "metafields": lambda c, _: [],
        "events": lambda c, _: [],
    },
}
