"""The records a store keeps. Money is whole cents of the shop's currency; instants are whole epoch seconds (UTC)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """A city as Shopify spells it in addresses; `province` is empty where Shopify keeps none (France)."""

    city: str
    province: str | None
    province_code: str | None
    country: str
    country_code: str


@dataclass(slots=True, eq=False)
class Address:
    id: int
    first_name: str | None
    last_name: str | None
    company: str | None
    address1: str
    address2: str | None
    zip: str
    phone: str | None
    place: Place


@dataclass(slots=True, eq=False)
class Customer:
    """A customer. `amount_spent` (cents) and `number_of_orders` follow the customer's orders."""

    id: int
    created_at: int
    updated_at: int
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    locale: str
    note: str | None = None
    tags: tuple[str, ...] = ()
    state: str = "DISABLED"
    tax_exempt: bool = False
    verified_email: bool = True
    addresses: tuple[Address, ...] = ()
    consent: str = "NOT_SUBSCRIBED"
    opt_in_level: str | None = "SINGLE_OPT_IN"
    consent_updated_at: int | None = None
    sms_consent: str = "NOT_SUBSCRIBED"
    sms_consent_updated_at: int | None = None
    number_of_orders: int = 0
    amount_spent: int = 0
    last_order: Order | None = None

    @property
    def display_name(self) -> str:
        """Name, else e-mail, else phone: what Shopify's `displayName` shows."""
        name = " ".join(part for part in (self.first_name, self.last_name) if part)
        return name or self.email or self.phone or ""

    @property
    def default_address(self) -> Address | None:
        return self.addresses[0] if self.addresses else None


@dataclass(slots=True, eq=False)
class Variant:
    id: int
    product: Product
    position: int
    title: str
    options: tuple[tuple[str, str], ...]
    sku: str
    price: int
    compare_at_price: int | None
    barcode: str
    inventory_quantity: int
    grams: int
    created_at: int
    updated_at: int


@dataclass(slots=True, eq=False)
class Picture:
    """A product image: drawn by the store itself and served at `/files/<name>`."""

    id: int
    name: str
    alt: str


@dataclass(slots=True, eq=False)
class Product:
    id: int
    title: str
    description_html: str
    handle: str
    product_type: str
    vendor: str
    status: str
    tags: tuple[str, ...]
    created_at: int
    updated_at: int
    published_at: int | None
    published_scope: str
    collection: str
    is_gift_card: bool = False
    variants: list[Variant] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


class Utm(NamedTuple):
    source: str | None
    medium: str | None
    campaign: str | None
    term: str | None
    content: str | None


class Visit(NamedTuple):
    id: int
    landing_page: str
    referrer_url: str | None
    source: str
    source_type: str | None
    occurred_at: int
    utm: Utm | None


class Journey(NamedTuple):
    ready: bool
    order_index: int | None
    days_to_conversion: int | None
    moments: int
    first_visit: Visit | None
    last_visit: Visit | None


@dataclass(slots=True, eq=False)
class LineItem:
    """A line of an order or a checkout. `product` and `variant` are None once deleted, and on a custom line."""

    id: int
    title: str
    variant_title: str | None
    sku: str | None
    vendor: str | None
    quantity: int
    current_quantity: int
    unit_price: int
    discount: int
    grams: int
    product: Product | None
    variant: Variant | None
    is_gift_card: bool = False
    requires_shipping: bool = True

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title

    @property
    def original_total(self) -> int:
        return self.unit_price * self.quantity


class RefundLine(NamedTuple):
    """Pieces of a line that were taken back, and what they were worth."""

    line: LineItem
    quantity: int
    subtotal: int
    tax: int


class Refund(NamedTuple):
    """Money given back, with or without goods."""

    id: int
    created_at: int
    note: str | None
    amount: int
    lines: tuple[RefundLine, ...] = ()


@dataclass(slots=True, eq=False)
class Order:
    id: int
    number: int
    created_at: int
    updated_at: int
    customer: Customer | None
    email: str | None
    phone: str | None
    confirmation_number: str
    token: str
    cart_token: str | None
    checkout_token: str | None
    source_name: str
    line_items: list[LineItem]
    subtotal: int
    shipping: int
    discounts: int
    tax: int
    total: int
    taxes_included: bool
    weight: int
    presentment_currency: str
    rate: float
    financial_status: str
    fulfillment_status: str
    shipping_address: Address | None
    billing_address: Address | None
    locale: str
    gateways: tuple[str, ...] = ()
    discount_codes: tuple[str, ...] = ()
    accepts_marketing: bool = False
    cancelled_at: int | None = None
    cancel_reason: str | None = None
    closed_at: int | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    source_identifier: str | None = None
    journey: Journey | None = None
    refunds: tuple[Refund, ...] = ()
    test: bool = False
    sent_at: int | None = None

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    @property
    def line_items_total(self) -> int:
        return sum(line.original_total for line in self.line_items)


@dataclass(slots=True, eq=False)
class Checkout:
    """A checkout that got contact data. `completed_at` is set once an order was made of it."""

    id: int
    token: str
    key: str
    cart_token: str
    created_at: int
    updated_at: int
    completed_at: int | None
    customer: Customer | None
    email: str | None
    line_items: list[LineItem]
    subtotal: int
    discounts: int
    tax: int
    total: int
    taxes_included: bool
    shipping_address: Address | None
    billing_address: Address | None
    landing_site: str | None
    referring_site: str | None
    gateway: str | None
    accepts_marketing: bool
    locale: str
    note: str = ""
    discount_codes: tuple[str, ...] = ()
    phone: str | None = None
    source_name: str = "web"
    presentment_currency: str = "EUR"
    rate: float = 1.0

    @property
    def name(self) -> str:
        return f"#{self.id}"

    @property
    def line_items_total(self) -> int:
        return sum(line.original_total for line in self.line_items)

    @property
    def weight(self) -> int:
        return sum(line.grams * line.quantity for line in self.line_items)
