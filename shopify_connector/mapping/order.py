"""Shopify's orders → crm records (SPEC D1–D3; the table of fields is in docs/mapping.md)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson

from crm.ingest import DealRecord, LineRecord
from crm.ingest.records import text_array
from shopify_connector.mapping.values import (
    currency,
    gid_number,
    integer,
    last_moment,
    lower,
    moment,
    plain_amount,
    reference,
    required_moment,
    shop_amount,
    site_path,
    tag_list,
)

Node = dict[str, Any]

# GraphQL's display status that REST's fulfillment_status has another word for.
_FULFILLMENT = {"PARTIALLY_FULFILLED": "partial"}
_ORDER_TOKEN = re.compile(r"/orders/([^/?]+)")
_PRESENTED = {
    "amount": "totalPriceSet",
    "subtotal_price": "subtotalPriceSet",
    "total_discounts": "totalDiscountsSet",
    "total_tax": "totalTaxSet",
}


def order_from_node(node: Node, lines: Sequence[Node], as_of: str | None = None) -> DealRecord:
    """An Order of the GraphQL Admin API with its line items. Raises Refusal."""
    journey = node.get("customerJourneySummary") or {}
    visit = journey.get("lastVisit") or journey.get("firstVisit") or {}
    shop_currency = currency(node.get("currencyCode"), "currency")
    presented = currency(node.get("presentmentCurrencyCode"), "presentment_currency") or shop_currency
    return DealRecord(
        version=required_moment(node.get("updatedAt"), "updated_at"),
        shopify_order_id=gid_number(node.get("id"), "id"),
        checkout_token=node.get("checkoutToken") or "",
        name=node.get("name"),
        amount=shop_amount(node.get("totalPriceSet"), "total_price"),
        total_refunded=shop_amount(node.get("totalRefundedSet"), "total_refunded"),
        currency=shop_currency,
        cart_token=node.get("cartToken"),
        token=_token_of(node.get("statusPageUrl")),
        customer_id=reference(node.get("customer"), "customer.id"),
        email=node.get("email"),
        buyer_accepts_marketing=node.get("customerAcceptsMarketing"),
        cancel_reason=lower(node.get("cancelReason")),
        cancelled_at=moment(node.get("cancelledAt"), "cancelled_at"),
        shopify_created_at=moment(node.get("createdAt"), "created_at"),
        processed_at=moment(node.get("processedAt"), "processed_at"),
        fulfilled_at=last_moment(_created(node.get("fulfillments")), "fulfillments.created_at"),
        refunded_at=last_moment(_created(node.get("refunds")), "refunds.created_at"),
        financial_status=lower(node.get("displayFinancialStatus")),
        fulfillment_status=fulfillment_status(node.get("displayFulfillmentStatus")),
        landing_site=site_path(visit.get("landingPage")),
        note=node.get("note"),
        order_number=integer(node.get("number"), "order_number"),
        referring_site=visit.get("referrerUrl"),
        source_name=node.get("sourceName"),
        subtotal_price=shop_amount(node.get("subtotalPriceSet"), "subtotal_price"),
        taxes_included=node.get("taxesIncluded"),
        total_discounts=shop_amount(node.get("totalDiscountsSet"), "total_discounts"),
        total_line_items_price=_sum_of_lines(lines),
        total_tax=shop_amount(node.get("totalTaxSet"), "total_tax"),
        total_weight=integer(node.get("totalWeight"), "total_weight"),
        tags=text_array(tag_list(node.get("tags"))),
        presentment_currency=presented,
        presentment_money=None if presented == shop_currency else _presented_money(node),
        journey=_journey(journey),
        lines=tuple(_line(line, place) for place, line in enumerate(lines)),
        as_of=as_of,
    )


def fulfillment_status(display: str | None) -> str:
    """GraphQL's displayFulfillmentStatus in REST's words, in lower case. REST's null is said as what it means."""
    return _FULFILLMENT.get(display, display.lower()) if display else "unfulfilled"


def _token_of(status_page_url: str | None) -> str:
    """The order's token: GraphQL has it only inside of the status page's address."""
    found = _ORDER_TOKEN.search(status_page_url) if status_page_url else None
    return found[1] if found else ""


def _created(parts: Sequence[Node] | None) -> list[Any]:
    return [part.get("createdAt") for part in parts or ()]


def _sum_of_lines(lines: Sequence[Node]) -> Decimal | None:
    """GraphQL has no total_line_items_price: it is the sum of the lines before discounts."""
    totals = [shop_amount(line.get("originalTotalSet"), "line_items.original_total") for line in lines]
    return sum((total for total in totals if total is not None), Decimal(0)) if lines else None


def _presented_money(node: Node) -> str:
    """What the buyer saw, as JSON text {property: amount}."""
    bags = {name: node.get(field) for name, field in _PRESENTED.items()}
    return orjson.dumps(
        {
            name: plain_amount(bag["presentmentMoney"]["amount"], name)
            for name, bag in bags.items()
            if bag and bag.get("presentmentMoney")
        }
    ).decode()


def _journey(journey: Node) -> str | None:
    """The first visit before the order, and the last where it was another; as JSON text."""
    first, last = journey.get("firstVisit"), journey.get("lastVisit")
    if not first and not last:
        return None
    return orjson.dumps({"first": first} if first == last else {"first": first, "last": last}).decode()


def _line(line: Node, place: int) -> LineRecord:
    return LineRecord(
        line_key=str(gid_number(line.get("id"), "line_items.id")),
        position=place,
        shopify_product_id=reference(line.get("product"), "line_items.product.id"),
        shopify_variant_id=reference(line.get("variant"), "line_items.variant.id"),
        title=line.get("title") or "",
        variant_title=line.get("variantTitle") or "",
        sku=line.get("sku") or "",
        vendor=line.get("vendor") or "",
        quantity=line.get("quantity") or 0,
        current_quantity=line.get("currentQuantity"),
        price=shop_amount(line.get("originalUnitPriceSet"), "line_items.price"),
        total_discount=shop_amount(line.get("totalDiscountSet"), "line_items.total_discount"),
        total=shop_amount(line.get("discountedTotalSet"), "line_items.total"),
        gift_card=bool(line.get("isGiftCard")),
    )
