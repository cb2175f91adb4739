"""Making deliveries and handing them over: to a test's sink, or to the sender."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from demo_store.graphql_api.context import Context
from demo_store.webhooks.bodies import BODIES, COMPLIANCE
from demo_store.webhooks.delivery import Delivery, signature
from demo_store.webhooks.sender import Sender

if TYPE_CHECKING:
    from demo_store.store import Store

API_VERSION: Final = "2026-10"
_APP_PATH: Final = "/shopify/webhooks"


class Addressee(NamedTuple):
    """Who is told: the address, the subscription's id and name, and the version its bodies are written in."""

    uri: str | None = None
    subscription: int | None = None
    name: str | None = None
    api_version: str = API_VERSION


class Deliveries:
    """The way out. With a `sink` set every topic goes there, subscribed or not, and nothing over HTTP."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sink: Callable[[Delivery], object] | None = None
        self.sender = Sender(store.faults, store.options.retry_scale, store.webhooks.delete)

    def addressees(self, topic: str) -> list[Addressee]:
        """Who wants to know of a topic now; empty means that no body need be made."""
        if self.sink is not None:
            return [Addressee()]
        if topic in COMPLIANCE:
            return [Addressee(self._store.options.app_url + _APP_PATH)]
        return [
            Addressee(kept.uri, kept.id, kept.name, kept.api_version)
            for kept in self._store.webhooks.of_topic(enum_name(topic))
        ]

    def body(self, topic: str, record: Any) -> bytes:
        """The raw bytes that are signed and sent."""
        store = self._store
        context = Context(store, store.options.base_url, API_VERSION, frozenset())
        return orjson.dumps(BODIES[topic](record, context))

    def made(self, topic: str, body: bytes, event: str, at: str, to: Addressee) -> Delivery:
        """A delivery of a body to somebody."""
        number = str(uuid.uuid4())
        options = self._store.options
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signature(body, options.api_secret),
            "X-Shopify-Shop-Domain": options.shop,
            "X-Shopify-API-Version": to.api_version,
            "X-Shopify-Webhook-Id": number,
            "X-Shopify-Event-Id": event,
            "X-Shopify-Triggered-At": at,
            **({"X-Shopify-Name": to.name} if to.name else {}),
        }
        return Delivery(topic, body, number, event, at, headers, to.uri, to.subscription)

    def hand_over(self, delivery: Delivery) -> None:
        """Let a delivery go."""
        if self.sink is not None:
            self.sink(delivery)
        else:
            self.sender.take(delivery)


def enum_name(topic: str) -> str:
    """ORDERS_CREATE of "orders/create": how subscriptions name it."""
    return topic.replace("/", "_").replace(".", "_").upper()
