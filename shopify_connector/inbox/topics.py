"""The webhook topics hubsync takes: those it subscribes to, and the three that Shopify's law pages ask of every app."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A topic to subscribe to: its name as deliveries say it, and the scope without which Shopify refuses it."""

    name: str
    scope: str = ""

    @property
    def enum(self) -> str:
        """As the Admin API says it (`WebhookSubscriptionTopic`)."""
        return self.name.translate(_TO_ENUM).upper()


_TO_ENUM = str.maketrans("/.", "__")

SUBSCRIBED = (
    Topic("customers/create", "read_customers"),
    Topic("customers/update", "read_customers"),
    Topic("customers/delete", "read_customers"),
    Topic("customers/merge", "read_customer_merge"),
    Topic("customers/purchasing_summary", "read_customers"),
    # A customer's own body has had neither tags nor consent since 2025-01: these tell.
    Topic("customer.tags_added", "read_customers"),
    Topic("customer.tags_removed", "read_customers"),
    Topic("customers_email_marketing_consent/update", "read_customers"),
    Topic("customers_marketing_consent/update", "read_customers"),
    Topic("products/create", "read_products"),
    Topic("products/update", "read_products"),
    Topic("products/delete", "read_products"),
    Topic("orders/create", "read_orders"),
    Topic("orders/updated", "read_orders"),
    Topic("orders/cancelled", "read_orders"),
    Topic("orders/delete", "read_orders"),
    Topic("orders/paid", "read_orders"),
    Topic("orders/fulfilled", "read_orders"),
    Topic("orders/edited", "read_orders"),
    Topic("refunds/create", "read_orders"),
    Topic("checkouts/create", "read_orders"),
    Topic("checkouts/update", "read_orders"),
    Topic("checkouts/delete", "read_orders"),
    Topic("app/uninstalled"),
    Topic("app/scopes_update"),
    Topic("bulk_operations/finish"),
    Topic("shop/update"),
)

# Not subscribed to by the API: the app's configuration names them (shopify_app/shopify.app.toml).
COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")

TAKEN = frozenset([*(topic.name for topic in SUBSCRIBED), *COMPLIANCE])
