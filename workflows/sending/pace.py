"""How fast letters leave: as fast as the mail server takes them, and no faster than it may be asked (EMAIL_RATE)."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import cast

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

_KEY = "email-rate"
# Nobody's turn is so many letters away, however many processes send: the clock was put back.
_AHEAD_MOST = 100


class Rate:
    """At most so many letters a second (0: any number) from all processes together: each takes its turn.

    Turns are kept in Redis. While it is away a process keeps to the rate by itself.
    """

    def __init__(
        self, per_second: float, clock: Callable[[], datetime], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._each = 1 / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = 0.0
        self._redis = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)

    def fits(self, seconds: float) -> float:
        """How many turns there are in so many seconds; infinitely many where there is no rate."""
        return seconds / self._each if self._each else inf

    def pause(self) -> float:
        """Seconds until somebody's next turn; takes none."""
        if not self._each:
            return 0.0
        try:
            known = float(self._redis.get(_KEY) or 0)
        except redis.RedisError:
            known = self._next
        return max(0.0, self._turn(known) - self._now())

    def wait(self) -> None:
        """Take a turn, and sleep until it is there."""
        if not self._each:
            return
        try:
            # The package's types know nothing of value_from_callable.
            turn = cast("float", self._redis.transaction(self._take, _KEY, value_from_callable=True))  # type: ignore[arg-type]
        except redis.RedisError:
            logger.warning("email_rate_not_shared")
            turn = self._turn(self._next)
        self._next = turn + self._each
        if (left := turn - self._now()) > 0:
            self._sleep(left)

    def _take(self, pipe: "redis.client.Pipeline") -> float:
        turn = self._turn(float(pipe.get(_KEY) or 0))
        pipe.multi()
        pipe.set(_KEY, turn + self._each, px=int(1_000 * self._each * _AHEAD_MOST) + 1_000)
        return turn

    def _turn(self, known: float) -> float:
        """The first moment that is free, where turns until `known` are taken."""
        now = self._now()
        return known if now < known <= now + self._each * _AHEAD_MOST else now

    def _now(self) -> float:
        return self._clock().timestamp()


class Pace:
    """Learns how long a letter takes, so that as many are taken in hand as leave within a time."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._each: float | None = None

    def fits(self, seconds: float, most: int, unknown: int) -> int:
        """How many letters leave within so many seconds: one at the least, `unknown` while it is not known how fast."""
        fit: float = unknown
        if self._each is not None:
            fit = seconds / self._each if self._each > 0 else most
        return max(1, int(min(fit, most, self._rate.fits(seconds))))

    def learn(self, letters: int, seconds: float) -> None:
        """So many letters took so long. What comes later counts more."""
        now = seconds / letters
        self._each = now if self._each is None else (self._each + now) / 2
