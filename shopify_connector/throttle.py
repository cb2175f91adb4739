"""Shopify's leaky bucket of query cost, one per app and store, as far as its answers tell it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """What one query cost, in Shopify's points; `actual` is None where the query was not run."""

    requested: float
    actual: float | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """The points left at a moment (`seen_at`: seconds of the monotonic clock), refilled at `restore_rate` a second."""

    maximum: float
    available: float
    restore_rate: float
    seen_at: float

    def wait_for(self, cost: float, now: float) -> float:
        """Seconds from `now` until a query of `cost` points is let in. A bucket never holds more than its maximum."""
        available = min(self.maximum, self.available + self.restore_rate * (now - self.seen_at))
        lacking = min(cost, self.maximum) - available
        return lacking / self.restore_rate if lacking > 0 else 0.0


def cost_of(extensions: dict[str, Any]) -> Cost | None:
    """The cost an answer states, if it does."""
    cost = extensions.get("cost") or {}
    if cost.get("requestedQueryCost") is None:
        return None
    actual = cost.get("actualQueryCost")
    return Cost(float(cost["requestedQueryCost"]), None if actual is None else float(actual))


def bucket_of(extensions: dict[str, Any], now: float) -> Bucket | None:
    """The bucket an answer states, if it does. Sizes differ by the store's plan, so they are never assumed."""
    status = (extensions.get("cost") or {}).get("throttleStatus") or {}
    try:
        bucket = Bucket(
            float(status["maximumAvailable"]), float(status["currentlyAvailable"]), float(status["restoreRate"]), now
        )
    except (KeyError, TypeError):
        return None
    return bucket if bucket.restore_rate > 0 else None
