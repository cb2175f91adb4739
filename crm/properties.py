"""The property catalogue: every fixed property with its label, type, group, owner and name in HubSpot's API.

Labels are HubSpot's; the French ones stand in locale/fr. Docs: docs/properties.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.object_type import ObjectType

TextLike = str | Promise


class Kind(StrEnum):
    """How a value is shown, filtered and written; HubSpot's type is in `HUBSPOT_TYPE`."""

    STRING = "string"
    LONG_TEXT = "long_text"
    HTML = "html"
    URL = "url"
    EMAIL = "email"
    INTEGER = "integer"
    MONEY = "money"
    BOOL = "bool"
    DATETIME = "datetime"
    TAGS = "tags"
    IMAGES = "images"
    ENUMERATION = "enumeration"
    # A decimal number without a currency.
    NUMBER = "number"
    # Ids of lists.
    MEMBERSHIP = "membership"
    # The moments at which something happened, again and again.
    EVENT = "event"


HUBSPOT_TYPE = {
    Kind.NUMBER: "number",
    Kind.INTEGER: "number",
    Kind.MONEY: "number",
    Kind.BOOL: "bool",
    Kind.DATETIME: "datetime",
    Kind.ENUMERATION: "enumeration",
}


class Owner(StrEnum):
    """Whose a property is: people cannot change what Shopify owns, nobody what is derived."""

    SHOPIFY = "shopify"
    HUBSYNC = "hubsync"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Property:
    """One property of one kind of record.

    `path` is the attribute on the model, `__` leading through a relation; `api_name` is HubSpot's name for it.
    """

    name: str
    label: TextLike
    kind: Kind
    group: str
    owner: Owner
    api_name: str
    path: str = ""
    unit: TextLike = ""
    # People set it on records that Shopify does not know, though hubsync works it out for the others.
    by_hand: bool = False
    # One of the merchant's own: its value is in the record's `custom`.
    is_custom: bool = False
    # Values that an own property may have, with their words; those of fixed ones: crm.catalogue.options_of.
    options: tuple[tuple[str, TextLike], ...] = ()

    @property
    def attribute(self) -> str:
        """Where the value is: a field of the model, or a way to it."""
        return self.path or self.name


GROUP_LABELS: dict[str, TextLike] = {
    "contact": _("Contact information"),
    "address": _("Address"),
    "shopify": _("Shopify"),
    "source": _("Original source"),
    "purchases": _("Purchases"),
    "abandoned_cart": _("Last abandoned cart"),
    "product": _("Product information"),
    "publication": _("Publication"),
    "deal": _("Deal information"),
    "amounts": _("Amounts"),
    "status": _("Payment and fulfillment"),
    "checkout": _("Checkout"),
    "line_item": _("Line item"),
    "record": _("Record"),
    "lists": _("Lists"),
    "emails": _("E-mails"),
    "custom": _("Your own properties"),
}


def _shopify(name: str, label: TextLike, kind: Kind, group: str, api_name: str = "", **more: TextLike) -> Property:
    return Property(name, label, kind, group, Owner.SHOPIFY, api_name or f"ip__shopify__{name}", **more)  # type: ignore[arg-type]


def _derived(  # noqa: PLR0913, PLR0917 (a row of a table)
    name: str, label: TextLike, kind: Kind, group: str, api_name: str, path: str = ""
) -> Property:
    return Property(name, label, kind, group, Owner.HUBSYNC, api_name, path)


def _scored(name: str, label: TextLike, api_name: str, unit: TextLike = "") -> Property:
    """A property that depends on the clock: an annotation of `crm.scores.with_scores`, not a field."""
    return Property(name, label, Kind.INTEGER, "purchases", Owner.HUBSYNC, api_name, unit=unit)


def _record(name: str, label: TextLike, kind: Kind, api_name: str, path: str = "") -> Property:
    return Property(name, label, kind, "record", Owner.HUBSYNC, api_name, path)


