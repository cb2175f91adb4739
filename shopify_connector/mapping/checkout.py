"""Shopify's abandoned checkouts → crm records (SPEC D1, D6; docs/mapping.md)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crm.ingest import DealRecord, LineRecord
from shopify_connector.mapping.values import currency, gid_number, moment, reference, required_moment, shop_amount

Node = dict[str, Any]

# GraphQL does not say what the buyer typed and ticked: what it knows of the customer fills that where it is empty.
_GUESSED = ("email", "buyer_accepts_marketing")
# The token is the part after /checkouts/ (newer addresses have /cn/ or the like between).
_CHECKOUT_TOKEN = re.compile(r"/checkouts/(?:[a-z]{1,2}/)?([^/?]+)")


def token_of_url(abandoned_checkout_url: str | None) -> str:
    """The checkout's token: GraphQL has it only inside of the recovery address."""
    found = _CHECKOUT_TOKEN.search(abandoned_checkout_url) if abandoned_checkout_url else None
    return found[1] if found else ""


def checkout_from_node(node: Node, lines: Sequence[Node], as_of: str | None = None) -> DealRecord:
    """An AbandonedCheckout of the GraphQL Admin API with its line items. Raises Refusal."""
    total = node.get("totalPriceSet") or {}
    token = token_of_url(node.get("abandonedCheckoutUrl"))
    return DealRecord(
        version=required_moment(node.get("updatedAt"), "updated_at"),
        shopify_checkout_id=gid_number(node.get("id"), "id"),
        checkout_token=token,
        name=node.get("name"),
        amount=shop_amount(total, "total_price"),
        currency=currency((total.get("shopMoney") or {}).get("currencyCode"), "currency"),
        token=token,
        customer_id=reference(node.get("customer"), "customer.id"),
        email=((node.get("customer") or {}).get("defaultEmailAddress") or {}).get("emailAddress"),
        abandoned_checkout_url=node.get("abandonedCheckoutUrl"),
        buyer_accepts_marketing=_customer_accepts(node.get("customer")),
        shopify_created_at=required_moment(node.get("createdAt"), "created_at"),
        completed_at=moment(node.get("completedAt"), "completed_at"),
        note=node.get("note"),
        subtotal_price=shop_amount(node.get("subtotalPriceSet"), "subtotal_price"),
        taxes_included=node.get("taxesIncluded"),
        total_discounts=shop_amount(node.get("totalDiscountSet"), "total_discounts"),
        total_line_items_price=shop_amount(node.get("totalLineItemsPriceSet"), "total_line_items_price"),
        total_tax=shop_amount(node.get("totalTaxSet"), "total_tax"),
        lines=tuple(_line(line, place) for place, line in enumerate(lines)),
        as_of=as_of,
        only_fills=_GUESSED,
    )


def _customer_accepts(customer: Node | None) -> bool | None:
    """GraphQL's checkouts do not say what the buyer chose: the customer's present consent stands for it."""
    state = ((customer or {}).get("defaultEmailAddress") or {}).get("marketingState")
    return state == "SUBSCRIBED" if state else None


def _line(line: Node, place: int) -> LineRecord:
    before = shop_amount(line.get("originalTotalPriceSet"), "line_items.original_total")
    after = shop_amount(line.get("discountedTotalPriceSet"), "line_items.total")
    return LineRecord(
        line_key=f"checkout-{place}",
        position=place,
        shopify_product_id=reference(line.get("product"), "line_items.product.id"),
        shopify_variant_id=reference(line.get("variant"), "line_items.variant.id"),
        title=line.get("title") or "",
        variant_title=line.get("variantTitle") or "",
        sku=line.get("sku") or "",
        vendor=(line.get("product") or {}).get("vendor") or "",
        quantity=line.get("quantity") or 0,
        current_quantity=None,
        price=shop_amount(line.get("originalUnitPriceSet"), "line_items.price"),
        total_discount=before - after if before is not None and after is not None else Decimal(0),
        total=after,
        gift_card=False,
    )
