"""Where products are sold (publications), and when orders were sent off (fulfillments)."""

from __future__ import annotations

from demo_store.graphql_api.context import Context, Fields, gid
from demo_store.instants import DAY, iso, iso_or_none
from demo_store.records import Order, Product

# A product on a channel, and what an interface needs to know its type by: (GraphQL type, number, title).
OnChannel = tuple[str, Product, int]
_CHANNELS = {1: "Online Store", 2: "Point of Sale"}


def _publications(p: Product, _: Context) -> list[OnChannel]:
    channels = [1, 2] if p.published_scope == "global" else [1]
    return [("ResourcePublicationV2", p, channel) for channel in channels] if p.published_at else []


def sent_at(order: Order) -> int | None:
    """When an order was sent off; of seeded ones a guess: within two days, and before the last change."""
    if order.sent_at is not None:
        return order.sent_at
    if order.fulfillment_status not in ("FULFILLED", "PARTIALLY_FULFILLED"):
        return None
    return min(order.updated_at, order.created_at + DAY // 2 + order.id % DAY)


def _fulfillments(o: Order, _: Context) -> list[Order]:
    return [o] if sent_at(o) is not None else []


FIELDS: Fields = {
    "ResourcePublicationV2": {
        "isPublished": lambda one, _: True,
        "publishDate": lambda one, _: iso_or_none(one[1].published_at),
        "publication": lambda one, _: ("Publication", one[2]),
    },
    "Publication": {
        "id": lambda one, _: gid("Publication", one[1]),
        "catalog": lambda one, _: ("AppCatalog", one[1]),
    },
    "AppCatalog": {
        "id": lambda one, _: gid("AppCatalog", one[1]),
        "title": lambda one, _: _CHANNELS[one[1]],
        "status": lambda one, _: "ACTIVE",
    },
    "Order": {"fulfillments": _fulfillments},
    "Fulfillment": {
        "id": lambda o, _: gid("Fulfillment", o.id + 1),
        "createdAt": lambda o, _: iso(sent_at(o) or o.updated_at),
        "updatedAt": lambda o, _: iso(sent_at(o) or o.updated_at),
        "status": lambda o, _: "SUCCESS",
        "name": lambda o, _: f"{o.name}.1",
    },
}

CONNECTIONS: Fields = {"Product": {"resourcePublicationsV2": _publications}}
