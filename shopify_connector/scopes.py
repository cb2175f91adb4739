"""The access scopes hubsync asks Shopify for, what each is for, and what lacks without it (docs/shopify-api.md)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Without these there is nothing to keep in step.
REQUIRED = ("read_customers", "read_products", "read_orders")

# What a person loses where one of these is not granted. The connection is made all the same.
WITHOUT: dict[str, str | Promise] = {
    "read_customers": _("Customers cannot be read."),
    "read_products": _("Products cannot be read."),
    "read_orders": _("Orders and checkouts cannot be read."),
    "read_all_orders": _("Only orders of the last 60 days are imported."),
    "read_publications": _("The published scope of products stays empty."),
    "read_customer_merge": _("Customers merged in Shopify are noticed only at the next comparison."),
    "write_customers": _("Unsubscribing here is not passed on to Shopify."),
    "write_pixels": _("The web pixel cannot be switched on from here."),
    "read_customer_events": _("The web pixel receives no events."),
    "write_script_tags": _("Tracking scripts of older installations are not removed."),
}

# write_customers brings read_customers with it; Shopify's grant page shows each one once.
ASKED = (
    "write_customers",
    "read_products",
    "read_orders",
    "read_all_orders",
    "read_publications",
    "read_customer_merge",
    "write_pixels",
    "read_customer_events",
    "write_script_tags",
)


def asked() -> tuple[str, ...]:
    """The scopes to ask for: ours, or those of SHOPIFY_SCOPES where an app may not ask for all of them."""
    return tuple(settings.SHOPIFY_SCOPES) or ASKED


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """All that a grant covers: Shopify lists only `write_x` where both `read_x` and `write_x` are granted."""
    named = {scope.strip() for scope in scopes} - {""}
    implied = {f"read_{scope.removeprefix('write_')}" for scope in named if scope.startswith("write_")}
    return frozenset(named | implied)


def missing(granted: Iterable[str]) -> list[str]:
    """Those asked for that `granted` does not cover, in our order."""
    covered = expand(granted)
    return [scope for scope in asked() if scope not in covered]


def missing_required(granted: Iterable[str]) -> list[str]:
    """Those the integration cannot do without that `granted` does not cover."""
    covered = expand(granted)
    return [scope for scope in REQUIRED if scope not in covered]
