"""How often a token may call: a number of calls in each ten seconds, told in HubSpot's headers."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.throttling import count
from rest.errors import ApiError

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls there may be in these ten seconds, and how many are left."""

    most: int
    left: int

    def headers(self) -> dict[str, str]:
        """As HubSpot names them."""
        return {
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(SECONDS * 1000),
            "X-HubSpot-RateLimit-Max": str(self.most),
            "X-HubSpot-RateLimit-Remaining": str(self.left),
        }


class PerToken(BaseThrottle):
    """Counts in Redis; while that is away, calls go through uncounted."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """True. Raises ApiError (429) for one call too many."""
        token, now = request.auth, timezone.now().timestamp()
        if token is None:
            return True
        window = int(now // SECONDS)
        calls = count(f"api-calls:{token.pk}:{window}", 2 * SECONDS)
        rate = Rate(settings.API_CALLS_PER_TEN_SECONDS, max(0, settings.API_CALLS_PER_TEN_SECONDS - calls))
        request._request.rate = rate  # type: ignore[attr-defined]
        if calls > rate.most:
            raise _too_many((window + 1) * SECONDS - now)
        return True


def _too_many(wait: float) -> ApiError:
    return ApiError(
        429,
        "RATE_LIMITS",
        "You have reached your ten_secondly_rolling limit.",
        context={"policyName": ["TEN_SECONDLY_ROLLING"]},
        headers={"Retry-After": str(max(1, ceil(wait)))},
    )
