"""`POST /admin/oauth/access_token`: the one address at a store that hands out tokens, in all its grants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import requests
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shopify_connector import scopes
from shopify_connector.errors import AuthorizationFailed, StoreNotFound, StoreUnavailable
from shopify_connector.http_session import http, timeouts
from shopify_connector.patience import PERSON, Patience
from shopify_connector.shop_address import store_url
from shopify_connector.waiting import Reason

OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105


@dataclass(frozen=True, slots=True)
class App:
    """A Shopify app as the store knows it."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """An access token, what it covers and until when (UTC; None: it does not expire)."""

    access_token: str = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime | None
    refresh_token: str = field(repr=False, default="")
    refresh_expires_at: datetime | None = None


@sensitive_variables()
def exchange_code(shop: str, app: App, code: str, at: datetime) -> TokenGrant:
    """The token for an authorization code, as an expiring one with its refresh token."""
    return _ask(shop, app, {"code": code, "expiring": "1"}, at)


@sensitive_variables()
def refresh(shop: str, app: App, refresh_token: str, at: datetime) -> TokenGrant:
    """The next pair. Until that pair is used the former one stays good, so a lost answer may be asked for again."""
    return _ask(shop, app, {"grant_type": "refresh_token", "refresh_token": refresh_token}, at)


@sensitive_variables()
def client_credentials(shop: str, app: App, at: datetime) -> TokenGrant:
    """A day's token for an app of the store's own organisation that is installed there."""
    return _ask(shop, app, {"grant_type": "client_credentials"}, at)


@sensitive_variables()
def exchange_permanent_token(shop: str, app: App, access_token: str, at: datetime) -> TokenGrant:
    """An expiring pair for a token that never ends; the old one is dead afterwards."""
    asked = {
        "grant_type": TOKEN_EXCHANGE,
        "subject_token": access_token,
        "subject_token_type": OFFLINE_TOKEN,
        "requested_token_type": OFFLINE_TOKEN,
        "expiring": "1",
    }
    return _ask(shop, app, asked, at)


@sensitive_variables()
def _ask(shop: str, app: App, asked: dict[str, str], at: datetime) -> TokenGrant:
    """Ask until the store answers or patience ends (StoreUnavailable); a refusal for good is AuthorizationFailed.

    `at` is when the question was first put: ends counted from it are never too late.
    """
    form = {"client_id": app.client_id, "client_secret": app.client_secret, **asked}
    patience = Patience(shop, PERSON)
    while True:
        no_answer = StoreUnavailable(_("%(shop)s does not answer.") % {"shop": shop})
        try:
            response = http().post(
                f"{store_url(shop)}/admin/oauth/access_token",
                data=form,
                timeout=timeouts(PERSON),
                allow_redirects=False,
            )
        except requests.RequestException:
            patience.back_off(Reason.NO_ANSWER, no_answer)
            continue
        if response.status_code == 429 or response.status_code >= 500:
            patience.back_off(Reason.SERVER_ERROR, no_answer)
            continue
        patience.answered()
        return _read_grant(shop, response, at)


@sensitive_variables()
def _read_grant(shop: str, response: requests.Response, at: datetime) -> TokenGrant:
    body = _read_json(response)
    if response.status_code == 200 and isinstance(body.get("access_token"), str) and body["access_token"]:
        return TokenGrant(
            access_token=body["access_token"],
            scopes=scopes.expand(str(body.get("scope") or "").split(",")),
            expires_at=_instant(body.get("expires_in"), at),
            refresh_token=str(body.get("refresh_token") or ""),
            refresh_expires_at=_instant(body.get("refresh_token_expires_in"), at),
        )
    reason = str(body.get("error") or "")
    if response.status_code == 401:
        raise AuthorizationFailed(_("Shopify refused: the key or code has ended, was used before or was revoked."))
    if response.status_code == 404:
        raise StoreNotFound(_("There is no store at %(shop)s.") % {"shop": shop})
    if reason == "shop_not_permitted":
        raise AuthorizationFailed(_("This app and the store do not belong to the same Shopify organisation."))
    if reason:
        said = str(body.get("error_description") or reason)[:300]
        raise AuthorizationFailed(_("Shopify refused to hand out a token: %(reason)s") % {"reason": said})
    raise StoreUnavailable(_("%(shop)s gave an answer that is not Shopify's.") % {"shop": shop})


def _read_json(response: requests.Response) -> dict[str, Any]:
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _instant(seconds: Any, at: datetime) -> datetime | None:
    return None if seconds is None else at + timedelta(seconds=int(seconds))
