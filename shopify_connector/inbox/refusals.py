"""What the door refused, counted by day and reason: a refusal costs a number, never a row (docs/security.md 14)."""

import logging
import time
from datetime import date, timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

KEPT_DAYS = 40
# Redis is left alone for a while after it did not answer: a flood of refusals must not wait for it each time.
PAUSE_SECONDS = 3.0
TIMEOUT_SECONDS = 0.5
LOG_SECONDS = 1.0


class Reason(models.TextChoices):
    """Why a delivery was not taken."""

    TOO_LARGE = "too_large", _("Too large")
    UNKNOWN_SHOP = "unknown_shop", _("Not from the connected store")
    BAD_SIGNATURE = "bad_signature", _("Signature missing or wrong")
    UNKNOWN_TOPIC = "unknown_topic", _("Topic not asked for")
    NO_DELIVERY_ID = "no_delivery_id", _("No delivery ID")


class Pause:
    """Seconds in which something is not done again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.monotonic() + self._seconds

    def end(self) -> None:
        self._until = 0.0

    def lasts(self) -> bool:
        return time.monotonic() < self._until


redis_pause = Pause(PAUSE_SECONDS)
log_pause = Pause(LOG_SECONDS)


def count(reason: Reason) -> None:
    """Count a refusal. Without Redis it goes uncounted; nothing is raised."""
    _log(reason)
    if redis_pause.lasts():
        return
    key = _key(timezone.now().date())
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            pipeline.hincrby(key, reason.value, 1)
            pipeline.expire(key, timedelta(days=KEPT_DAYS))
            pipeline.execute()
    except redis.RedisError as error:
        redis_pause.begin()
        logger.warning("webhook_refusals_uncounted error=%s", type(error).__name__)


def by_day(days: int) -> dict[date, dict[Reason, int]]:
    """The last `days` days (UTC), newest first, each with its numbers by reason; all empty while Redis is away."""
    today = timezone.now().date()
    asked = [today - timedelta(days=back) for back in range(days)]
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            for day in asked:
                pipeline.hgetall(_key(day))
            counts = pipeline.execute()
    except redis.RedisError as error:
        logger.warning("webhook_refusals_unread error=%s", type(error).__name__)
        counts = [{}] * days
    return {day: _read(counted) for day, counted in zip(asked, counts, strict=True)}


def _read(counted: dict[bytes, bytes]) -> dict[Reason, int]:
    numbers = {key.decode(): int(number) for key, number in counted.items()}
    return {reason: numbers[reason.value] for reason in Reason if reason.value in numbers}


def _log(reason: Reason) -> None:
    """One line a second at most, whatever comes."""
    if not log_pause.lasts():
        log_pause.begin()
        logger.warning("webhook_refused reason=%s", reason.value)


def _key(day: date) -> str:
    return f"hubsync:webhooks:refused:{day.isoformat()}"


@cache
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
