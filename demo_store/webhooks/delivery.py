"""One webhook request: the body and the headers it goes out with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it is sent, and sent again: nothing of it changes on a retry.

    `triggered_at` has nanoseconds; `event_id` is the same for all that one action caused. `uri` and `subscription`
    (its id) are None where nobody has subscribed and only the sink sees it.
    """

    topic: str
    body: bytes
    webhook_id: str
    event_id: str
    triggered_at: str
    headers: dict[str, str]
    uri: str | None = None
    subscription: int | None = None


def signature(body: bytes, secret: str) -> str:
    """X-Shopify-Hmac-Sha256: base64 of the HMAC-SHA256 of the raw body with the app's secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def nanoseconds(at: int) -> str:
    """ "2023-03-29T18:00:27.877041743Z" of nanoseconds since the epoch."""
    whole, rest = divmod(at, _SECOND)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def this_moment() -> str:
    return nanoseconds(time.time_ns())
