"""What the store knows of the installed app: granted scopes, codes not yet used, tokens and their lives."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from demo_store.oauth.scopes import condensed, split
from demo_store.options import Options

CODE_SECONDS: Final = 600
REFRESH_SECONDS: Final = 7_776_000
CLIENT_CREDENTIALS_SECONDS: Final = 86_399
# A used refresh token may be used again until its successor has been (Shopify since 2026-08-28), within this time.
REUSE_SECONDS: Final = 30 * 86_400
DEFAULT_SCOPES: Final = (
    "read_customers",
    "read_products",
    "read_orders",
    "read_all_orders",
    "read_draft_orders",
    "read_publications",
    "read_customer_merge",
    "write_customers",
    "write_pixels",
    "read_customer_events",
    "read_script_tags",
    "read_themes",
)


@dataclass(slots=True)
class AccessToken:
    """`expires_at` is None for a token that lives until the app is uninstalled."""

    value: str
    scopes: list[str]
    expires_at: float | None = None

    def is_alive(self, at: float) -> bool:
        return self.expires_at is None or at < self.expires_at


@dataclass(slots=True)
class RefreshToken:
    value: str
    scopes: list[str]
    expires_at: float
    first_used_at: float | None = None
    is_dead: bool = False
    parent: RefreshToken | None = None


@dataclass(slots=True)
class Code:
    scopes: list[str]
    expires_at: float


@dataclass(slots=True)
class Pair:
    """An access token with the refresh token that renews it."""

    access: AccessToken
    refresh: RefreshToken
    seconds: int
    issued: float = field(default_factory=time.time)


class Installations:
    """The one app of this store. Times are epoch seconds of the process clock."""

    def __init__(self, options: Options) -> None:
        self._seconds = options.token_seconds
        self._codes: dict[str, Code] = {}
        self._access: dict[str, AccessToken] = {}
        self._refresh: dict[str, RefreshToken] = {}
        self._lock = threading.Lock()
        self.granted: list[str] | None = list(DEFAULT_SCOPES) if options.installed else None
        if options.access_token:
            self._access[options.access_token] = AccessToken(options.access_token, list(DEFAULT_SCOPES))

    def grant(self, scopes: list[str]) -> str:
        """Note what the merchant granted; returns the single-use code."""
        with self._lock:
            self.granted = list(scopes)
            code = secrets.token_hex(16)
            self._codes[code] = Code(list(scopes), time.time() + CODE_SECONDS)
            return code

    def regrant(self, scopes: list[str]) -> None:
        """Change what is granted without a new installation; the tokens there are follow."""
        with self._lock:
            self.granted = list(scopes)
            tokens: list[AccessToken | RefreshToken] = [*self._access.values(), *self._refresh.values()]
            for token in tokens:
                token.scopes = list(scopes)

    def redeem(self, code: str) -> list[str] | None:
        """The scopes a code stands for, once; None when it is unknown, used or too old."""
        with self._lock:
            found = self._codes.pop(code, None)
            return found.scopes if found and time.time() < found.expires_at else None

    def permanent(self, scopes: list[str]) -> AccessToken:
        """A token that does not expire."""
        with self._lock:
            return self._mint(scopes, None)

    def short(self, scopes: list[str]) -> AccessToken:
        """A client-credentials token: a day less a second, no refresh token."""
        with self._lock:
            return self._mint(scopes, CLIENT_CREDENTIALS_SECONDS)

    def expiring(self, scopes: list[str], parent: RefreshToken | None = None) -> Pair:
        """An access token of an hour and its refresh token of 90 days."""
        with self._lock:
            access = self._mint(scopes, self._seconds)
            value, expires = f"shprt_{secrets.token_hex(16)}", time.time() + REFRESH_SECONDS
            refresh = RefreshToken(value, scopes, expires, parent=parent)
            self._refresh[refresh.value] = refresh
            return Pair(access, refresh, self._seconds)

    def refresh(self, value: str) -> Pair | None:
        """A new pair for a refresh token; None when it is unknown, expired or superseded.

        Using a token kills its predecessor: from then on the answer that carried it is known to have arrived.
        """
        with self._lock:
            found, at = self._refresh.get(value), time.time()
            if found is None or found.is_dead or at >= found.expires_at:
                return None
            if found.first_used_at is not None and at - found.first_used_at > REUSE_SECONDS:
                return None
            found.first_used_at = found.first_used_at or at
            if found.parent:
                found.parent.is_dead, found.parent = True, None
        return self.expiring(found.scopes, found)

    def migrate(self, value: str) -> Pair | None:
        """Exchange a permanent token for an expiring pair; the old one dies. None when it is no living one."""
        with self._lock:
            found = self._access.get(value)
            if found is None or found.expires_at is not None:
                return None
            del self._access[value]
        return self.expiring(found.scopes)

    def find(self, value: str) -> AccessToken | None:
        """A living access token."""
        found = self._access.get(value)
        return found if found and found.is_alive(time.time()) else None

    def expire_access_tokens(self) -> None:
        """End the life of every expiring access token now (refresh tokens stay)."""
        with self._lock:
            for found in self._access.values():
                if found.expires_at is not None:
                    found.expires_at = time.time()

    def uninstall(self) -> None:
        """Drop everything: tokens, codes, the grant."""
        with self._lock:
            self._codes.clear()
            self._access.clear()
            self._refresh.clear()
            self.granted = None

    def memory(self) -> tuple[list[str] | None, list[AccessToken], list[RefreshToken]]:
        """What was granted, and the tokens that still live."""
        with self._lock:
            at = time.time()
            return (
                self.granted,
                [token for token in self._access.values() if token.is_alive(at)],
                [token for token in self._refresh.values() if not token.is_dead and at < token.expires_at],
            )

    def remember(self, memory: tuple[list[str] | None, list[AccessToken], list[RefreshToken]]) -> None:
        """Take over what `memory` told, beside the tokens there are."""
        with self._lock:
            self.granted, access, refresh = memory
            self._access |= {token.value: token for token in access}
            self._refresh |= {token.value: token for token in refresh}

    def _mint(self, scopes: list[str], seconds: int | None) -> AccessToken:
        expires = None if seconds is None else time.time() + seconds
        made = AccessToken(f"shpat_{secrets.token_hex(16)}", scopes, expires)
        self._access[made.value] = made
        return made


def scope_text(scopes: list[str]) -> str:
    """The `scope` of an answer: comma-separated, implied ones left out."""
    return ",".join(condensed(scopes))


def requested(scope: str | None) -> list[str]:
    """Scopes of an authorize request; without any, those of the app's own configuration."""
    return split(scope) if scope else list(DEFAULT_SCOPES)
