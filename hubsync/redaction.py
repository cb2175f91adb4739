"""Secrets do not reach the log (docs/security.md 12): known values and everything that looks like one become `***`."""

import logging
import re
from collections.abc import Iterable
from typing import Any

HIDDEN = "***"
# A shorter "secret" (a password like "admin") would blank ordinary words.
SHORTEST_SECRET = 6

_NAMES = (
    r"access_token|refresh_token|id_token|client_secret|api_secret|api_key|secret_key|secret|passw(?:or)?d|"
    r"csrfmiddlewaretoken|sessionid|authorization|x-shopify-access-token|x-shopify-hmac-sha256|cookie|set-cookie"
)
_PATTERNS = (
    # Shopify's own tokens: shpat_ (Admin API), shpss_ (app secret), shprt_ (refresh), shpca_, shpua_, shppa_.
    (re.compile(r"\b(shp[a-z]{2}_)[A-Za-z0-9_-]+"), rf"\1{HIDDEN}"),
    # Our own API tokens (and HubSpot's, which begin alike).
    (re.compile(r"\b(pat-)[A-Za-z0-9_-]{16,}"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Bearer|Basic)\s+[^\s\"',]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # password=…, "access_token": "…", X-Shopify-Access-Token: …
    (
        re.compile(rf"""\b((?:{_NAMES})["']?\s*[=:]\s*["']?)(?!Bearer|Basic)[^\s"'&,;}}]+""", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    # What is secret in the query of a link: ?code=…&hmac=…
    (re.compile(r"([?&](?:code|hmac|state|token|key|signature)=)[^\s\"'&]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # What is secret in the path of a link for a new password.
    (re.compile(r"(/password/[^/\s]+/)[^/\s]+"), rf"\1{HIDDEN}"),
    # postgresql://user:password@host
    (re.compile(r"(\w+://[^/\s:@]*:)[^@\s/]+@"), rf"\1{HIDDEN}@"),
)


class Redactor:
    """Blanks secrets in text: those given, and all that the patterns know."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def redact(self, text: str) -> str:
        """The text with its secrets as `***`."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class RedactingFormatter(logging.Formatter):
    """A log line without secrets; its traceback too."""

    def __init__(self, *arguments: Any, secrets: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._redactor = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, redacted as a whole: message, arguments and traceback."""
        return self._redactor.redact(super().format(record))