CONTACT_PROPERTIES = (
    _shopify("first_name", _("First name"), Kind.STRING, "contact", "firstname"),
    _shopify("last_name", _("Last name"), Kind.STRING, "contact", "lastname"),
    _shopify("email", _("E-mail"), Kind.EMAIL, "contact", "email"),
    _shopify("phone", _("Phone"), Kind.STRING, "contact", "phone"),
    _shopify("address", _("Street address"), Kind.STRING, "address", "address"),
    _shopify("city", _("City"), Kind.STRING, "address", "city"),
    _shopify("state", _("State or region"), Kind.STRING, "address", "state"),
    _shopify("zip", _("Postal code"), Kind.STRING, "address", "zip"),
    _shopify("country", _("Country"), Kind.STRING, "address", "country"),
    _shopify("accepts_marketing", _("Accepts marketing"), Kind.BOOL, "shopify"),
    _shopify(
        "shopify_created_at", _("Created at"), Kind.DATETIME, "shopify", api_name="ip__shopify__shopify_created_at"
    ),
    _shopify("note", _("Note"), Kind.LONG_TEXT, "shopify"),
    _shopify("orders_count", _("Orders count"), Kind.INTEGER, "shopify"),
    _shopify("tags", _("Tags"), Kind.TAGS, "shopify"),
    _shopify("tax_exempt", _("Tax exempt"), Kind.BOOL, "shopify"),
    _shopify("verified_email", _("Verified email"), Kind.BOOL, "shopify"),
    Property("source", _("Original source"), Kind.ENUMERATION, "source", Owner.PERSON, "hs_analytics_source"),
    _derived("source_data_1", _("Original source drill-down 1"), Kind.STRING, "source", "hs_analytics_source_data_1"),
    _derived("source_data_2", _("Original source drill-down 2"), Kind.STRING, "source", "hs_analytics_source_data_2"),
    _derived(
        "first_order_at",
        _("First order date"),
        Kind.DATETIME,
        "purchases",
        "ip__ecomm_bridge__first_order_date",
        "purchases__first_order_at",
    ),
    _derived(
        "last_order_at",
        _("Last order date"),
        Kind.DATETIME,
        "purchases",
        "ip__ecomm_bridge__last_order_date",
        "purchases__last_order_at",
    ),
    _derived(
        "number_of_orders",
        _("Number of orders"),
        Kind.INTEGER,
        "purchases",
        "ip__ecomm_bridge__ecomm_number_of_orders",
        "purchases__number_of_orders",
    ),
    _derived("total_revenue", _("Total revenue"), Kind.MONEY, "purchases", "total_revenue", "purchases__total_revenue"),
    _derived(
        "average_order_value",
        _("Average order value"),
        Kind.MONEY,
        "purchases",
        "ip__ecomm_bridge__average_order_value",
        "purchases__average_order_value",
    ),
    _derived(
        "last_product",
        _("Last product bought"),
        Kind.STRING,
        "purchases",
        "ip__ecomm_bridge__last_products_bought",
        "purchases__last_product",
    ),
    _scored(
        "days_since_last_order",
        _("Days since last order"),
        "ip__ecomm_bridge__days_since_last_order",
    ),
    _scored("recency_score", _("Recency score"), "ip__ecomm_bridge__recency_score", _("of 5")),
    _scored("frequency_score", _("Frequency score"), "ip__ecomm_bridge__frequency_score", _("of 5")),
    _scored("monetary_score", _("Monetary score"), "ip__ecomm_bridge__monetary_score", _("of 5")),
    _derived(
        "last_abandoned_at",
        _("Last abandoned cart date"),
        Kind.DATETIME,
        "abandoned_cart",
        "ip__ecomm_bridge__last_abandoned_cart_date",
        "purchases__last_abandoned_at",
    ),
    _derived(
        "last_abandoned_amount",
        _("Last abandoned cart value"),
        Kind.MONEY,
        "abandoned_cart",
        "ip__ecomm_bridge__last_abandoned_cart_value",
        "purchases__last_abandoned_amount",
    ),
    _derived(
        "last_abandoned_url",
        _("Last abandoned cart URL"),
        Kind.URL,
        "abandoned_cart",
        "ip__ecomm_bridge__last_abandoned_cart_url",
        "purchases__last_abandoned_url",
    ),
    _derived(
        "last_abandoned_products",
        _("Last abandoned cart products"),
        Kind.STRING,
        "abandoned_cart",
        "ip__ecomm_bridge__last_abandoned_cart_products",
        "purchases__last_abandoned_products",
    ),
)

