"""Money as Shopify writes it: decimal strings in JSON, never numbers."""

from __future__ import annotations

from typing import NamedTuple

SHOP_CURRENCY = "EUR"


class Money(NamedTuple):
    """An amount (cents) in one currency: GraphQL's MoneyV2."""

    cents: int
    currency: str


class MoneyBag(NamedTuple):
    """An amount in shop cents and the buyer's own currency; `rate` is buyer's units for one of the shop's."""

    cents: int
    presentment_currency: str = SHOP_CURRENCY
    rate: float = 1.0

    @property
    def shop_money(self) -> Money:
        return Money(self.cents, SHOP_CURRENCY)

    @property
    def presentment_money(self) -> Money:
        return Money(round(self.cents * self.rate), self.presentment_currency)


def decimal_text(cents: int) -> str:
    """The Decimal scalar: as few places as needed but one, "55.0", "31.9", "31.95" (as recorded answers have it)."""
    text = price_text(cents)
    return text[:-1] if text.endswith("0") else text


def price_text(cents: int) -> str:
    """The Money scalar: always two places, "31.90"."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def cents_of(text: str) -> int:
    """Cents of what a person typed ("12", "12.5", "12,50"). ValueError when it is no amount of at most two places."""
    whole, _, part = text.strip().replace(",", ".").partition(".")
    if not whole.isdigit() or (part and not part.isdigit()) or len(part) > 2:
        raise ValueError(f"not an amount: {text!r}")
    return int(whole) * 100 + int((part + "00")[:2])
