"""Records that cross the border into the CRM: what a source says of one object at one version.

A field that is `UNKNOWN` is one the source does not speak of: it changes nothing. `None` (or an empty text) is what
the source says is empty. Times are ISO 8601 texts with their zone, as the source writes them; amounts are Decimal in
the shop's currency. `as_of` is when the object is known to have been in that state: Shopify's versions are whole
seconds, and of two states of one second the later one counts. Without it the version itself stands for it.
"""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Literal, NamedTuple


class _Unknown(Enum):
    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown.UNKNOWN
Unknown = Literal[_Unknown.UNKNOWN]


class CustomerRecord(NamedTuple):
    """A Shopify customer at `updated_at`. Here emptiness is no knowledge either (SPEC K1), so nothing is UNKNOWN."""

    customer_id: int
    updated_at: str
    email: str
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    accepts_marketing: bool | None = None
    shopify_created_at: str | None = None
    note: str | None = None
    orders_count: int | None = None
    tags: str | None = None  # an array literal of PostgreSQL, made by `text_array`
    tax_exempt: bool | None = None
    verified_email: bool | None = None
    as_of: str | None = None


class VariantRecord(NamedTuple):
    """A variant of the product it stands in."""

    shopify_variant_id: int
    position: int
    title: str
    sku: str
    price: Decimal | None


class ProductRecord(NamedTuple):
    """A Shopify product at `shopify_updated_at`, with all its variants."""

    shopify_product_id: int
    shopify_updated_at: str
    title: str | Unknown | None = UNKNOWN
    body_html: str | Unknown | None = UNKNOWN
    shopify_created_at: str | Unknown | None = UNKNOWN
    handle: str | Unknown | None = UNKNOWN
    images: str | Unknown = UNKNOWN
    product_type: str | Unknown | None = UNKNOWN
    published_at: str | Unknown | None = UNKNOWN
    published_scope: str | Unknown | None = UNKNOWN
    tags: str | Unknown = UNKNOWN
    vendor: str | Unknown | None = UNKNOWN
    price: Decimal | Unknown | None = UNKNOWN
    status: str | Unknown | None = UNKNOWN
    variants: tuple[VariantRecord, ...] | Unknown = UNKNOWN
    as_of: str | None = None


class LineRecord(NamedTuple):
    """A line of an order or a checkout. `price` is for one before discounts, `total` for all after them."""

    line_key: str
    position: int
    shopify_product_id: int | None
    shopify_variant_id: int | None
    title: str
    variant_title: str
    sku: str
    vendor: str
    quantity: int
    current_quantity: int | None
    price: Decimal | None
    total_discount: Decimal | None
    total: Decimal | None
    gift_card: bool


class DealRecord(NamedTuple):
    """An order or a checkout at `version`, with all its lines. Which of the two it is, `shopify_order_id` says."""

    version: str
    shopify_order_id: int | None = None
    shopify_checkout_id: int | None = None
    checkout_token: str = ""
    name: str | Unknown | None = UNKNOWN
    amount: Decimal | Unknown | None = UNKNOWN
    total_refunded: Decimal | Unknown | None = UNKNOWN
    currency: str | Unknown | None = UNKNOWN
    cart_token: str | Unknown | None = UNKNOWN
    token: str | Unknown | None = UNKNOWN
    customer_id: int | Unknown | None = UNKNOWN
    email: str | Unknown | None = UNKNOWN
    abandoned_checkout_url: str | Unknown | None = UNKNOWN
    buyer_accepts_marketing: bool | Unknown | None = UNKNOWN
    cancel_reason: str | Unknown | None = UNKNOWN
    cancelled_at: str | Unknown | None = UNKNOWN
    shopify_created_at: str | Unknown | None = UNKNOWN
    processed_at: str | Unknown | None = UNKNOWN
    fulfilled_at: str | Unknown | None = UNKNOWN
    refunded_at: str | Unknown | None = UNKNOWN
    completed_at: str | Unknown | None = UNKNOWN
    financial_status: str | Unknown | None = UNKNOWN
    fulfillment_status: str | Unknown | None = UNKNOWN
    landing_site: str | Unknown | None = UNKNOWN
    note: str | Unknown | None = UNKNOWN
    order_number: int | Unknown | None = UNKNOWN
    processing_method: str | Unknown | None = UNKNOWN
    referring_site: str | Unknown | None = UNKNOWN
    source_name: str | Unknown | None = UNKNOWN
    subtotal_price: Decimal | Unknown | None = UNKNOWN
    taxes_included: bool | Unknown | None = UNKNOWN
    total_discounts: Decimal | Unknown | None = UNKNOWN
    total_line_items_price: Decimal | Unknown | None = UNKNOWN
    total_tax: Decimal | Unknown | None = UNKNOWN
    total_weight: int | Unknown | None = UNKNOWN
    tags: str | Unknown = UNKNOWN
    presentment_currency: str | Unknown | None = UNKNOWN
    presentment_money: str | Unknown | None = UNKNOWN  # JSON text
    journey: str | Unknown | None = UNKNOWN  # JSON text
    lines: tuple[LineRecord, ...] | Unknown = UNKNOWN
    as_of: str | None = None
    # Fields that the source only guesses at: they fill what is empty, and overwrite nothing.
    only_fills: tuple[str, ...] = ()

    @property
    def is_order(self) -> bool:
        return self.shopify_order_id is not None


_VERSION_PLACE = {CustomerRecord: 1, ProductRecord: 1, DealRecord: 0}


def text_array(values: list[str] | tuple[str, ...]) -> str:
    """A PostgreSQL array literal of texts, for COPY: ['a', 'b'] → {"a","b"}."""
    if not values:
        return "{}"
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"


def version_time(record: "CustomerRecord | ProductRecord | DealRecord") -> tuple[datetime, datetime]:
    """The version of a record and, for two of one second, when it was so: tells which of two is newer."""
    version = datetime.fromisoformat(str(record[_VERSION_PLACE[type(record)]]))
    return version, datetime.fromisoformat(record.as_of) if record.as_of else version


def known_fields(record: Any) -> tuple[bool, ...]:
    """Which of a record's fields its source speaks of, in the record's order."""
    return tuple(value is not UNKNOWN for value in record)
