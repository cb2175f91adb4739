"""The three tables: what each shows and how it is searched."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, Deal, ObjectType, Product
from crm.properties import TextLike
from crm.search import find_contacts, find_deals, find_products


@dataclass(frozen=True, slots=True)
class Nothing:
    """What an empty table says: what it is for, and what a search looked through."""

    title: Promise
    text: Promise
    searched: Promise


@dataclass(frozen=True, slots=True)
class TableKind:
    """One table. `live` are its records, `related` what their rows need beside them."""

    object_type: ObjectType
    title: TextLike
    new: TextLike
    icon: str
    search: TextLike
    nothing: Nothing
    live: Callable[[], QuerySet[Any]]
    find: Callable[[QuerySet[Any], str], QuerySet[Any]]
    related: tuple[str, ...]
    columns: tuple[str, ...]
    sort: str


TABLES: dict[str, TableKind] = {
    "contacts": TableKind(
        ObjectType.CONTACT,
        _("Contacts"),
        _("New contact"),
        "users",
        _("Search name, e-mail or phone"),
        Nothing(
            _("No contacts yet"),
            _("Every Shopify customer with an e-mail address becomes a contact here, once a store is connected."),
            _("Names, e-mail addresses, phone numbers and cities were searched."),
        ),
        Contact.objects.live,
        find_contacts,
        ("purchases",),
        ("full_name", "email", "phone", "number_of_orders", "total_revenue", "last_order_at", "created_at"),
        "-created_at",
    ),
    "deals": TableKind(
        ObjectType.DEAL,
        _("Deals"),
        _("New deal"),
        "handshake",
        _("Search name, order number or e-mail"),
        Nothing(
            _("No deals yet"),
            _("Every Shopify order and every open checkout becomes a deal here, once a store is connected."),
            _("Deal names, order numbers, e-mail addresses and contacts were searched."),
        ),
        Deal.objects.live,
        find_deals,
        ("stage", "contact"),
        ("name", "stage", "amount", "contact", "shopify_created_at", "closed_at"),
        "-shopify_created_at",
    ),
    "products": TableKind(
        ObjectType.PRODUCT,
        _("Products"),
        _("New product"),
        "package",
        _("Search title, SKU or vendor"),
        Nothing(
            _("No products yet"),
            _("Every Shopify product becomes a product here, once a store is connected."),
            _("Titles, vendors, product types and SKUs were searched."),
        ),
        Product.objects.live,
        find_products,
        (),
        ("title", "status", "vendor", "product_type", "variants", "price", "created_at"),
        "-created_at",
    ),
}
