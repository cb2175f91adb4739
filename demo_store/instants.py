"""Instants: whole epoch seconds inside, ISO 8601 with Z outside (Shopify's DateTime scalar)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SHOP_ZONE = "Europe/Paris"
DAY = 86_400
HOUR = 3_600


def now() -> int:
    """The process clock, in whole seconds."""
    return int(time.time())


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return time.strftime("%Y-%m-%dT", time.gmtime(day * DAY))


_CLOCK_TEXT = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}Z" for s in range(DAY)]


def iso(at: int) -> str:
    """ "2026-05-05T20:33:59Z"; built from two tables because an export formats millions of them."""
    day, second = divmod(at, DAY)
    return _day_text(day) + _CLOCK_TEXT[second]


def iso_or_none(at: int | None) -> str | None:
    return None if at is None else iso(at)


def parse_iso(text: str) -> int:
    """Epoch seconds of a date or date-time; one without zone is in the shop's zone. ValueError when it is neither."""
    if text.isdigit() and len(text) == 4:
        text += "-01-01"
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(SHOP_ZONE))).timestamp())


def shop_time(at: int) -> datetime:
    """The instant as a clock in the shop shows it."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(SHOP_ZONE))
