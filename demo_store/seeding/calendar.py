"""When a home-goods shop sells: a growing year with a lull in August, a peak before Christmas, busy Sunday evenings."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo_store.instants import DAY, HOUR, shop_time

YEAR = 365 * DAY
_MONTHS = (0.9, 0.75, 0.85, 0.9, 0.95, 0.85, 0.7, 0.55, 0.95, 1.05, 1.6, 2.1)
_WEEKDAYS = (0.95, 0.9, 0.9, 0.95, 1.0, 1.2, 1.4)
_HOURS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 3.5, 4.5, 5, 5, 5.5, 5, 4.5, 4.5, 4.5, 5, 6, 7, 8, 8, 5.5, 2.5)


def _is_black_week(day: date) -> bool:
    """The week that ends on the Monday after November's fourth Thursday."""
    first = date(day.year, 11, 1)
    friday = first + timedelta(days=(3 - first.weekday()) % 7 + 22)
    return friday - timedelta(days=4) <= day <= friday + timedelta(days=3)


def day_weight(day: date, progress: float) -> float:
    """How much is sold on a day, relative to others; `progress` runs from 0 (a year ago) to 1 (today)."""
    weight = (0.65 + 0.5 * progress) * _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()]
    if _is_black_week(day):
        weight *= 2.2
    if day.month == 12 and day.day > 22:
        weight *= 0.35
    return weight


def order_instants(rng: Random, count: int, now: int) -> list[int]:
    """`count` instants in the year before `now` (none later), ascending."""
    midnight = _midnight(now)
    days = list(range(365))
    weights = []
    for back in days:
        start = midnight - back * DAY
        weight = day_weight(shop_time(start + DAY // 2).date(), 1 - back / 365)
        weights.append(weight * (now - midnight) / DAY if back == 0 else weight)
    hours = rng.choices(range(24), weights=_HOURS, k=count)
    chosen = rng.choices(days, weights=weights, k=count)
    latest = now - 90
    instants = []
    for back, hour in zip(chosen, hours, strict=True):
        at = midnight - back * DAY + hour * HOUR + rng.randrange(HOUR)
        instants.append(at if at <= latest else now - 90 - rng.randrange(max(1, now - midnight)))
    instants.sort()
    return instants


def _midnight(at: int) -> int:
    local = shop_time(at)
    return at - local.hour * HOUR - local.minute * 60 - local.second
