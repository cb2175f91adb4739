"""What the connector is waiting for at this moment (SPEC L4), kept where every process and page can read it.

The cache may be emptied at any time: the next wait writes it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a call to Shopify is being held back."""

    THROTTLED = "throttled", _("Shopify's rate limit")
    SERVER_ERROR = "server_error", _("Shopify to recover from an error")
    NO_ANSWER = "no_answer", _("the store to answer")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call is held back for `reason` until `until` (UTC)."""

    reason: Reason
    until: datetime


def note_waiting(shop: str, reason: Reason, seconds: float) -> None:
    """Write down that a call to `shop` waits `seconds` for `reason`. Forgotten by itself soon after."""
    until = timezone.now() + timedelta(seconds=seconds)
    cache.set(_key(shop), {"reason": reason.value, "until": until.isoformat()}, timeout=max(1, round(seconds) + 1))


def note_answered(shop: str) -> None:
    """Write down that `shop` answered: nothing is waited for."""
    cache.delete(_key(shop))


def current(shop: str) -> Waiting | None:
    """What is being waited for, or None."""
    kept = cache.get(_key(shop))
    if not kept:
        return None
    return Waiting(Reason(kept["reason"]), datetime.fromisoformat(kept["until"]))


def _key(shop: str) -> str:
    return f"shopify:waiting:{shop}"
