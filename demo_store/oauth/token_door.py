"""POST /admin/oauth/access_token: codes, refresh tokens and credentials for access tokens."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from demo_store.oauth.installation import CLIENT_CREDENTIALS_SECONDS, REFRESH_SECONDS, Installations, Pair, scope_text
from demo_store.oauth.pages import the_store

door = Blueprint("oauth_token", __name__)
_EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
_OFFLINE: Final = "urn:shopify:params:oauth:token-type:offline-access-token"
Given = dict[str, str]
Answer = tuple[dict[str, Any], int]


@door.post("/admin/oauth/access_token")
def access_token() -> ResponseReturnValue:
    """Exchange what the app holds for a token; form or JSON, one answer for each kind of grant."""
    store, given = the_store(), _given()
    if not _is_the_app(given):
        return _error("invalid_client", "Client authentication failed", 401)
    grant = _GRANTS.get(given.get("grant_type", "authorization_code"))
    if grant is None:
        return _error("unsupported_grant_type", "The authorization grant type is not supported", 400)
    body, status = grant(given, store.installations)
    return jsonify(body), status


def _by_code(given: Given, installations: Installations) -> Answer:
    scopes = installations.redeem(given.get("code", ""))
    if scopes is None:
        return _refusal("invalid_request", "The authorization code was not found or was already used", 400)
    if given.get("expiring") in ("1", "true"):
        return _pair(installations.expiring(scopes)), 200
    token = installations.permanent(scopes)
    return {"access_token": token.value, "scope": scope_text(token.scopes)}, 200


def _by_refresh(given: Given, installations: Installations) -> Answer:
    pair = installations.refresh(given.get("refresh_token", ""))
    if pair is None:
        return _refusal("invalid_grant", "The refresh token is invalid, expired or revoked", 401)
    return _pair(pair), 200


def _by_credentials(given: Given, installations: Installations) -> Answer:
    if installations.granted is None:
        return _refusal("app_not_installed", "The app is not installed on this shop", 400)
    token = installations.short(installations.granted)
    return {
        "access_token": token.value,
        "scope": scope_text(token.scopes),
        "expires_in": CLIENT_CREDENTIALS_SECONDS,
    }, 200


def _by_exchange(given: Given, installations: Installations) -> Answer:
    """A permanent offline token for an expiring one, without the merchant."""
    if given.get("subject_token_type") != _OFFLINE or given.get("requested_token_type") != _OFFLINE:
        return _refusal("invalid_request", "Only offline tokens can be exchanged without a session token", 400)
    if given.get("expiring") not in ("1", "true"):
        return _refusal("invalid_request", "expiring must be 1", 400)
    pair = installations.migrate(given.get("subject_token", ""))
    if pair is None:
        return _refusal("invalid_subject_token", "The subject token is invalid or expires already", 400)
    return _pair(pair), 200


_GRANTS: Final[dict[str, Callable[[Given, Installations], Answer]]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "client_credentials": _by_credentials,
    _EXCHANGE: _by_exchange,
}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "access_token": pair.access.value,
        "scope": scope_text(pair.access.scopes),
        "expires_in": pair.seconds,
        "refresh_token": pair.refresh.value,
        "refresh_token_expires_in": REFRESH_SECONDS,
    }


def _given() -> Given:
    """The parameters, from a form or a JSON body; numbers and booleans as text."""
    if request.is_json:
        body = request.get_json(silent=True)
        return {str(k): str(v).lower() if isinstance(v, bool) else str(v) for k, v in (body or {}).items()}
    return request.form.to_dict()


def _is_the_app(given: Given) -> bool:
    options = the_store().options
    right_key = hmac.compare_digest(given.get("client_id", ""), options.api_key)
    return hmac.compare_digest(given.get("client_secret", ""), options.api_secret) and right_key


def _refusal(code: str, words: str, status: int) -> Answer:
    return {"error": code, "error_description": words}, status


def _error(code: str, words: str, status: int) -> ResponseReturnValue:
    body, status = _refusal(code, words, status)
    return jsonify(body), status
