"""The state of the sync for programs: /api/v1/sync."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.api_tokens import create_token
from shopify_connector import waiting
from shopify_connector.models import SyncCheck, SyncError
from tests.crm.api.conftest import Program
from tests.shopify_connector.health_rows import compared, delivered, imported, product, refused
from tests.shopify_connector.scripted_store import SHOP

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Program(create_token("Monitor", ["sync.read"], None)[1])


def test_without_a_store_that_is_said(api):
    body = api.get("/api/v1/sync")

    assert (body["state"], body["store"], body["openErrors"]) == ("no_store", None, 0)
    assert api.get("/api/v1/sync/drift")["results"] == []
    assert api.get("/api/v1/sync/imports")["results"] == []


def test_health_in_one_call(api, store):
    imported(store)
    delivered(store, timedelta(seconds=3))
    delivered(store, timedelta(seconds=2), applied=False)
    compared(store, timedelta(hours=3), checked=40, differed=2, repaired=2)
    refused(store)

    body = api.get("/api/v1/sync")

    assert (body["state"], body["store"]["shop"], body["store"]["isConnected"]) == ("in_step", SHOP, True)
    assert body["inbox"]["pending"] == 1
    assert 2 <= body["inbox"]["oldestSeconds"] < 30
    assert (body["audit"]["checked"], body["audit"]["differed"], body["openErrors"]) == (40, 2, 1)
    assert body["waitingFor"] is None


def test_what_is_waited_for_is_told(api, store):
    imported(store)
    waiting.note_waiting(store.shop, waiting.Reason.SERVER_ERROR, 30)

    body = api.get("/api/v1/sync")

    assert (body["state"], body["waitingFor"]["reason"]) == ("waiting", "server_error")


def test_drift_day_by_day(api, store):
    compared(store, timedelta(0), checked=40, differed=2)

    days = api.get("/api/v1/sync/drift")["results"]

    assert len(days) == 30
    assert days[-1] == {"day": timezone.localdate().isoformat(), "checked": 40, "differed": 2}
    assert days[0]["checked"] is None


def test_comparisons_newest_first_page_by_page(api, store):
    for days in (3, 2, 1):
        compared(store, timedelta(days=days), checked=days)

    first = api.get("/api/v1/sync/comparisons", limit=2)
    rest = api.get("/api/v1/sync/comparisons", after=first["paging"]["next"]["after"])

    told = [one["id"] for one in first["results"] + rest["results"]]
    assert told == list(SyncCheck.objects.order_by("-pk").values_list("pk", flat=True))
    assert [step["checked"] for step in first["results"][0]["steps"] if step["object"] == "customers"] == [1]
    assert "paging" not in rest


def test_imports_and_open_errors(api, store):
    session = imported(store)
    product(title="Stool")
    refused(store)
    refused(store)
    SyncError.objects.update(dismissed_at=None)
    SyncError.objects.filter(pk=SyncError.objects.latest("pk").pk).update(dismissed_at=timezone.now())

    assert api.get("/api/v1/sync/imports")["results"][0]["id"] == session.pk
    (error,) = api.get("/api/v1/sync/errors")["results"]
    assert (error["object"], bool(error["message"])) == ("products", True)


def test_queries_stay_few(api, store, django_assert_max_num_queries):
    for _ in range(5):
        compared(store, timedelta(days=1))
    api.get("/api/v1/sync")

    with django_assert_max_num_queries(5):
        api.get("/api/v1/sync/comparisons")
    with django_assert_max_num_queries(12):
        api.get("/api/v1/sync")


def test_other_scopes_do_not_open_it(db):
    program = Program(create_token("x", ["crm.objects.contacts.read"], None)[1])

    for path in ("", "/drift", "/imports", "/comparisons", "/errors"):
        assert program("get", f"/api/v1/sync{path}")[0] == 403
