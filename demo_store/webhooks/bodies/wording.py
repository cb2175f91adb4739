"""Instants, addresses of pages and money as webhook bodies write them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from demo_store.instants import iso, shop_time
from demo_store.money import SHOP_CURRENCY, Money, MoneyBag, price_text

Json = dict[str, Any]


def zoned(at: int) -> str:
    """ "2026-05-05T22:33:59+02:00": whole seconds on the shop's clock."""
    return shop_time(at).isoformat()


def zoned_or_none(at: int | None) -> str | None:
    return None if at is None else zoned(at)


def utc_thousandths(at: int) -> str:
    """ "2026-05-05T20:33:59.000Z": the form of the newer topics."""
    return iso(at)[:-1] + ".000Z"


def path_and_query(address: str) -> str:
    """ "/collections/table?utm_source=x" of a whole address: how `landing_site` is told."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def money_set(bag: MoneyBag) -> Json:
    """An amount in the shop's and the buyer's currency."""
    return {"shop_money": _money(bag.shop_money), "presentment_money": _money(bag.presentment_money)}


def shop_money_set(cents: int) -> Json:
    """An amount that is in the shop's currency for the buyer too."""
    return money_set(MoneyBag(cents, SHOP_CURRENCY, 1.0))


def _money(money: Money) -> Json:
    return {"amount": price_text(money.cents), "currency_code": money.currency}
