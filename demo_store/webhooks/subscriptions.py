"""Webhook subscriptions: stored with the rules and words of Shopify's userErrors."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from demo_store.identifiers import Ids
from demo_store.instants import now

_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1", "[::1]"}
_NAME: Final = re.compile(r"[A-Za-z0-9_-]*")
_PUBSUB: Final = re.compile(r"pubsub://[^:/]+:[^:/]+")
_JSON_ONLY: Final = {
    "APP_SCOPES_UPDATE",
    "CUSTOMERS_MERGE",
    "CUSTOMER_TAGS_ADDED",
    "CUSTOMER_TAGS_REMOVED",
    "CUSTOMERS_PURCHASING_SUMMARY",
    "BULK_OPERATIONS_FINISH",
}
ADDRESS: Final = ["webhookSubscription", "callbackUrl"]
UserError = dict[str, Any]


@dataclass(slots=True, eq=False)
class WebhookSubscription:
    """`api_version` is the app's configured one, whatever version the creating call named (as recorded)."""

    id: int
    topic: str
    uri: str
    created_at: int
    updated_at: int
    format: str = "JSON"
    include_fields: list[str] = field(default_factory=list)
    metafield_namespaces: list[str] = field(default_factory=list)
    filter: str | None = None
    name: str | None = None
    api_version: str = "2026-10"


def error(path: list[str] | None, message: str) -> UserError:
    return {"field": path, "message": message}


class WebhookSubscriptions:
    """The shop's subscriptions made through the Admin API. `strict` refuses what Shopify could not reach."""

    def __init__(self, ids: Ids, *, strict: bool) -> None:
        self._ids, self._strict = ids, strict
        self._kept: dict[int, WebhookSubscription] = {}
        self._lock = threading.Lock()

    def all(self) -> list[WebhookSubscription]:
        return list(self._kept.values())

    def get(self, number: int) -> WebhookSubscription | None:
        return self._kept.get(number)

    def of_topic(self, topic: str) -> list[WebhookSubscription]:
        """Those to a topic (ORDERS_CREATE)."""
        return [kept for kept in list(self._kept.values()) if kept.topic == topic]

    def remember(self, kept: Iterable[WebhookSubscription]) -> None:
        """Take over subscriptions that were made before."""
        with self._lock:
            self._kept |= {one.id: one for one in kept}

    def clear(self) -> None:
        """Forget all of them: what uninstalling the app does."""
        with self._lock:
            self._kept.clear()

    def create(self, topic: str, given: dict[str, Any]) -> tuple[WebhookSubscription | None, list[UserError]]:
        """A new subscription, or None and why not."""
        with self._lock:
            uri = str(given.get("uri") or given.get("callbackUrl") or "").strip()
            errors = self._errors(topic, uri, given, None)
            if errors:
                return None, errors
            at = now()
            kept = WebhookSubscription(self._ids.mint("WebhookSubscription"), topic, uri, at, at)
            self._fill(kept, given)
            self._kept[kept.id] = kept
            return kept, []

    def update(self, number: int, given: dict[str, Any]) -> tuple[WebhookSubscription | None, list[UserError]]:
        """Change a subscription; what is not given goes back to its default, as recorded."""
        with self._lock:
            kept = self._kept.get(number)
            if kept is None:
                return None, [error(["id"], "Webhook subscription does not exist")]
            uri = given.get("uri", given.get("callbackUrl", kept.uri))
            uri = str(uri or "").strip()
            errors = self._errors(kept.topic, uri, given, kept)
            if errors:
                return None, errors
            kept.uri, kept.updated_at = uri, now()
            self._fill(kept, given)
            return kept, []

    def delete(self, number: int) -> list[UserError]:
        with self._lock:
            if self._kept.pop(number, None) is None:
                return [error(["id"], "Webhook subscription does not exist")]
            return []

    def _fill(self, kept: WebhookSubscription, given: dict[str, Any]) -> None:
        kept.format = given.get("format") or "JSON"
        kept.include_fields = list(given.get("includeFields") or [])
        kept.metafield_namespaces = list(given.get("metafieldNamespaces") or [])
        kept.filter = given.get("filter")
        kept.name = given.get("name", kept.name)

    def _errors(self, topic: str, uri: str, given: dict[str, Any], kept: WebhookSubscription | None) -> list[UserError]:
        errors = self._address_errors(uri) or self._taken_errors(topic, uri, given, kept)
        if given.get("format") == "XML":
            if not uri.startswith("http"):
                errors.append(error(["webhookSubscription", "format"], "Format can only be used with format: 'json'"))
            elif topic in _JSON_ONLY:
                message = "Format 'xml' is invalid for this webhook topic. Allowed formats: json"
                errors.append(error(["webhookSubscription", "format"], message))
        if given.get("filter") and ":" not in given["filter"]:
            message = "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
            errors.append(error(["webhookSubscription"], message))
        return errors + self._name_errors(given.get("name"), kept)

    def _address_errors(self, uri: str) -> list[UserError]:
        if not uri:
            return [error(ADDRESS, "Address can't be blank")]
        if uri.startswith("pubsub:"):
            if _PUBSUB.fullmatch(uri):
                return []
            message = "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"
            return [error(ADDRESS, message)]
        if uri.startswith("arn:aws:events:"):
            return []
        parts = urlsplit(uri)
        host = (parts.hostname or "").lower()
        if not self._strict and parts.scheme in ("http", "https") and host in _LOOPBACK:
            return []
        if parts.scheme and parts.scheme != "https":
            return [error(ADDRESS, f"Address protocol {parts.scheme}:// is not supported")]
        if not parts.scheme or not host:
            return [error(ADDRESS, "Address is invalid")]
        if host in _LOOPBACK or host.endswith((".myshopify.com", ".shopify.com", ".internal", ".local")):
            return [error(ADDRESS, "Address cannot be a Shopify or an internal domain")]
        return []

    def _taken_errors(
        self, topic: str, uri: str, given: dict[str, Any], kept: WebhookSubscription | None
    ) -> list[UserError]:
        wanted = (topic, uri, given.get("format") or "JSON", given.get("filter") or "")
        for other in self._kept.values():
            if other is not kept and (other.topic, other.uri, other.format, other.filter or "") == wanted:
                return [error(ADDRESS, "Address for this topic has already been taken")]
        return []

    def _name_errors(self, name: str | None, kept: WebhookSubscription | None) -> list[UserError]:
        path = ["webhookSubscription", "name"]
        wrong = "Name name field can only contain alphanumeric characters, underscores, and hyphens"
        if name is None:
            return []
        if name == "":
            return [error(path, "Name is too short (minimum is 1 character)"), error(path, wrong)]
        if not _NAME.fullmatch(name):
            return [error(path, wrong)]
        if any(o is not kept and o.name and o.name.lower() == name.lower() for o in self._kept.values()):
            return [error(path, "Name already exists, no duplicate allowed")]
        return []
