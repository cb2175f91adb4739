"""Which scope a field takes, and what the answer is without it."""

from __future__ import annotations

from typing import Final

from graphql import GraphQLError

from demo_store.graphql_api.context import Context
from demo_store.instants import DAY, now
from demo_store.records import Order

ORDERS_WINDOW: Final = 60 * DAY

_CUSTOMERS, _ORDERS, _PRODUCTS = "read_customers", "read_orders", "read_products"
SCOPES: Final[dict[tuple[str, str], str]] = {
    **{("QueryRoot", name): _CUSTOMERS for name in ("customers", "customer", "customersCount", "customerByIdentifier")},
    **{
        ("QueryRoot", name): _ORDERS
        for name in (
            "orders",
            "order",
            "ordersCount",
            "abandonedCheckouts",
            "abandonedCheckoutsCount",
            "orderByIdentifier",
        )
    },
    **{
        ("QueryRoot", name): _PRODUCTS
        for name in (
            "products",
            "product",
            "productsCount",
            "productVariants",
            "productVariant",
            "productByHandle",
            "productByIdentifier",
        )
    },
    ("QueryRoot", "scriptTags"): "read_script_tags",
    ("QueryRoot", "webPixel"): "read_pixels",
    ("Customer", "orders"): _ORDERS,
    ("Customer", "lastOrder"): _ORDERS,
    ("Order", "customer"): _CUSTOMERS,
    ("AbandonedCheckout", "customer"): _CUSTOMERS,
    ("LineItem", "product"): _PRODUCTS,
    ("LineItem", "variant"): _PRODUCTS,
    ("AbandonedCheckoutLineItem", "product"): _PRODUCTS,
    ("AbandonedCheckoutLineItem", "variant"): _PRODUCTS,
    ("Mutation", "customerEmailMarketingConsentUpdate"): "write_customers",
    ("Mutation", "webPixelCreate"): "write_pixels",
    ("Mutation", "webPixelUpdate"): "write_pixels",
    ("Mutation", "webPixelDelete"): "write_pixels",
    ("Mutation", "scriptTagCreate"): "write_script_tags",
    ("Mutation", "scriptTagDelete"): "write_script_tags",
}
# What a record found by its id takes, by its type.
NODE_SCOPES: Final[dict[str, str]] = {
    "Customer": _CUSTOMERS,
    "Order": _ORDERS,
    "AbandonedCheckout": _ORDERS,
    "Product": _PRODUCTS,
    "ProductVariant": _PRODUCTS,
}
# The scope a webhook topic takes, by how its name begins.
TOPIC_SCOPES: Final = (
    ("CUSTOMERS_MERGE", "read_customer_merge"),
    ("CUSTOMER", _CUSTOMERS),
    ("PRODUCTS", _PRODUCTS),
    ("COLLECTIONS", _PRODUCTS),
    ("ORDERS", _ORDERS),
    ("ORDER_TRANSACTIONS", _ORDERS),
    ("REFUNDS", _ORDERS),
    ("CHECKOUTS", _ORDERS),
    ("CARTS", _ORDERS),
    ("DRAFT_ORDERS", "read_draft_orders"),
)


def denied(field: str, scope: str) -> GraphQLError:
    """Shopify's error for a field whose scope is missing."""
    return GraphQLError(
        f"Access denied for {field} field. Required access: `{scope}` access scope.",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": f"`{scope}` access scope.",
        },
    )


def missing_scope(kind: str, field: str, context: Context) -> str | None:
    """The scope a field takes and the token lacks."""
    scope = SCOPES.get((kind, field))
    return scope if scope and scope not in context.scopes else None


def topic_scope(topic: str) -> str | None:
    """The scope a webhook topic takes."""
    return next((scope for start, scope in TOPIC_SCOPES if topic.startswith(start)), None)


def sees_order(order: Order, context: Context) -> bool:
    """Orders older than 60 days take `read_all_orders` too."""
    return "read_all_orders" in context.scopes or now() - order.created_at < ORDERS_WINDOW
