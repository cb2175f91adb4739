"""The store's webhook subscriptions: made, kept right, made again where lost, taken down (SPEC C7, C8, L3)."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from crm.queueing import queue
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AccessDenied, QueryRefused, ShopifyError
from shopify_connector.inbox.entrances import PATH
from shopify_connector.inbox.topics import SUBSCRIBED, Topic
from shopify_connector.models import StoreConnection, Subscription
from shopify_connector.signals import subscriptions_were_missing

logger = logging.getLogger(__name__)

# As the Admin API lists one: id, topic (as its enum), uri.
Node = dict[str, Any]
TAKEN = "already been taken"


class Refused(Exception):
    """Shopify makes no such subscription; `str(error)` is why, in its own words."""


def address() -> str:
    """Where Shopify is to deliver."""
    return f"{settings.APP_URL}{PATH}"


def wanted(store: StoreConnection) -> list[Topic]:
    """The topics to subscribe to: those whose scope the store granted (all, where it does not tell what it granted)."""
    return [topic for topic in SUBSCRIBED if not topic.scope or not store.scopes or store.has_scope(topic.scope)]


def check_connected_store(at: datetime) -> None:
    """Check the connected store's subscriptions, if there is one; where it cannot be asked, the next round does."""
    store = StoreConnection.objects.connected()
    if store is None:
        return
    try:
        check_subscriptions(store, at)
    except ShopifyError as error:
        logger.warning("subscriptions_unchecked shop=%s error=%s", store.shop, type(error).__name__)


def ask_for_a_check(store: StoreConnection) -> None:
    """Let a worker check them now; without Redis the scheduler's next round does."""
    from shopify_connector.tasks import check_subscriptions as task

    queue(task)


def check_subscriptions(store: StoreConnection, at: datetime) -> None:
    """Bring the store's subscriptions to what we want: missing ones made, wrong ones mended, others deleted.

    One that Shopify refuses is kept with the reason and stops no other. Where one that had been there was gone,
    `subscriptions_were_missing` is sent afterwards. Raises ShopifyError where the store cannot be asked.
    """
    api = AdminApi(store)
    topics = wanted(store)
    there = _by_topic(list_subscriptions(api))
    remade = [topic.name for topic in topics if _check_one(api, topic, there.pop(topic.enum, []), at)]
    _delete(api, [node for nodes in there.values() for node in nodes])
    Subscription.objects.filter(store=store).exclude(topic__in=[topic.name for topic in topics]).delete()
    if remade:
        logger.warning("subscriptions_remade shop=%s topics=%s", store.shop, ",".join(remade))
        subscriptions_were_missing.send(sender=Subscription, store=store)


def list_subscriptions(api: AdminApi) -> list[Node]:
    """Every subscription of this app at the store (those of its app configuration are not listed)."""
    nodes: list[Node] = []
    after = None
    while True:
        page = api.run("webhook_list", {"after": after}).data["webhookSubscriptions"]
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        after = page["pageInfo"]["endCursor"]


def remove_subscriptions(api: AdminApi) -> None:
    """Delete every subscription of this app at the store."""
    for node in list_subscriptions(api):
        api.run("webhook_delete", {"id": node["id"]})


def _check_one(api: AdminApi, topic: Topic, found: list[Node], at: datetime) -> bool:
    """See to one topic, given what the store has of it; whether it had been lost and was made again."""
    row, _ = Subscription.objects.get_or_create(store=api.store, topic=topic.name, defaults={"checked_at": at})
    had_been_there = row.is_there or row.made_at is not None
    row.checked_at, row.uri, row.problem = at, address(), ""
    # The one with the right address first: the rest would only bring each delivery twice.
    found = sorted(found, key=lambda node: node["uri"] != row.uri)
    remade = False
    try:
        if found:
            row.shopify_gid = _mended(api, found[0])
        else:
            row.shopify_gid, is_new = _made(api, topic)
            remade = is_new and had_been_there
            row.made_at = at
            row.times_remade += remade
    except Refused as refusal:
        row.shopify_gid, row.uri, row.problem = "", "", str(refusal)
        logger.warning("subscription_refused shop=%s topic=%s", api.store.shop, topic.name)
    row.save()
    _delete(api, found[1:])
    return remade


def _mended(api: AdminApi, node: Node) -> str:
    """The id of a subscription, its address put right. Raises Refused."""
    if node["uri"] != address():
        _change(api, "webhook_update", "webhookSubscriptionUpdate", {"id": node["id"], **_ours()})
    return str(node["id"])


def _made(api: AdminApi, topic: Topic) -> tuple[str, bool]:
    """The id of a new subscription, and True; or False where it proves to be there already. Raises Refused."""
    try:
        payload = _change(api, "webhook_create", "webhookSubscriptionCreate", {"topic": topic.enum, **_ours()})
    except Refused as refusal:
        # Another worker was faster, or the answer to our own first sending was lost.
        there = _by_topic(list_subscriptions(api))[topic.enum] if TAKEN in str(refusal) else []
        if not there:
            raise
        return str(there[0]["id"]), False
    return str(payload["webhookSubscription"]["id"]), True


def _delete(api: AdminApi, nodes: Iterable[Node]) -> None:
    """Delete subscriptions; one that is gone already, or that Shopify keeps, is left at that."""
    for node in nodes:
        try:
            _change(api, "webhook_delete", "webhookSubscriptionDelete", {"id": node["id"]})
        except Refused as refusal:
            logger.info("subscription_not_deleted shop=%s reason=%s", api.store.shop, refusal)


def _change(api: AdminApi, query: str, mutation: str, variables: dict[str, Any]) -> Node:
    """Run a mutation; its payload. Raises Refused for what Shopify will not do, whichever way it says so."""
    try:
        answer = api.run(query, variables)
    except (AccessDenied, QueryRefused) as error:
        raise Refused(str(error)) from error
    said = answer.user_errors(mutation)
    if said:
        raise Refused("; ".join(error.message for error in said))
    payload: Node = answer.data.get(mutation) or {}
    return payload


def _ours() -> Node:
    return {"subscription": {"uri": address(), "format": "JSON"}}


def _by_topic(nodes: Iterable[Node]) -> defaultdict[str, list[Node]]:
    by_topic: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_topic[node["topic"]].append(node)
    return by_topic
