"""What administrators do about the store stands in the audit log, without its keys."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.audit import Action
from accounts.models import AuditEntry
from shopify_connector.inbox.effects import ChangeStore
from shopify_connector.inbox.store_changes import change_store
from shopify_connector.models import StoreConnection
from tests.shopify_connector.health_rows import refused
from tests.shopify_connector.scripted_store import SHOP, Reply, make_store, shop_data, signed_query, token_reply

pytestmark = pytest.mark.django_db
HEALTH = "/settings/e-commerce/sync-health/"


@pytest.fixture
def told(admin_client):
    """What the administrator did since the log-in: [(action, details)]."""
    AuditEntry.objects.all().delete()

    def read():
        entries = AuditEntry.objects.order_by("id")
        assert all(entry.user is not None and entry.address == "127.0.0.1" for entry in entries)
        return [(entry.action, entry.details) for entry in entries]

    return read


def test_connecting_by_approval_and_disconnecting(admin_client, told, scripted, clock):
    away = admin_client.get("/shopify/install", {"shop": SHOP})["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    scripted.will(token_reply("shpat_hidden", refresh="shprt_hidden"), Reply(shop_data()))
    admin_client.get(f"/shopify/callback?{signed_query(code='c0de', shop=SHOP, state=state, timestamp='1')}")
    scripted.always = Reply({"errors": "gone"}, status=401)
    admin_client.post("/settings/e-commerce/disconnect/")

    assert told() == [
        (Action.STORE_CONNECTED, {"way": "authorization_code"}),
        (Action.STORE_DISCONNECTED, {}),
    ]
    assert AuditEntry.objects.first().target_id == StoreConnection.objects.get().pk
    assert "hidden" not in str(list(AuditEntry.objects.values_list()))


def test_a_connection_that_fails_is_none(admin_client, told, scripted, clock):
    scripted.always = Reply({"errors": "no"}, status=401)

    admin_client.post(
        "/settings/e-commerce/access-token/", {"token-shop": "maison-test", "token-access_token": "shpat_hidden"}
    )

    assert told() == []


def test_imports_comparisons_and_the_salesforce_switch(admin_client, told, monkeypatch):
    make_store()
    monkeypatch.setattr("shopify_connector.tasks.run_import.delay", lambda _pk: None)
    monkeypatch.setattr("shopify_connector.tasks.compare_with_store.delay", lambda: None)

    admin_client.post("/settings/e-commerce/import/")
    admin_client.post("/settings/e-commerce/import/cancel/")
    admin_client.post(f"{HEALTH}comparison/start/")
    admin_client.post(f"{HEALTH}comparison/cancel/")
    admin_client.post("/integrations/crm/salesforce/", {"on": "1"})
    StoreConnection.objects.all().delete()
    admin_client.post("/integrations/crm/salesforce/", {"on": "1"})
    admin_client.post("/integrations/crm/salesforce/", {"on": "1"})

    assert told() == [
        (Action.IMPORT_STARTED, {}),
        (Action.IMPORT_CANCELLED, {}),
        (Action.COMPARISON_STARTED, {}),
        (Action.COMPARISON_CANCELLED, {}),
        (Action.SETTINGS_CHANGED, {"salesforce_enabled": {"from": False, "to": True}}),
    ]


def test_errors_dismissed_and_brought_back(admin_client, told, store):
    error = refused(store)

    page = admin_client.post(f"{HEALTH}errors/", {"dismiss": error.pk}, follow=True).content.decode()
    undo = page.split('action="/settings/e-commerce/sync-health/errors/')[1].split('"')[0]
    admin_client.post(f"{HEALTH}errors/{undo}")
    admin_client.post(f"{HEALTH}errors/", {"action": "dismiss"})

    assert told() == [(Action.ERRORS_DISMISSED, {"count": 1}), (Action.ERRORS_BROUGHT_BACK, {})]


def test_what_shopify_does_is_done_by_nobody(store):
    change = ChangeStore("app/uninstalled", {}, timezone.now(), "1")
    change_store(store, change)
    change_store(StoreConnection.objects.get(), change)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user, entry.address) == (Action.STORE_DISCONNECTED, None, None)
