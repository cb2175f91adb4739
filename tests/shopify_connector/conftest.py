"""A scripted store that every shop domain leads to, a clock that moves in sleep only, and a connected store."""

import pytest

from accounts.models import User
from demo_store.options import Options
from demo_store.server import served
from shopify_connector import admin_api, patience
from tests.shopify_connector.scripted_store import Clock, ScriptedStore, make_store

DEMO_KEY, DEMO_SECRET = "browser-key", "browser-secret"


@pytest.fixture
def scripted(settings):
    """A scripted store that every shop domain leads to."""
    script = ScriptedStore()
    settings.SHOPIFY_STORE_URL = script.url
    settings.SHOPIFY_API_KEY = "client-id"
    settings.SHOPIFY_API_SECRET = "hush"
    settings.SHOPIFY_API_SECRET_FALLBACKS = []
    settings.SHOPIFY_SCOPES = []
    admin_api._buckets.clear()
    admin_api._costs.clear()
    yield script
    script.close()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(patience, "time", clock)
    monkeypatch.setattr(admin_api, "time", clock)
    return clock


@pytest.fixture
def store(db):
    """A store connected by approval in Shopify, its token good for an hour."""
    return make_store()


@pytest.fixture
def demo(live_server, settings):
    """A demo store that knows this product, at `live_server`, as an app."""
    options = Options(
        port=0, customers=20, orders=20, app_url=live_server.url, api_key=DEMO_KEY, api_secret=DEMO_SECRET
    )
    with served(options) as running:
        settings.APP_URL = live_server.url
        settings.SHOPIFY_STORE_URL = running.url
        settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET = DEMO_KEY, DEMO_SECRET
        yield running


@pytest.fixture
def marketer(db):
    """A user who may change records, but not connect stores."""
    return User.objects.create_user("mara@example.com", "x", role="marketer")
