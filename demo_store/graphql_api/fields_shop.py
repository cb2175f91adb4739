"""The shop, the app's installation, and what apps keep there: subscriptions, bulk operations, pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from demo_store.bulk.operations import BulkOperation, result_url
from demo_store.graphql_api.context import Context, Fields, gid
from demo_store.graphql_api.versions import SUPPORTED
from demo_store.instants import DAY, SHOP_ZONE, iso, iso_or_none, shop_time
from demo_store.webhooks import WebhookSubscription

SHOP_ID: Final = 61_204_455_602
INSTALLATION_ID: Final = 7_400_221_204_722
EMAIL: Final = "bonjour@maison-alder.example.com"
OWNER: Final = "Claire Alder"
CURRENCIES: Final = ("CAD", "EUR", "GBP", "USD")
OPENED_BEFORE: Final = 1500 * DAY


@dataclass(frozen=True, slots=True)
class Count:
    count: int
    precision: str = "EXACT"


def storefront_host(x: Context) -> str:
    """The host that buyers see."""
    return x.base_url.split("://", 1)[1]


def _endpoint(w: WebhookSubscription, _: Context) -> tuple[str, WebhookSubscription]:
    if w.uri.startswith("pubsub:"):
        return "WebhookPubSubEndpoint", w
    return ("WebhookEventBridgeEndpoint" if w.uri.startswith("arn:") else "WebhookHttpEndpoint"), w


def _file_size(b: BulkOperation, _: Context) -> str | None:
    return None if b.file_size is None else str(b.file_size)


FIELDS: Fields = {
    "Shop": {
        "id": lambda _, x: gid("Shop", SHOP_ID),
        "name": lambda _, x: x.store.name,
        "email": lambda _, x: EMAIL,
        "contactEmail": lambda _, x: EMAIL,
        "description": lambda _, x: "Things for a house that is lived in.",
        "shopOwnerName": lambda _, x: OWNER,
        "myshopifyDomain": lambda _, x: x.store.options.shop,
        "primaryDomain": lambda _, x: x.store,
        "url": lambda _, x: x.base_url,
        "currencyCode": lambda _, x: "EUR",
        "enabledPresentmentCurrencies": lambda _, x: list(CURRENCIES),
        "ianaTimezone": lambda _, x: SHOP_ZONE,
        "timezoneAbbreviation": lambda _, x: shop_time(x.store.opened_at).tzname(),
        "timezoneOffset": lambda _, x: shop_time(x.store.opened_at).strftime("%z"),
        "taxesIncluded": lambda _, x: True,
        "taxShipping": lambda _, x: True,
        "weightUnit": lambda _, x: "KILOGRAMS",
        "unitSystem": lambda _, x: "METRIC_SYSTEM",
        "orderNumberFormatPrefix": lambda _, x: "#",
        "orderNumberFormatSuffix": lambda _, x: "",
        "setupRequired": lambda _, x: False,
        "checkoutApiSupported": lambda _, x: True,
        "createdAt": lambda _, x: iso(x.store.opened_at - OPENED_BEFORE),
        "updatedAt": lambda _, x: iso(x.store.shop_updated_at),
        "plan": lambda _, x: x.store,
    },
    "ShopPlan": {
        "displayName": lambda _, x: "Basic",
        "publicDisplayName": lambda _, x: "Basic",
        "partnerDevelopment": lambda _, x: False,
        "shopifyPlus": lambda _, x: False,
    },
    "Domain": {
        "id": lambda _, x: gid("Domain", 72_310_118_450),
        "host": lambda _, x: storefront_host(x),
        "sslEnabled": lambda _, x: x.base_url.startswith("https://"),
        "url": lambda _, x: x.base_url,
    },
    "AppInstallation": {
        "id": lambda _, x: gid("AppInstallation", INSTALLATION_ID),
        "accessScopes": lambda _, x: sorted(x.scopes),
        "app": lambda _, x: x.store,
        "launchUrl": lambda _, x: x.store.options.app_url,
        "uninstallUrl": lambda _, x: None,
        "activeSubscriptions": lambda _, x: [],
    },
    "AccessScope": {"handle": lambda scope, _: scope, "description": lambda scope, _: scope},
    "App": {
        "id": lambda _, x: gid("App", 2_218_871_809),
        "apiKey": lambda _, x: x.store.options.api_key,
        "title": lambda _, x: "hubsync",
        "handle": lambda _, x: "hubsync",
        "embedded": lambda _, x: False,
        "installation": lambda _, x: x.store,
        "webhookApiVersion": lambda _, x: "2026-10",
    },
    "Count": {"count": lambda c, _: c.count, "precision": lambda c, _: c.precision},
    "ApiVersion": {
        "handle": lambda handle, _: handle,
        "displayName": lambda handle, _: handle,
        "supported": lambda handle, _: handle in SUPPORTED,
    },
    "BulkOperation": {
        "id": lambda b, _: gid("BulkOperation", b.id),
        "status": lambda b, _: b.status,
        "type": lambda b, _: "QUERY",
        "errorCode": lambda b, _: b.error_code,
        "createdAt": lambda b, _: iso(b.created_at),
        "completedAt": lambda b, _: iso_or_none(b.completed_at),
        "objectCount": lambda b, _: str(b.object_count),
        "rootObjectCount": lambda b, _: str(b.root_object_count),
        "fileSize": _file_size,
        "url": lambda b, x: result_url(b, x.base_url) if b.status in ("COMPLETED", "CANCELED") else None,
        "partialDataUrl": lambda b, x: result_url(b, x.base_url) if b.status == "FAILED" else None,
        "query": lambda b, _: b.query,
    },
    "WebhookSubscription": {
        "id": lambda w, _: gid("WebhookSubscription", w.id),
        "legacyResourceId": lambda w, _: str(w.id),
        "topic": lambda w, _: w.topic,
        "uri": lambda w, _: w.uri,
        "callbackUrl": lambda w, _: w.uri,
        "endpoint": _endpoint,
        "format": lambda w, _: w.format,
        "includeFields": lambda w, _: w.include_fields,
        "metafieldNamespaces": lambda w, _: w.metafield_namespaces,
        "metafields": lambda w, _: [],
        "filter": lambda w, _: w.filter,
        "name": lambda w, _: w.name,
        "apiVersion": lambda w, _: w.api_version,
        "createdAt": lambda w, _: iso(w.created_at),
        "updatedAt": lambda w, _: iso(w.updated_at),
    },
    "WebhookHttpEndpoint": {"callbackUrl": lambda pair, _: pair[1].uri},
    "WebhookEventBridgeEndpoint": {"arn": lambda pair, _: pair[1].uri},
    "WebhookPubSubEndpoint": {
        "pubSubProject": lambda pair, _: pair[1].uri.split(":")[1].lstrip("/"),
        "pubSubTopic": lambda pair, _: pair[1].uri.split(":")[2],
    },
    "WebPixel": {
        "id": lambda pair, _: gid("WebPixel", pair[0]),
        "settings": lambda pair, _: pair[1],
    },
}
