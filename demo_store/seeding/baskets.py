"""What people put in a basket, and what it comes to."""

from __future__ import annotations

import math
from random import Random
from typing import Final, NamedTuple

from demo_store.identifiers import Ids
from demo_store.records import LineItem, Product, Variant
from demo_store.seeding.places import Country
from demo_store.seeding.wares import CUSTOM_LINES, DELETED_WARES

FREE_SHIPPING_FROM: Final = 15_000
CODES: Final = {"WELCOME10": 10, "NEWSLETTER15": 15, "BLACKFRIDAY": 25, "MERCI20": 20}
_LINES: Final = (1, 2, 3, 4, 6)
_LINE_WEIGHTS: Final = (50, 28, 13, 6, 3)
_QUANTITIES: Final = (1, 2, 4, 6)
_QUANTITY_WEIGHTS: Final = (78, 15, 4, 3)


class Totals(NamedTuple):
    """Cents. `subtotal` is after discounts; `total` includes shipping, and tax where it is not in the prices."""

    subtotal: int
    shipping: int
    discounts: int
    tax: int
    total: int


class Baskets:
    """Fills baskets from what is on sale; dear furniture is bought less often than mugs."""

    def __init__(self, rng: Random, ids: Ids, products: list[Product]) -> None:
        self._rng, self._ids = rng, ids
        self._variants = [variant for product in products if product.published_at for variant in product.variants]
        self._weights: list[float] = []
        total = 0.0
        for variant in self._variants:
            total += _appeal(variant)
            self._weights.append(total)

    def lines(self, at: int, kind: str = "LineItem") -> list[LineItem]:
        """Lines bought at an instant: distinct variants of products that were on sale by then."""
        rng = self._rng
        count = rng.choices(_LINES, weights=_LINE_WEIGHTS)[0]
        chosen = rng.choices(self._variants, cum_weights=self._weights, k=count)
        on_sale = [variant for variant in dict.fromkeys(chosen) if variant.created_at < at]
        quantities = rng.choices(_QUANTITIES, weights=_QUANTITY_WEIGHTS, k=count)
        return [
            line_of(variant, quantity, self._ids.mint(kind), reduced=rng.random() < 0.05)
            for variant, quantity in zip(on_sale or chosen[:1], quantities, strict=False)
        ]

    def deleted_line(self) -> LineItem:
        """A line whose product is gone: its words stay on the order, the link is null."""
        title, sku, price, grams = self._rng.choice(DELETED_WARES)
        return LineItem(self._ids.mint("LineItem"), title, None, sku, "Maison Alder", 1, 1, price, 0, grams, None, None)

    def custom_line(self) -> LineItem:
        """A line typed in by staff: no product, no SKU, no vendor, nothing to ship."""
        title, price = self._rng.choice(CUSTOM_LINES)
        return LineItem(
            self._ids.mint("LineItem"), title, None, None, None, 1, 1, price, 0, 0, None, None, requires_shipping=False
        )


def line_of(variant: Variant, quantity: int, number: int, *, reduced: bool = False) -> LineItem:
    """A line for so many of a variant; `reduced` takes the tenth off that an automatic discount gives."""
    product = variant.product
    return LineItem(
        number,
        product.title,
        None if variant.title == "Default Title" else variant.title,
        variant.sku,
        product.vendor,
        quantity,
        quantity,
        variant.price,
        variant.price * quantity // 10 if reduced else 0,
        variant.grams,
        product,
        variant,
        product.is_gift_card,
        not product.is_gift_card,
    )


def totals_of(lines: list[LineItem], country: Country, code: str | None, *, ships: bool = True) -> Totals:
    """What a basket comes to for a buyer in that country (VAT included at home in the EU, none abroad)."""
    gross = sum(line.unit_price * line.quantity for line in lines)
    discounts = sum(line.discount for line in lines)
    if code:
        discounts += (gross - discounts) * CODES[code] // 100
    subtotal = gross - discounts
    needs_shipping = ships and any(line.requires_shipping for line in lines)
    shipping = country.shipping if needs_shipping and (country.vat is None or subtotal < FREE_SHIPPING_FROM) else 0
    tax = round((subtotal + shipping) * country.vat / (100 + country.vat)) if country.vat else 0
    if country.code == "CA":
        tax = round(subtotal * 0.05)
        return Totals(subtotal, shipping, discounts, tax, subtotal + shipping + tax)
    return Totals(subtotal, shipping, discounts, tax, subtotal + shipping)


def _appeal(variant: Variant) -> float:
    weight = 3.0 if "bestseller" in variant.product.tags else 1.0
    if variant.product.is_gift_card:
        weight = 0.6
    return weight * math.pow(min(1.0, 9_000 / variant.price), 0.7)
