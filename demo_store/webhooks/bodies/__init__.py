"""What each topic's body is made of: (record, context) → JSON, shaped as REST was, for version 2026-10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from demo_store.graphql_api.context import Context
from demo_store.webhooks.bodies import app, checkouts, compliance, customers, orders, products, refunds, shop
from demo_store.webhooks.bodies.wording import Json

Body = Callable[[Any, Context], Json]

BODIES: Final[dict[str, Body]] = {
    "customers/create": customers.customer,
    "customers/update": customers.customer,
    "customers/delete": customers.deleted,
    "customers/merge": customers.merged,
    "customers/purchasing_summary": customers.purchasing_summary,
    "customer.tags_added": customers.tag_change,
    "customer.tags_removed": customers.tag_change,
    "customers_email_marketing_consent/update": customers.email_consent,
    "products/create": products.product,
    "products/update": products.product,
    "products/delete": products.deleted,
    "orders/create": orders.order,
    "orders/updated": orders.order,
    "orders/paid": orders.order,
    "orders/cancelled": orders.order,
    "orders/fulfilled": orders.order,
    "orders/delete": orders.deleted,
    "refunds/create": refunds.refund_created,
    "checkouts/create": checkouts.checkout,
    "checkouts/update": checkouts.checkout,
    "checkouts/delete": checkouts.deleted,
    "app/uninstalled": shop.shop,
    "app/scopes_update": app.scopes_updated,
    "shop/update": shop.shop,
    "bulk_operations/finish": app.bulk_finished,
    "customers/data_request": compliance.data_request,
    "customers/redact": compliance.customer_redact,
    "shop/redact": compliance.shop_redact,
}
# Not to be subscribed to: they go to the address of the app's configuration.
COMPLIANCE: Final = ("customers/data_request", "customers/redact", "shop/redact")
