"""The `hmac` parameter by which an app knows that a redirect came from Shopify."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlencode


def message_of(parameters: Iterable[tuple[str, str]]) -> str:
    """The text that is signed: every parameter but `hmac` and `signature`, sorted, `key=value` joined with `&`.

    Repeated `ids[]` become `ids=["2", "1"]`, as Shopify's own libraries have it.
    """
    grouped: dict[str, list[str]] = {}
    for key, value in parameters:
        if key not in ("hmac", "signature"):
            grouped.setdefault(key, []).append(value)
    pairs = []
    for key, values in grouped.items():
        if key.endswith("[]"):
            listed = ", ".join(f'"{_escape(value)}"' for value in values)
            pairs.append(f"{_escape_key(key[:-2])}=[{listed}]")
        else:
            pairs.append(f"{_escape_key(key)}={_escape(values[0])}")
    return "&".join(sorted(pairs))


def digest(parameters: Iterable[tuple[str, str]], secret: str) -> str:
    """Lower-case hexadecimal HMAC-SHA256 of the message under the app's secret."""
    return hmac.new(secret.encode(), message_of(parameters).encode(), hashlib.sha256).hexdigest()


def signed_query(parameters: dict[str, str], secret: str) -> str:
    """A query string with its `hmac`."""
    return urlencode({**parameters, "hmac": digest(parameters.items(), secret)})


def is_valid(parameters: dict[str, str], secret: str) -> bool:
    """Whether the parameters carry the right `hmac` (compared in constant time)."""
    return hmac.compare_digest(digest(parameters.items(), secret), parameters.get("hmac", ""))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26")


def _escape_key(text: str) -> str:
    return _escape(text).replace("=", "%3D")
