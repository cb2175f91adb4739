"""Access scopes: what they mean in words, and that writing implies reading."""

from __future__ import annotations

from typing import Final

# (title, what the merchant reads on the grant page), by scope.
WORDS: Final[dict[str, tuple[str, str]]] = {
    "read_customers": ("View customers", "Names, e-mail and postal addresses, telephone numbers, notes, tags, consent"),
    "write_customers": ("Edit customers", "Change customers and what mail they agreed to"),
    "read_products": ("View products", "Titles, descriptions, pictures, prices, stock"),
    "write_products": ("Edit products", "Change products and collections"),
    "read_orders": ("View orders", "Orders of the last 60 days, abandoned checkouts, visits before an order"),
    "read_all_orders": ("View all orders", "Orders older than 60 days too"),
    "write_orders": ("Edit orders", "Change, cancel and refund orders"),
    "read_draft_orders": ("View draft orders", "Orders prepared by staff"),
    "read_publications": ("View sales channels", "On which channels a product is published"),
    "read_customer_merge": ("View customer merges", "When two customers become one"),
    "write_pixels": ("Manage pixels", "Add a pixel to the storefront and the checkout"),
    "read_pixels": ("View pixels", "See the app's pixel"),
    "read_customer_events": ("View customer events", "What visitors do in the store: pages, products, checkouts"),
    "read_script_tags": ("View script tags", "Old scripts on the storefront"),
    "write_script_tags": ("Manage script tags", "Remove old scripts from the storefront"),
    "read_themes": ("View themes", "See whether the app's block is switched on"),
    "write_app_proxy": ("App proxy", "Answer requests under the store's own address"),
    "read_marketing_events": ("View marketing", "Campaigns and their results"),
    "read_locations": ("View locations", "Shops and warehouses"),
    "read_inventory": ("View inventory", "Stock by location"),
    "read_fulfillments": ("View fulfillments", "Parcels of orders"),
}


def split(scope: str) -> list[str]:
    """Scopes of a comma- or space-separated list, in order, each once."""
    return list(dict.fromkeys(part for part in scope.replace(" ", ",").split(",") if part))


def expanded(scopes: list[str]) -> set[str]:
    """With what they imply: `write_x` includes `read_x`."""
    return set(scopes) | {"read_" + scope.removeprefix("write_") for scope in scopes if scope.startswith("write_")}


def condensed(scopes: list[str]) -> list[str]:
    """As Shopify lists them in a token's answer: `read_x` is left out beside `write_x`."""
    return [s for s in scopes if not (s.startswith("read_") and "write_" + s.removeprefix("read_") in scopes)]
