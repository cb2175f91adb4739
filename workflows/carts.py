"""An abandoned cart as it can be bought now: what is gone is left out, what costs something else says so.

A deal keeps a checkout as it was left; its products are as the store has them today.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress

from crm.models import Deal, LineItem, Variant

# Shopify's statuses of products that customers cannot buy.
NOT_SOLD = {"archived", "draft", "unlisted"}


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line of a cart with what it comes to now, in the deal's currency (None: not known)."""

    item: LineItem
    total: Decimal | None
    is_repriced: bool = False


@dataclass(frozen=True, slots=True)
class CheckedCart:
    """What is left of a cart. `gone` are the names of what is not sold any more."""

    deal: Deal
    lines: tuple[CheckedLine, ...]
    gone: tuple[str, ...] = ()

    @property
    def is_as_left(self) -> bool:
        """Whether it can be bought as it was left."""
        return not self.gone and not any(line.is_repriced for line in self.lines)

    @property
    def total(self) -> Decimal | None:
        """What it comes to: the checkout's own total, or, where something changed, that of its lines."""
        known = [line.total for line in self.lines if line.total is not None]
        if self.is_as_left or len(known) < len(self.lines):
            amount: Decimal | None = self.deal.amount
            return amount
        return sum(known, Decimal())


def check_carts(deal_ids: Collection[int], currency: str) -> dict[int, CheckedCart]:
    """The carts of deals, by the deal's id. Prices of today count where a deal is in the store's currency.

    Four queries, however many.
    """
    deals = Deal.objects.only("amount", "currency", "abandoned_checkout_url").in_bulk(deal_ids)
    items: dict[int, list[LineItem]] = {pk: [] for pk in deals}
    found = LineItem.objects.filter(deal__in=list(deals)).select_related("product").defer("product__body_html")
    for item in found.order_by("deal", "position", "id"):
        items[item.deal_id].append(item)
    variants = _variants([item for of_deal in items.values() for item in of_deal])
    return {pk: _checked(deal, items[pk], variants, deal.currency == currency) for pk, deal in deals.items()}


def _variants(items: Collection[LineItem]) -> dict[int, dict[int, Variant]]:
    """The variants of the products of lines, by product and Shopify's id."""
    found: dict[int, dict[int, Variant]] = {}
    for variant in Variant.objects.filter(product__in={item.product_id for item in items if item.product_id}):
        found.setdefault(variant.product_id, {})[variant.shopify_variant_id] = variant
    return found


def _checked(
    deal: Deal, items: Collection[LineItem], variants: Mapping[int, dict[int, Variant]], has_prices: bool
) -> CheckedCart:
    is_sold = [_is_sold(item, variants) for item in items]
    return CheckedCart(
        deal=deal,
        lines=tuple(_line(item, variants if has_prices else {}) for item in compress(items, is_sold)),
        gone=tuple(item.title for item, sold in zip(items, is_sold, strict=True) if not sold),
    )


def _is_sold(item: LineItem, variants: Mapping[int, dict[int, Variant]]) -> bool:
    """Of a line whose product is not known here nothing can be said: it stays."""
    if item.product is None:
        return True
    if item.product.deleted_at is not None or item.product.status in NOT_SOLD:
        return False
    known = variants.get(item.product.pk)
    return not known or item.shopify_variant_id is None or item.shopify_variant_id in known


def _line(item: LineItem, variants: Mapping[int, dict[int, Variant]]) -> CheckedLine:
    was = item.total if item.total is not None or item.price is None else item.price * item.quantity
    variant = variants.get(item.product_id or 0, {}).get(item.shopify_variant_id or 0)
    if variant is None or variant.price is None or not item.price or was is None or variant.price == item.price:
        return CheckedLine(item, was)
    # A discount stays in proportion: a code takes its percentage of the new price.
    return CheckedLine(item, (was * variant.price / item.price).quantize(Decimal("0.01")), is_repriced=True)
