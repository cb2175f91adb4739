"""What a connected app imports of each record, under Shopify's own (REST) names, to compare by eye."""

from __future__ import annotations

from typing import Any, NamedTuple

from demo_store.graphql_api.context import Context
from demo_store.graphql_api.fields_line import recovery_url
from demo_store.graphql_api.fields_order import visit_of
from demo_store.graphql_api.fields_product import picture_url
from demo_store.instants import iso, iso_or_none
from demo_store.money import price_text
from demo_store.records import Checkout, Customer, Order, Product
from demo_store.webhooks.bodies.wording import path_and_query

NOT_HERE = "—"


class Property(NamedTuple):
    """`source` says where the Admin GraphQL API has it; "none" where it does not."""

    name: str
    value: Any
    source: str


def contact_properties(c: Customer) -> list[Property]:
    """The 16 of a customer."""
    a = c.default_address
    street = ", ".join(part for part in (a.address1, a.address2) if part) if a else None
    return [
        Property("accepts_marketing", c.consent == "SUBSCRIBED", f"defaultEmailAddress.marketingState ({c.consent})"),
        Property("created_at", iso(c.created_at), "createdAt"),
        Property("first_name", c.first_name, "firstName"),
        Property("last_name", c.last_name, "lastName"),
        Property("email", c.email, "defaultEmailAddress.emailAddress"),
        Property("phone", c.phone, "defaultPhoneNumber.phoneNumber"),
        Property("note", c.note, "note"),
        Property("orders_count", c.number_of_orders, "numberOfOrders"),
        Property("tags", ", ".join(c.tags), "tags"),
        Property("tax_exempt", c.tax_exempt, "taxExempt"),
        Property("verified_email", c.verified_email, "verifiedEmail"),
        Property("address", street, "defaultAddress.address1, address2"),
        Property("city", a and a.place.city, "defaultAddress.city"),
        Property("country", a and a.place.country, "defaultAddress.country"),
        Property("province", a and a.place.province, "defaultAddress.province"),
        Property("zip", a and a.zip, "defaultAddress.zip"),
    ]


def product_properties(p: Product, x: Context) -> list[Property]:
    """The 11 of a product."""
    return [
        Property("title", p.title, "title"),
        Property("body_html", p.description_html, "descriptionHtml"),
        Property("created_at", iso(p.created_at), "createdAt"),
        Property("handle", p.handle, "handle"),
        Property("images", "\n".join(picture_url(picture, x) for picture in p.pictures), "media.image.url"),
        Property("product_type", p.product_type, "productType"),
        Property("published_at", iso_or_none(p.published_at), "publishedAt"),
        Property("published_scope", p.published_scope, "none (webhooks have it)"),
        Property("tags", ", ".join(p.tags), "tags"),
        Property("vendor", p.vendor, "vendor"),
        Property("price", price_text(p.variants[0].price) if p.variants else None, "variants.price (the first)"),
    ]


def order_properties(o: Order) -> list[Property]:
    """The 25 of an order. `processing_method` has no source any more (Shopify dropped it in 2023-04)."""
    visit = visit_of(o)
    landed = path_and_query(visit.landing_page) if visit else None
    return [
        Property("abandoned_checkout_url", NOT_HERE, "none on orders"),
        Property("buyer_accepts_marketing", o.accepts_marketing, "customerAcceptsMarketing"),
        Property("customer_id", o.customer and o.customer.id, "customer.legacyResourceId"),
        Property("cancel_reason", o.cancel_reason and o.cancel_reason.lower(), "cancelReason"),
        Property("cart_token", o.cart_token, "cartToken"),
        Property("cancelled_at", iso_or_none(o.cancelled_at), "cancelledAt"),
        Property("created_at", iso(o.created_at), "createdAt"),
        Property("currency", "EUR", f"currencyCode (the buyer's: {o.presentment_currency})"),
        Property("financial_status", o.financial_status.lower(), "displayFinancialStatus"),
        Property("fulfillment_status", o.fulfillment_status.lower(), "displayFulfillmentStatus"),
        Property("landing_site", landed, "customerJourneySummary.lastVisit.landingPage (its path)"),
        Property("name", o.name, "name"),
        Property("note", o.note, "note"),
        Property("order_number", o.number, "number"),
        Property("processing_method", NOT_HERE, "none"),
        Property("referring_site", visit and visit.referrer_url, "customerJourneySummary.lastVisit.referrerUrl"),
        Property("source_name", o.source_name, "sourceName"),
        Property("subtotal_price", price_text(o.subtotal), "subtotalPriceSet"),
        Property("taxes_included", o.taxes_included, "taxesIncluded"),
        Property("token", o.token, f"in statusPageUrl (the checkout's, checkoutToken: {o.checkout_token or NOT_HERE})"),
        Property("total_discounts", price_text(o.discounts), "totalDiscountsSet"),
        Property("total_line_items_price", price_text(o.line_items_total), "none (sum of lineItems.originalTotalSet)"),
        Property("total_price", price_text(o.total), "totalPriceSet"),
        Property("total_tax", price_text(o.tax), "totalTaxSet"),
        Property("total_weight", f"{o.weight} g", "totalWeight"),
    ]


def checkout_properties(c: Checkout, x: Context) -> list[Property]:
    """The same 25 of an abandoned checkout; GraphQL has few of them, webhooks more."""
    webhook = "none (webhooks have it)"
    return [
        Property("abandoned_checkout_url", recovery_url(c, x), "abandonedCheckoutUrl"),
        Property("buyer_accepts_marketing", c.accepts_marketing, webhook),
        Property("customer_id", c.customer and c.customer.id, "customer.legacyResourceId"),
        Property("cancel_reason", NOT_HERE, "none on checkouts"),
        Property("cart_token", c.cart_token, webhook),
        Property("cancelled_at", NOT_HERE, "none on checkouts"),
        Property("created_at", iso(c.created_at), "createdAt"),
        Property("currency", "EUR", "totalPriceSet.shopMoney.currencyCode"),
        Property("financial_status", NOT_HERE, "none on checkouts"),
        Property("fulfillment_status", NOT_HERE, "none on checkouts"),
        Property("landing_site", c.landing_site, webhook),
        Property("name", c.name, "name"),
        Property("note", c.note, "note"),
        Property("order_number", NOT_HERE, "none on checkouts"),
        Property("processing_method", NOT_HERE, "none"),
        Property("referring_site", c.referring_site, webhook),
        Property("source_name", c.source_name, webhook),
        Property("subtotal_price", price_text(c.subtotal), "subtotalPriceSet"),
        Property("taxes_included", c.taxes_included, "taxesIncluded"),
        Property("token", c.token, "in abandonedCheckoutUrl"),
        Property("total_discounts", price_text(c.discounts), "totalDiscountSet"),
        Property("total_line_items_price", price_text(c.line_items_total), "totalLineItemsPriceSet"),
        Property("total_price", price_text(c.total), "totalPriceSet"),
        Property("total_tax", price_text(c.tax), "totalTaxSet"),
        Property("total_weight", f"{c.weight} g", webhook),
    ]
