"""Whether Shopify wrote a body: the HMAC that comes with it."""

import hmac
from base64 import b64encode
from collections.abc import Iterable


def is_signed(body: bytes, given: str, secrets: Iterable[bytes]) -> bool:
    """Whether `given` is base64(HMAC-SHA256(body)) with one of `secrets`, each compared in constant time."""
    sent = given.encode(errors="replace")
    return any(hmac.compare_digest(signature(body, secret), sent) for secret in secrets)


def signature(body: bytes, secret: bytes) -> bytes:
    """What Shopify sends as X-Shopify-Hmac-Sha256 with the raw bytes `body`."""
    return b64encode(hmac.digest(secret, body, "sha256"))
