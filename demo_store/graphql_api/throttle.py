"""The leaky bucket of query points (Shopify: one per app and store; it holds 20 seconds' worth)."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

MAX_QUERY_COST: Final = 1000
_SECONDS_OF_POINTS: Final = 20


class Bucket:
    """Points that come back by `restore_rate` a second. A query is let in by its requested cost and pays the actual."""

    def __init__(self, restore_rate: float) -> None:
        self.restore_rate = restore_rate
        self.maximum = restore_rate * _SECONDS_OF_POINTS
        self._available = self.maximum
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def take(self, points: int) -> bool:
        """Take the requested points; False (and nothing taken) when there are too few."""
        with self._lock:
            self._refill()
            if points > self._available:
                return False
            self._available -= points
            return True

    def give_back(self, points: int) -> None:
        """Return what was requested and not used."""
        with self._lock:
            self._refill()
            self._available = min(self.maximum, self._available + points)

    def drain(self) -> None:
        """Empty it, to see how a client waits."""
        with self._lock:
            self._refill()
            self._available = 0.0

    def status(self) -> dict[str, Any]:
        """`throttleStatus`, whole numbers as recorded answers have them."""
        with self._lock:
            self._refill()
            return {
                "maximumAvailable": float(self.maximum),
                "currentlyAvailable": int(self._available),
                "restoreRate": float(self.restore_rate),
            }

    def _refill(self) -> None:
        at = time.monotonic()
        self._available = min(self.maximum, self._available + (at - self._at) * self.restore_rate)
        self._at = at
