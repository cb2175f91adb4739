"""Bodies of the three privacy topics, which every app gets without subscribing."""

from __future__ import annotations

from demo_store.graphql_api.context import Context
from demo_store.graphql_api.fields_shop import SHOP_ID
from demo_store.records import Customer
from demo_store.webhooks.bodies.wording import Json
from demo_store.webhooks.occurrences import PrivacyRequest


def data_request(asked: PrivacyRequest, x: Context) -> Json:
    """customers/data_request."""
    return {
        **shop_redact(asked, x),
        "customer": _customer(asked.customer),
        "orders_requested": [order.id for order in asked.orders],
        "data_request": {"id": asked.number},
    }


def customer_redact(asked: PrivacyRequest, x: Context) -> Json:
    """customers/redact."""
    return {
        **shop_redact(asked, x),
        "customer": _customer(asked.customer),
        "orders_to_redact": [order.id for order in asked.orders],
    }


def shop_redact(_: object, x: Context) -> Json:
    """shop/redact."""
    return {"shop_id": SHOP_ID, "shop_domain": x.store.options.shop}


def _customer(c: Customer) -> Json:
    return {"id": c.id, "email": c.email, "phone": c.phone}
