"""The browser's half of OAuth: where to send a person, and whether what comes back may be believed (SPEC C3)."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.translation import gettext as _

from shopify_connector import scopes
from shopify_connector.errors import AppNotConfigured, AuthorizationDenied, AuthorizationFailed
from shopify_connector.shop_address import is_shop_domain, store_url

# Long enough to read the grant page and to log in there.
STATE_LIFETIME = timedelta(minutes=10)
SESSION_KEY = "shopify_authorization"
# Not part of what Shopify signs.
SIGNATURES = {"hmac", "signature"}


@dataclass(frozen=True, slots=True)
class Callback:
    """What Shopify's redirect brought back, after every check."""

    shop: str
    code: str = field(repr=False)


def redirect_uri() -> str:
    """The callback's address; the app at Shopify must have it registered character for character."""
    return f"{settings.APP_URL}{reverse('shopify-callback')}"


def start(session: SessionBase, shop: str, at: datetime) -> str:
    """Begin the authorization-code grant for `shop` in this browser; answers with the address of Shopify's grant page.

    A second start replaces the first. Raises AppNotConfigured where the server has no app.
    """
    if not (settings.SHOPIFY_API_KEY and settings.SHOPIFY_API_SECRET):
        raise AppNotConfigured(
            _(
                "This server has no Shopify app yet. Set SHOPIFY_API_KEY and SHOPIFY_API_SECRET and start it again,"
                " or connect with an access token."
            )
        )
    state = secrets.token_hex(32)
    session[SESSION_KEY] = {"state": state, "shop": shop, "at": at.isoformat()}
    asked = {
        "client_id": settings.SHOPIFY_API_KEY,
        "scope": ",".join(scopes.asked()),
        "redirect_uri": redirect_uri(),
        "state": state,
    }
    return f"{store_url(shop)}/admin/oauth/authorize?{urlencode(asked)}"


def read_callback(session: SessionBase, query_string: str, at: datetime) -> Callback:
    """Check Shopify's redirect: state, HMAC, shop, in this order. The state is used up, whatever comes of it.

    Raises AuthorizationDenied where the merchant said no, AuthorizationFailed for everything else.
    """
    begun = session.pop(SESSION_KEY, None)
    given = dict(single_pairs(query_string))
    if given.get("error"):
        raise AuthorizationDenied(_("Access was not granted in Shopify. Nothing was connected."))
    if not begun or not hmac.compare_digest(given.get("state", "").encode(), begun["state"].encode()):
        raise AuthorizationFailed(_("This answer does not belong to a connection begun in this browser. Start again."))
    if at > datetime.fromisoformat(begun["at"]) + STATE_LIFETIME:
        raise AuthorizationFailed(_("The approval took longer than ten minutes. Start again."))
    check_signature(query_string)
    shop = given.get("shop", "").lower()
    if not is_shop_domain(shop) or not given.get("code"):
        raise AuthorizationFailed(_("Shopify's answer is not complete. Start again."))
    if shop != begun["shop"]:
        raise AuthorizationFailed(
            _("Access was granted for %(shop)s, not for %(asked)s.") % {"shop": shop, "asked": begun["shop"]}
        )
    return Callback(shop, given["code"])


def check_signature(query_string: str) -> None:
    """Hold a query string from Shopify against its `hmac`. Raises AuthorizationFailed where they differ.

    There is no check of age: what must not be replayed carries a state that works once.
    """
    signing = [settings.SHOPIFY_API_SECRET, *settings.SHOPIFY_API_SECRET_FALLBACKS]
    if not signature_is_valid(query_string, [secret for secret in signing if secret]):
        raise AuthorizationFailed(_("The signature of this address is not Shopify's. Start again."))


def signature_is_valid(query_string: str, secrets_in_use: Iterable[str]) -> bool:
    """Whether `hmac` is the hex HMAC-SHA256 of all other parameters, sorted (docs/shopify-api.md).

    Shopify's own libraries disagree on escaping; for what it really sends all agree. Decoded pairs are tried first,
    then the pairs as they came. Raises AuthorizationFailed where a parameter stands there twice.
    """
    decoded = single_pairs(query_string)
    given = dict(decoded).get("hmac", "").encode()
    messages = [_message(_escaped(decoded)), _message(_raw_pairs(query_string))]
    digests = [
        hmac.new(secret.encode(), message.encode(), sha256).hexdigest()
        for secret in secrets_in_use
        for message in messages
    ]
    return any(hmac.compare_digest(given, digest.encode()) for digest in digests)


def single_pairs(query_string: str) -> list[tuple[str, str]]:
    """The decoded parameters; `ids[]=2&ids[]=1` become `ids` = `["2", "1"]`, as Shopify signs lists."""
    pairs: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for key, value in parse_qsl(query_string, keep_blank_values=True):
        if key.endswith("[]"):
            lists.setdefault(key.removesuffix("[]"), []).append(value)
        elif key in pairs:
            # Of two values one would be checked and the other used.
            raise AuthorizationFailed(_("This address names something twice. Start again."))
        else:
            pairs[key] = value
    if pairs.keys() & lists.keys():
        raise AuthorizationFailed(_("This address names something twice. Start again."))
    joined = {key: "[" + ", ".join(f'"{value}"' for value in values) + "]" for key, values in lists.items()}
    return list({**pairs, **joined}.items())


def _escaped(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Escape what would let one pair pass for two (as Shopify's Python library does)."""
    return [(_escape(key).replace("=", "%3D"), _escape(value)) for key, value in pairs]


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26")


def _raw_pairs(query_string: str) -> list[tuple[str, str]]:
    split = (part.partition("=") for part in query_string.split("&") if part)
    return [(key, value) for key, _sign, value in split]


def _message(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{key}={value}" for key, value in sorted(pairs) if key not in SIGNATURES)