PRODUCT_PROPERTIES = (
    _shopify("title", _("Title"), Kind.STRING, "product", "name"),
    _shopify("body_html", _("Body HTML"), Kind.HTML, "product"),
    _shopify("price", _("Price"), Kind.MONEY, "product", "price"),
    _shopify("vendor", _("Vendor"), Kind.STRING, "product"),
    _shopify("product_type", _("Product type"), Kind.STRING, "product"),
    _shopify("tags", _("Tags"), Kind.TAGS, "product"),
    _shopify("images", _("Images"), Kind.IMAGES, "product", "hs_images"),
    _shopify("handle", _("Handle"), Kind.STRING, "publication"),
    _shopify("shopify_created_at", _("Created at"), Kind.DATETIME, "publication"),
    _shopify("published_at", _("Published at"), Kind.DATETIME, "publication"),
    _shopify("published_scope", _("Published scope"), Kind.STRING, "publication"),
)

DEAL_PROPERTIES = (
    _shopify("name", _("Name"), Kind.STRING, "deal", "dealname"),
    _shopify("order_number", _("Order number"), Kind.INTEGER, "deal", "ip__ecomm_bridge__order_number"),
    Property("stage", _("Deal stage"), Kind.ENUMERATION, "deal", Owner.SHOPIFY, "dealstage", path="stage_id"),
    Property("pipeline", _("Pipeline"), Kind.ENUMERATION, "deal", Owner.SHOPIFY, "pipeline", path="pipeline_id"),
    _shopify("shopify_created_at", pgettext_lazy("deal", "Created at"), Kind.DATETIME, "deal", "createdate"),
    Property("closed_at", _("Close date"), Kind.DATETIME, "deal", Owner.HUBSYNC, "closedate", by_hand=True),
    _shopify("customer_id", _("Customer ID"), Kind.INTEGER, "deal"),
    _shopify("note", _("Note"), Kind.LONG_TEXT, "deal"),
    _derived("ecomm_synced", _("E-comm synched"), Kind.BOOL, "deal", "ip__ecomm_bridge__ecomm_synced"),
    _shopify("amount", _("Total price"), Kind.MONEY, "amounts", "amount"),
    _shopify("subtotal_price", _("Subtotal price"), Kind.MONEY, "amounts"),
    _shopify("total_line_items_price", _("Total line items price"), Kind.MONEY, "amounts"),
    _shopify("total_discounts", _("Total discounts"), Kind.MONEY, "amounts", "ip__ecomm_bridge__discount_amount"),
    _shopify("total_tax", _("Total tax"), Kind.MONEY, "amounts", "ip__ecomm_bridge__tax_amount"),
    _shopify("taxes_included", _("Taxes included"), Kind.BOOL, "amounts"),
    _shopify("currency", _("Currency"), Kind.STRING, "amounts", "deal_currency_code"),
    _shopify("total_refunded", _("Total refunded"), Kind.MONEY, "amounts"),
    _derived("net_amount", _("Net amount"), Kind.MONEY, "amounts", "ip__ecomm_bridge__net_amount"),
    _shopify("financial_status", _("Financial status"), Kind.STRING, "status"),
    _shopify("fulfillment_status", _("Fulfillment status"), Kind.STRING, "status"),
    _shopify("cancelled_at", _("Cancelled at"), Kind.DATETIME, "status"),
    _shopify("cancel_reason", _("Cancel reason"), Kind.STRING, "status"),
    _shopify("processing_method", _("Processing method"), Kind.STRING, "status"),
    _shopify("total_weight", _("Total weight"), Kind.INTEGER, "status", unit=_("g")),
    _shopify(
        "abandoned_checkout_url",
        _("Abandoned checkout URL"),
        Kind.URL,
        "checkout",
        "ip__ecomm_bridge__abandoned_cart_url",
    ),
    _shopify("buyer_accepts_marketing", _("Buyer accepts marketing"), Kind.BOOL, "checkout"),
    _shopify("cart_token", _("Cart token"), Kind.STRING, "checkout"),
    _shopify("token", _("Token"), Kind.STRING, "checkout"),
    _shopify("landing_site", _("Landing site"), Kind.STRING, "checkout"),
    _shopify("referring_site", _("Referring site"), Kind.STRING, "checkout"),
    _shopify("source_name", _("Source name"), Kind.STRING, "checkout"),
)

