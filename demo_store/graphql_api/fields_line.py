"""Lines of orders and checkouts. A line is (its order or checkout, the line): amounts need the former's currency."""

from __future__ import annotations

from typing import Any

from demo_store.graphql_api.context import Context, Field, Fields, gid
from demo_store.instants import iso, iso_or_none
from demo_store.money import MoneyBag
from demo_store.records import Checkout, LineItem, Order

Pair = tuple[Order | Checkout, LineItem]


def pairs(owner: Order | Checkout, _: Context) -> list[Pair]:
    """The lines of an order or checkout with their owner."""
    return [(owner, line) for line in owner.line_items]


def _set(cents_of: Any) -> Field:
    def field(pair: Pair, _: Context) -> MoneyBag:
        owner, line = pair
        return MoneyBag(cents_of(line), owner.presentment_currency, owner.rate)

    return field


def _discounted(line: LineItem) -> int:
    return line.original_total - line.discount


def _discounted_unit(line: LineItem) -> int:
    return round(_discounted(line) / line.quantity)


def _image(pair: Pair, _: Context) -> Any:
    product = pair[1].product
    return product.pictures[0] if product and product.pictures else None


_COMMON: dict[str, Field] = {
    "title": lambda p, _: p[1].title,
    "variantTitle": lambda p, _: p[1].variant_title,
    "sku": lambda p, _: p[1].sku,
    "quantity": lambda p, _: p[1].quantity,
    "product": lambda p, _: p[1].product,
    "variant": lambda p, _: p[1].variant,
    "image": _image,
    "customAttributes": lambda p, _: [],
    "originalUnitPriceSet": _set(lambda line: line.unit_price),
    "discountedUnitPriceSet": _set(_discounted_unit),
}


def _bag(c: Checkout, cents: int) -> MoneyBag:
    return MoneyBag(cents, c.presentment_currency, c.rate)


def recovery_url(c: Checkout, x: Context) -> str:
    """Where the buyer finds the basket again; the token stands in the path."""
    return f"{x.base_url}/checkouts/{c.token}/recover?key={c.key}"


FIELDS: Fields = {
    "LineItem": {
        **_COMMON,
        "id": lambda p, _: gid("LineItem", p[1].id),
        "name": lambda p, _: p[1].name,
        "vendor": lambda p, _: p[1].vendor,
        "currentQuantity": lambda p, _: p[1].current_quantity,
        "refundableQuantity": lambda p, _: p[1].current_quantity,
        "isGiftCard": lambda p, _: p[1].is_gift_card,
        "requiresShipping": lambda p, _: p[1].requires_shipping,
        "taxable": lambda p, _: not p[1].is_gift_card,
        "originalTotalSet": _set(lambda line: line.original_total),
        "discountedTotalSet": _set(_discounted),
        "totalDiscountSet": _set(lambda line: line.discount),
        "discountAllocations": lambda p, _: [],
        "taxLines": lambda p, _: [],
    },
    "AbandonedCheckoutLineItem": {
        **_COMMON,
        "id": lambda p, _: gid("AbandonedCheckoutLineItem", p[1].id),
        "originalTotalPriceSet": _set(lambda line: line.original_total),
        "discountedTotalPriceSet": _set(_discounted),
        "discountedTotalPriceWithCodeDiscount": _set(_discounted),
        "discountedUnitPriceWithCodeDiscount": _set(_discounted_unit),
        "parentRelationship": lambda p, _: None,
    },
    "AbandonedCheckout": {
        "id": lambda c, _: gid("AbandonedCheckout", c.id),
        "name": lambda c, _: c.name,
        "abandonedCheckoutUrl": recovery_url,
        "createdAt": lambda c, _: iso(c.created_at),
        "updatedAt": lambda c, _: iso(c.updated_at),
        "completedAt": lambda c, _: iso_or_none(c.completed_at),
        "note": lambda c, _: c.note,
        "discountCodes": lambda c, _: list(c.discount_codes),
        "taxesIncluded": lambda c, _: c.taxes_included,
        "customAttributes": lambda c, _: [],
        "taxLines": lambda c, _: [],
        "customer": lambda c, _: c.customer,
        "billingAddress": lambda c, _: c.billing_address,
        "shippingAddress": lambda c, _: c.shipping_address,
        "lineItemsQuantity": lambda c, _: sum(line.quantity for line in c.line_items),
        "subtotalPriceSet": lambda c, _: _bag(c, c.subtotal),
        "totalDiscountSet": lambda c, _: _bag(c, c.discounts),
        "totalDutiesSet": lambda c, _: None,
        "totalLineItemsPriceSet": lambda c, _: _bag(c, c.line_items_total),
        "totalPriceSet": lambda c, _: _bag(c, c.total),
        "totalTaxSet": lambda c, _: _bag(c, c.tax),
    },
}

CONNECTIONS: Fields = {
    "Order": {
        "lineItems": pairs,
        "metafields": lambda o, _: [],
        "events": lambda o, _: [],
    },
    "AbandonedCheckout": {"lineItems": pairs},
}
