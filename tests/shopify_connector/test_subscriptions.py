"""The store's webhook subscriptions: made at connection, kept right, made again where lost, taken down (SPEC C7)."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone

from demo_store.options import Options
from demo_store.server import served
from shopify_connector import admin_api, connecting, subscriptions
from shopify_connector.errors import StoreUnavailable
from shopify_connector.inbox.topics import COMPLIANCE, SUBSCRIBED, TAKEN
from shopify_connector.models import Subscription
from shopify_connector.models.store import Way
from shopify_connector.signals import subscriptions_were_missing
from shopify_connector.subscriptions import check_subscriptions
from shopify_connector.tasks import check_subscriptions as check_task
from shopify_connector.token_endpoint import TokenGrant
from tests.shopify_connector.scripted_store import ALL_SCOPES, Reply

pytestmark = pytest.mark.django_db
ADDRESS = "https://crm.example/shopify/webhooks"
TAKEN_WORDS = "Address for this topic has already been taken"
SCHEMA = Path(__file__).parents[2] / "demo_store" / "schema" / "admin_2026-10.json.gz"


class Shelf:
    """The subscriptions of a scripted store: {enum topic: [uri, …]}, and the words it refuses topics with."""

    def __init__(self):
        self.kept = {}
        self.refused = {}
        self.calls = []
        self.last = 0

    def has(self, topic, uri=ADDRESS):
        self.last += 1
        self.kept[f"gid://shopify/WebhookSubscription/{self.last}"] = (topic, uri)
        return f"gid://shopify/WebhookSubscription/{self.last}"

    @property
    def topics(self):
        return sorted(self.kept.values())

    def lose(self, topic):
        self.kept = {gid: kept for gid, kept in self.kept.items() if kept[0] != topic}

    def __call__(self, request):
        asked = request.json
        name = asked["query"].split("(")[0].split()[-1]
        self.calls.append(name)
        return {
            "WebhookList": self.listed,
            "WebhookCreate": self.created,
            "WebhookUpdate": self.updated,
            "WebhookDelete": self.deleted,
        }[name](asked["variables"])

    def listed(self, variables):
        """Two a page."""
        nodes = [{"id": gid, "topic": topic, "uri": uri} for gid, (topic, uri) in self.kept.items()]
        start = int(variables.get("after") or 0)
        info = {"hasNextPage": start + 2 < len(nodes), "endCursor": str(start + 2)}
        return Reply({"data": {"webhookSubscriptions": {"nodes": nodes[start : start + 2], "pageInfo": info}}})

    def created(self, variables):
        topic, uri = variables["topic"], variables["subscription"]["uri"]
        words = self.refused.get(topic) or (TAKEN_WORDS if (topic, uri) in self.kept.values() else "")
        if isinstance(words, Reply):
            return words
        if words:
            return self.payload("webhookSubscriptionCreate", None, words)
        return self.payload("webhookSubscriptionCreate", {"id": self.has(topic, uri), "topic": topic, "uri": uri})

    def updated(self, variables):
        topic, _ = self.kept[variables["id"]]
        self.kept[variables["id"]] = (topic, variables["subscription"]["uri"])
        return self.payload("webhookSubscriptionUpdate", {"id": variables["id"]})

    def deleted(self, variables):
        gone = self.kept.pop(variables["id"], None)
        return self.payload("webhookSubscriptionDelete", None, "" if gone else "Webhook subscription does not exist")

    def payload(self, mutation, made, words=""):
        errors = [{"field": ["webhookSubscription", "callbackUrl"], "message": words}] if words else []
        return Reply({"data": {mutation: {"webhookSubscription": made, "userErrors": errors}}})


@pytest.fixture
def shelf(scripted, settings):
    settings.APP_URL = "https://crm.example"
    scripted.always = shelf = Shelf()
    return shelf


@pytest.fixture
def missed():
    """The stores whose subscriptions were missing."""
    stores = []

    def note(store, **_):
        stores.append(store)

    subscriptions_were_missing.connect(note)
    yield stores
    subscriptions_were_missing.disconnect(note)


def check(store, at=None):
    check_subscriptions(store, at or timezone.now())


def row(topic):
    return Subscription.objects.get(topic=topic)


def described_by_shopify():
    """What the schema says of each topic, by its enum."""
    schema = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    types = schema.get("data", schema)["__schema"]["types"]
    values = next(one for one in types if one["name"] == "WebhookSubscriptionTopic")["enumValues"]
    return {value["name"]: " ".join(value["description"].split()) for value in values}


def test_topics_are_shopifys_own_and_need_the_scopes_it_says():
    described = described_by_shopify()

    for topic in SUBSCRIBED:
        said = described[topic.enum]
        assert f"`{topic.name}`" in said
        needed = said.partition("Requires")[2]
        assert topic.scope in needed
        assert bool(topic.scope) == bool(needed)
    assert not {name.upper().replace("/", "_") for name in COMPLIANCE} & set(described)
    assert len(TAKEN) == len(SUBSCRIBED) + 3


def test_every_topic_is_subscribed_to(store, shelf, missed):
    at = timezone.now()
    check(store, at)

    assert shelf.topics == sorted((topic.enum, ADDRESS) for topic in SUBSCRIBED)
    kept = Subscription.objects.all()
    assert {one.topic for one in kept} == {topic.name for topic in SUBSCRIBED}
    assert all(one.is_there and one.uri == ADDRESS and one.made_at == one.checked_at == at for one in kept)
    assert {(one.problem, one.times_remade) for one in kept} == {("", 0)}
    assert missed == []


def test_where_all_is_well_only_the_list_is_read(store, shelf):
    check(store)
    shelf.calls.clear()
    later = timezone.now() + timedelta(minutes=15)

    check(store, later)

    assert set(shelf.calls) == {"WebhookList"}
    assert {one.checked_at for one in Subscription.objects.all()} == {later}


def test_a_subscription_that_was_lost_is_made_again_and_told(store, shelf, missed):
    check(store)
    shelf.lose("ORDERS_CREATE")

    check(store)

    assert ("ORDERS_CREATE", ADDRESS) in shelf.topics
    assert (row("orders/create").times_remade, row("orders/updated").times_remade) == (1, 0)
    assert missed == [store]


def test_one_that_somebody_else_had_made_is_missed_too(store, shelf, missed):
    shelf.has("ORDERS_CREATE")
    check(store)
    assert row("orders/create").made_at is None
    shelf.lose("ORDERS_CREATE")

    check(store)

    assert (row("orders/create").times_remade, missed) == (1, [store])


def test_a_wrong_address_is_put_right(store, shelf):
    gid = shelf.has("ORDERS_CREATE", "https://old.example/shopify/webhooks")

    check(store)

    assert shelf.kept[gid] == ("ORDERS_CREATE", ADDRESS)
    assert row("orders/create").shopify_gid == gid


def test_a_second_one_for_a_topic_would_double_deliveries_and_goes(store, shelf):
    shelf.has("ORDERS_CREATE", "https://old.example/shopify/webhooks")
    right = shelf.has("ORDERS_CREATE")

    check(store)

    assert [gid for gid, (topic, _) in shelf.kept.items() if topic == "ORDERS_CREATE"] == [right]


def test_topics_that_nobody_wants_any_more_go(store, shelf):
    shelf.has("CARTS_UPDATE")
    Subscription.objects.create(store=store, topic="carts/update", shopify_gid="1", checked_at=timezone.now())

    check(store)

    assert "CARTS_UPDATE" not in {topic for topic, _ in shelf.topics}
    assert not Subscription.objects.filter(topic="carts/update").exists()


REFUSALS = [
    ("Address protocol http:// is not supported", None),
    ("Address cannot be a Shopify or an internal domain", None),
    (
        "This app is not approved to subscribe to webhook topics containing protected customer data.",
        [{"message": "This app is not approved to subscribe to webhook topics containing protected customer data."}],
    ),
    (
        "Access denied for webhookSubscriptionCreate field.",
        [
            {
                "message": "Access denied for webhookSubscriptionCreate field.",
                "path": ["webhookSubscriptionCreate"],
                "extensions": {"code": "ACCESS_DENIED"},
            }
        ],
    ),
]


@pytest.mark.parametrize(("words", "errors"), REFUSALS)
def test_a_refused_topic_is_kept_with_the_reason_and_stops_no_other(store, shelf, missed, words, errors):
    refusal = Reply({"data": {"webhookSubscriptionCreate": None}, "errors": errors}) if errors else words
    shelf.refused["CUSTOMERS_CREATE"] = refusal

    check(store)

    assert (row("customers/create").problem, row("customers/create").is_there) == (words, False)
    assert len(shelf.kept) == len(SUBSCRIBED) - 1
    del shelf.refused["CUSTOMERS_CREATE"]
    check(store)
    assert (row("customers/create").problem, row("customers/create").is_there) == ("", True)
    assert missed == []


def test_one_that_another_worker_made_meanwhile_is_found(store, shelf, missed):
    listed, first = shelf.listed, []

    def before_the_other(variables):
        if first:
            return listed(variables)
        first.append(shelf.has("ORDERS_CREATE"))
        return Reply({"data": {"webhookSubscriptions": {"nodes": [], "pageInfo": {"hasNextPage": False}}}})

    shelf.listed = before_the_other
    check(store)

    assert row("orders/create").shopify_gid == first[0]
    assert [topic for topic, _ in shelf.topics].count("ORDERS_CREATE") == 1
    assert missed == []


@pytest.mark.parametrize(
    ("scopes", "asked"),
    [
        ([scope for scope in ALL_SCOPES if scope != "read_customer_merge"], False),
        (["write_customers", "read_products", "read_orders"], False),
        ([], True),  # the store does not tell what it granted
    ],
)
def test_a_topic_without_its_scope_is_not_asked_for(store, shelf, scopes, asked):
    store.scopes = scopes
    store.save()

    check(store)

    assert (("CUSTOMERS_MERGE", ADDRESS) in shelf.topics) is asked
    assert Subscription.objects.filter(topic="customers/merge").exists() is asked


def test_a_scope_that_was_taken_back_takes_its_topic_along(store, shelf, missed):
    check(store)
    store.scopes = [scope for scope in ALL_SCOPES if scope != "read_customer_merge"]
    store.save()

    check(store)

    assert not Subscription.objects.filter(topic="customers/merge").exists()
    assert ("CUSTOMERS_MERGE", ADDRESS) not in shelf.topics
    assert missed == []


def test_a_store_that_does_not_answer_is_asked_in_the_next_round(store, scripted, clock):
    scripted.always = Reply(status=503)

    with pytest.raises(StoreUnavailable):
        check(store)
    check_task()
    assert not Subscription.objects.exists()


def test_without_a_store_there_is_nothing_to_check(db):
    check_task()


def test_the_scheduler_checks_every_quarter_of_an_hour():
    entry = django_settings.CELERY_BEAT_SCHEDULE["check-subscriptions"]

    assert (entry["task"], entry["schedule"]) == (check_task.name, 900.0)


# --- A whole store ------------------------------------------------------------------------------------------------


@pytest.fixture
def demo_at(settings):
    """Serves a small demo store that was given a token."""
    running = []

    def serve(app_url, **options):
        chosen = Options(
            port=0, customers=5, orders=5, access_token="shpat_subscribing", installed=True, app_url=app_url, **options
        )
        running.append(served(chosen))
        settings.SHOPIFY_STORE_URL = (demo := running[-1].__enter__()).url
        settings.APP_URL = app_url
        return demo

    admin_api._buckets.clear()
    admin_api._costs.clear()
    yield serve
    for context in running:
        context.__exit__(None, None, None)


def connect():
    grant = TokenGrant("shpat_subscribing", frozenset(), None)
    return connecting.connect("maison-alder.myshopify.com", Way.FIXED_TOKEN, grant, timezone.now())


def test_a_whole_store_is_subscribed_to_and_let_go(demo_at, django_capture_on_commit_callbacks):
    demo = demo_at("https://crm.example")
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            store = connect()
        queued = set()
        while queue.qsize():
            message = queue.get_nowait()
            message.ack()
            queued.add(message.headers["task"])
    assert check_task.name in queued

    check_task()

    assert {(one.topic, one.uri) for one in demo.store.webhooks.all()} == {(t.enum, ADDRESS) for t in SUBSCRIBED}
    assert not Subscription.objects.exclude(problem="").exists()

    with django_capture_on_commit_callbacks(execute=True):
        connecting.disconnect(store, timezone.now())
    assert demo.store.webhooks.all() == []
    assert not Subscription.objects.exists()


def test_a_portal_that_shopify_cannot_reach_is_told_so(demo_at):
    demo_at("http://127.0.0.1:8000", strict_webhook_uris=True)
    connect()

    check_task()

    problems = set(Subscription.objects.values_list("problem", flat=True))
    assert problems == {"Address protocol http:// is not supported"}
    assert not any(one.is_there for one in Subscription.objects.all())


def test_the_address_is_the_doors(settings, client):
    settings.APP_URL = "https://crm.example"

    assert subscriptions.address() == ADDRESS
    assert client.get(ADDRESS.removeprefix("https://crm.example")).status_code == 405