LINE_ITEM_PROPERTIES = (
    _shopify("title", _("Product name"), Kind.STRING, "line_item", "name"),
    _shopify("variant_title", _("Variant"), Kind.STRING, "line_item"),
    _shopify("sku", _("SKU"), Kind.STRING, "line_item", "hs_sku"),
    _shopify("vendor", _("Vendor"), Kind.STRING, "line_item"),
    _shopify("quantity", _("Quantity"), Kind.INTEGER, "line_item", "quantity"),
    _shopify("price", _("Unit price"), Kind.MONEY, "line_item", "price"),
    _shopify("total_discount", _("Discount"), Kind.MONEY, "line_item", "discount"),
    _derived("total", _("Total"), Kind.MONEY, "line_item", "amount"),
)

# Which lists a contact is in: a property of filters alone.
LIST_MEMBERSHIP = Property("list_id", _("List membership"), Kind.MEMBERSHIP, "lists", Owner.HUBSYNC, "list_membership")

FIXED_PROPERTIES: dict[ObjectType, tuple[Property, ...]] = {
    ObjectType.CONTACT: CONTACT_PROPERTIES,
    ObjectType.PRODUCT: PRODUCT_PROPERTIES,
    ObjectType.DEAL: DEAL_PROPERTIES,
    ObjectType.LINE_ITEM: LINE_ITEM_PROPERTIES,
}

# What every record has beside what it says of itself. Not on record pages: programs, filters and tables read it.
RECORD_PROPERTIES: dict[ObjectType, tuple[Property, ...]] = {
    ObjectType.CONTACT: (
        _record("record_id", _("Record ID"), Kind.INTEGER, "hs_object_id", "pk"),
        _record("created_at", _("Create date"), Kind.DATETIME, "createdate"),
        _record("updated_at", _("Last modified date"), Kind.DATETIME, "lastmodifieddate"),
    ),
    ObjectType.PRODUCT: (
        _record("record_id", _("Record ID"), Kind.INTEGER, "hs_object_id", "pk"),
        _record("created_at", _("Create date"), Kind.DATETIME, "createdate"),
        _record("updated_at", _("Last modified date"), Kind.DATETIME, "hs_lastmodifieddate"),
        Property("status", _("Status"), Kind.STRING, "product", Owner.SHOPIFY, "hs_status"),
    ),
    ObjectType.DEAL: (
        _record("record_id", _("Record ID"), Kind.INTEGER, "hs_object_id", "pk"),
        _record("created_at", _("Added"), Kind.DATETIME, "hs_createdate"),
        _record("updated_at", _("Last modified date"), Kind.DATETIME, "hs_lastmodifieddate"),
    ),
    ObjectType.LINE_ITEM: (
        _record("record_id", _("Record ID"), Kind.INTEGER, "hs_object_id", "pk"),
        _record("created_at", _("Create date"), Kind.DATETIME, "createdate", "deal__created_at"),
        _record("updated_at", _("Last modified date"), Kind.DATETIME, "hs_lastmodifieddate", "deal__updated_at"),
        Property("product", _("Product"), Kind.INTEGER, "line_item", Owner.SHOPIFY, "hs_product_id", path="product_id"),
    ),
}


def grouped(object_type: ObjectType) -> Iterator[tuple[TextLike, list[Property]]]:
    """The fixed properties of a kind of record by group, in the catalogue's order: (group label, properties)."""
    groups: dict[str, list[Property]] = {}
    for one in FIXED_PROPERTIES[object_type]:
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        yield GROUP_LABELS[group], members
