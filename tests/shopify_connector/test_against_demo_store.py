"""The connector against a whole store: every read answered, tokens renewed, throttling waited out."""

import pytest
from django.utils import timezone

from demo_store.options import Options
from demo_store.server import served
from shopify_connector import admin_api, connecting, token_endpoint, waiting
from shopify_connector.admin_api import AdminApi
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way
from shopify_connector.token_endpoint import App, TokenGrant

pytestmark = pytest.mark.django_db
SHOP = "maison-alder.myshopify.com"
TOKEN = "shpat_whole_store"
APP = App("whole-key", "whole-secret")
PAGES = {
    "customers_page": "customers",
    "products_page": "products",
    "orders_page": "orders",
    "abandoned_checkouts_page": "abandonedCheckouts",
}


@pytest.fixture
def store_with(settings):
    """Serves a small demo store with options, and leads every shop domain there."""
    running = []

    def serve(**options):
        chosen = {"port": 0, "customers": 30, "orders": 60, "access_token": TOKEN, "installed": True, **options}
        context = served(Options(api_key=APP.client_id, api_secret=APP.client_secret, **chosen))
        found = context.__enter__()
        running.append(context)
        settings.SHOPIFY_STORE_URL = found.url
        settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET = APP.client_id, APP.client_secret
        return found

    admin_api._buckets.clear()
    admin_api._costs.clear()
    yield serve
    for context in running:
        context.__exit__(None, None, None)


def connect_with_token():
    return connecting.connect(SHOP, Way.FIXED_TOKEN, TokenGrant(TOKEN, frozenset(), None), timezone.now())


def test_every_page_of_records_is_answered_without_errors(store_with):
    demo = store_with()
    api = AdminApi(connect_with_token())

    for name, root in PAGES.items():
        answer = api.run(name, {"first": 10})
        assert answer.errors == (), name
        assert answer.data[root]["nodes"], name
        assert answer.cost.requested > 0
    counts = api.run("counts").data
    assert counts["customersCount"]["count"] == len(demo.store.customers)
    assert counts["ordersCount"]["count"] == len(demo.store.orders)


def test_a_days_token_is_had_without_a_browser_and_renewed(store_with):
    store_with(token_seconds=3600)
    at = timezone.now()
    connecting.connect(SHOP, Way.CLIENT_CREDENTIALS, token_endpoint.client_credentials(SHOP, APP, at), at)
    store = StoreConnection.objects.get()
    first = store.access_token
    StoreConnection.objects.update(access_token_expires_at=at)
    store.refresh_from_db()

    assert AdminApi(store).run("shop").data["shop"]["name"] == "Maison Alder"
    assert store.access_token != first


def test_a_small_bucket_slows_down_and_loses_nothing(store_with, monkeypatch):
    store_with(restore_rate=12.0)
    api = AdminApi(connect_with_token())
    pauses = []
    monkeypatch.setattr(waiting, "note_waiting", lambda shop, reason, seconds: pauses.append((reason, seconds)))

    answers = [api.run("orders_page", {"first": 50}) for _ in range(2)]

    assert all(len(answer.data["orders"]["nodes"]) == 50 for answer in answers)
    assert {reason for reason, _ in pauses} == {waiting.Reason.THROTTLED}


def test_subscriptions_are_taken_down_on_disconnecting(store_with):
    store_with()
    store = connect_with_token()
    subscription = {"uri": "https://crm.example/shopify/webhooks", "format": "JSON"}
    made = AdminApi(store).run("webhook_create", {"topic": "ORDERS_UPDATED", "subscription": subscription})
    assert made.user_errors("webhookSubscriptionCreate") == []

    connecting.disconnect(store, timezone.now())

    assert store.is_disconnected
    looking = AdminApi(StoreConnection(shop=SHOP, access_token=TOKEN))
    assert looking.run("webhook_list").data["webhookSubscriptions"]["nodes"] == []
