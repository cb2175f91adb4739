"""Deliveries over HTTP: signed, on time, tried again, given up."""

import base64
import hashlib
import hmac
import itertools
import re

import pytest
import requests

from demo_store.back_office import actions
from demo_store.options import Options
from demo_store.store import Store
from demo_store.webhooks import sender
from demo_store.webhooks.sender import RETRIES, retry_after
from tests.demo_store.receiver import Receiver

QUICK = 0.000_02
SECRET = "a-secret-of-this-test"


@pytest.fixture
def app():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def open_store(app):
    """A store without a server, whose deliveries of these topics go to the app."""
    opened = []

    def open_store(*topics, **chosen):
        given = {"customers": 30, "orders": 40, "seed": 7, "retry_scale": QUICK, "api_secret": SECRET, **chosen}
        store = Store(Options(app_url=app.url, **given))
        opened.append(store)
        for topic in topics:
            made, errors = store.webhooks.create(topic, {"uri": f"{app.url}/hooks", "name": f"our-{topic}"})
            assert made, errors
        return store

    yield open_store
    for store in opened:
        store.close()


def settled(store):
    assert store.deliveries.sender.settled(10)


def test_a_delivery_is_signed_and_says_what_it_is(app, open_store):
    store = open_store("ORDERS_CREATE", "ORDERS_PAID")
    actions.place_order(store)
    settled(store)

    created, paid = sorted(app.received, key=lambda received: received.topic)
    for received in (created, paid):
        digest = hmac.new(SECRET.encode(), received.body, hashlib.sha256).digest()
        assert received.headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
        assert received.headers["X-Shopify-Shop-Domain"] == "maison-alder.myshopify.com"
        assert received.headers["X-Shopify-API-Version"] == "2026-10"
        assert received.headers["Content-Type"] == "application/json"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", received.headers["X-Shopify-Triggered-At"])
    assert created.headers["X-Shopify-Event-Id"] == paid.headers["X-Shopify-Event-Id"]
    assert created.webhook_id != paid.webhook_id
    assert (created.topic, created.path) == ("orders/create", "/hooks")
    assert created.headers["X-Shopify-Name"] == "our-ORDERS_CREATE"


def test_only_what_is_subscribed_to_is_sent(app, open_store):
    store = open_store("CUSTOMERS_UPDATE")
    actions.place_order(store)
    settled(store)

    assert [received.topic for received in app.received] == ["customers/update"]


def test_a_failed_delivery_comes_again_unchanged(app, open_store):
    app.statuses = [500, 302, 404]
    store = open_store("ORDERS_CREATE")
    actions.place_order(store)
    settled(store)

    assert len(app.received) == 4
    assert len({(r.body, r.webhook_id, r.headers["X-Shopify-Triggered-At"], r.path) for r in app.received}) == 1
    parcel = store.deliveries.sender.recent()[0]
    assert (parcel.state, parcel.tries, parcel.outcome) == ("delivered", 4, "200")
    assert len(store.webhooks.all()) == 1


def test_eight_failed_retries_delete_the_subscription(app, open_store):
    app.statuses = [503] * 50
    store = open_store("ORDERS_CREATE", "ORDERS_DELETE")
    actions.place_order(store)
    settled(store)

    assert len(app.received) == 1 + RETRIES
    assert [kept.topic for kept in store.webhooks.all()] == ["ORDERS_DELETE"]
    assert store.deliveries.sender.recent()[0].state == "given up"


def test_a_success_in_between_keeps_the_subscription(app, open_store):
    store = open_store("ORDERS_CREATE", retry_scale=QUICK * 5)
    app.fails = lambda received: received.webhook_id == app.received[0].webhook_id
    actions.place_order(store)
    actions.place_order(store)
    settled(store)

    assert sorted(parcel.state for parcel in store.deliveries.sender.recent()) == ["delivered", "given up"]
    assert len(store.webhooks.all()) == 1


def test_nobody_there_is_a_failure(open_store):
    store = open_store()
    store.webhooks.create("ORDERS_CREATE", {"uri": "http://127.0.0.1:9/hooks"})
    actions.place_order(store)
    settled(store)

    assert store.webhooks.all() == []
    assert "Connect" in store.deliveries.sender.recent()[0].outcome


def test_a_slow_answer_is_a_failure(app, open_store, monkeypatch):
    monkeypatch.setattr(sender, "WHOLE_SECONDS", 0.1)
    app.seconds = 0.4
    store = open_store("ORDERS_DELETE", retry_scale=1.0)
    actions.delete_order(store, store.orders.all()[0])
    assert not store.deliveries.sender.settled(1.0)

    parcel = store.deliveries.sender.recent()[0]
    assert (parcel.state, parcel.tries, parcel.outcome) == ("retrying", 1, "ReadTimeout")


def test_retries_take_four_hours():
    waits = [retry_after(tries, 1.0) for tries in range(1, RETRIES + 1)]

    assert round(sum(waits)) == 4 * 3600
    assert all(round(later / earlier, 6) == 2 for earlier, later in itertools.pairwise(waits))
    assert 50 < waits[0] < 60


def test_privacy_requests_need_no_subscription(app, open_store):
    store = open_store()
    actions.request_data(store, store.customers.all()[0])
    settled(store)

    assert [(r.topic, r.path) for r in app.received] == [("customers/data_request", "/shopify/webhooks")]


def test_uninstalling_is_the_last_thing_told(app, serve, asked_of, query):
    running = serve(app_url=app.url, retry_scale=QUICK)
    running.store.webhooks.create("APP_UNINSTALLED", {"uri": f"{app.url}/hooks"})
    running.store.webhooks.create("ORDERS_CREATE", {"uri": f"{app.url}/hooks"})
    asked_of(running)(query("app_uninstall"))
    actions.place_order(running.store)
    settled(running.store)

    assert [received.topic for received in app.received] == ["app/uninstalled"]


def test_events_of_the_storefront_are_sent(app, serve):
    running = serve(app_url=app.url, retry_scale=QUICK)
    for topic in ("CHECKOUTS_CREATE", "CUSTOMERS_CREATE"):
        running.store.webhooks.create(topic, {"uri": f"{app.url}/hooks"})
    browser = requests.Session()
    variant = running.store.product_by_handle("wool-throw").variants[0]
    browser.post(f"{running.url}/cart/add", data={"variant": variant.id}, timeout=5)
    browser.post(f"{running.url}/checkout", data={"email": "fresh@example.com"}, timeout=5)
    settled(running.store)

    assert sorted(received.topic for received in app.received) == ["checkouts/create", "customers/create"]
    assert len({received.headers["X-Shopify-Event-Id"] for received in app.received}) == 1


def test_a_sink_takes_everything_instead(app, open_store):
    store, seen = open_store("ORDERS_CREATE"), []
    store.deliveries.sink = seen.append
    actions.place_order(store)
    settled(store)

    assert app.received == []
    assert {"orders/create", "customers/update", "products/update"} <= {delivery.topic for delivery in seen}
    assert seen[0].headers["X-Shopify-Webhook-Id"] == seen[0].webhook_id
