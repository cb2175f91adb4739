"""What hubsync can be connected with, by category, as the Integrations pages list it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the side menu; `slug` is its place in the address (empty: all)."""

    slug: str
    label: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Integration:
    """One card."""

    key: str
    category: str
    name: str
    text: str | Promise
    icon: str


CATEGORIES = (
    Category("", _("All integrations"), "layout-grid"),
    Category("e-commerce", _("E-commerce"), "shopping-bag"),
    Category("crm", _("Customer relations"), "contact-round"),
)
INTEGRATIONS = (
    Integration(
        "shopify",
        "e-commerce",
        "Shopify",
        _("Keeps the store's customers, products and orders in step as contacts, products and deals."),
        "shopping-bag",
    ),
    Integration(
        "salesforce",
        "crm",
        "Salesforce",
        _("For portals that share records with Salesforce. While it is on, no Shopify store can be connected."),
        "cloud",
    ),
)


def find(category: str, words: str) -> list[Integration]:
    """The integrations of a category (empty: of all) whose name or text holds every word typed."""
    wanted = words.casefold().split()
    return [
        integration
        for integration in INTEGRATIONS
        if category in ("", integration.category)
        and all(word in f"{integration.name} {integration.text}".casefold() for word in wanted)
    ]
