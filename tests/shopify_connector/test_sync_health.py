"""The health page: its sentence, figures, comparisons and chart, and the rail's few words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from shopify_connector import waiting
from shopify_connector.inbox import refusals
from shopify_connector.models import ImportSession, ReadRequest, SyncCheck
from tests.shopify_connector.health_rows import compared, delivered, imported, product, refused
from tests.shopify_connector.scripted_store import SHOP

pytestmark = pytest.mark.django_db

PAGE = "/settings/e-commerce/sync-health/"


@pytest.fixture
def read(admin_client):
    """`read()`: the page's text, without tags and with single spaces; `read("now/")` a part of it."""

    def text(part=""):
        page = re.sub(r'</t[dh]>|<span class="stat', r" \g<0>", admin_client.get(PAGE + part).content.decode())
        return re.sub(r"\s+", " ", strip_tags(page))

    return text


@pytest.fixture
def at_noon():
    with time_machine.travel(datetime(2026, 3, 5, 12, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_in_step(read, at_noon, store):
    imported(store)
    delivered(store, timedelta(seconds=3))
    compared(store, timedelta(hours=8), checked=12410)

    said = f"In step with {SHOP}. Last change 3 s ago. Audit this morning: 12,410 checked, 0 differed."
    page = read()
    assert said in page
    assert "In step · 3 s" in page


@pytest.mark.parametrize(
    ("ago", "words"),
    [(timedelta(hours=8), "this morning"), (timedelta(hours=20), "yesterday"), (timedelta(days=3), "of Mar 2, 2026")],
)
def test_the_audit_is_dated_as_people_say(read, at_noon, store, ago, words):
    imported(store)
    compared(store, ago, checked=5, differed=2)

    assert f"Audit {words}: 5 checked, 2 differed." in read()


def test_behind(read, at_noon, store):
    imported(store)
    delivered(store, timedelta(seconds=9), applied=False)
    assert f"In step with {SHOP}." in read()

    delivered(store, timedelta(seconds=80), applied=False)
    page = read()
    assert f"Catching up with {SHOP}: 2 changes wait, the oldest for 1 min." in page
    assert "Catching up · 2" in page


def test_importing_and_import_stopped(read, store):
    assert f"{SHOP} is not wholly imported." in read()
    assert "Not imported yet" in read()
    session = imported(store, "running")
    assert f"{SHOP} is being imported." in read()
    ImportSession.objects.filter(pk=session.pk).update(status="cancelled")
    assert "Import stopped" in read()


def test_a_store_that_does_not_answer(read, store):
    imported(store)
    waiting.note_waiting(store.shop, waiting.Reason.NO_ANSWER, 30)

    page = read()
    assert f"{SHOP} does not answer." in page
    assert "Waiting for the store" in page


def test_the_rate_limit_is_named_and_is_no_fault(read, store):
    imported(store)
    waiting.note_waiting(store.shop, waiting.Reason.THROTTLED, 30)

    page = read()
    assert f"In step with {SHOP}." in page
    assert "Waiting for Shopify&#x27;s rate limit" in page


def test_a_dead_token(read, store):
    imported(store)
    store.require_reconnecting("The token ended.")

    page = read()
    assert f"{SHOP} must be connected again" in page
    assert "Connect the store again" in page


def test_errors_are_counted_in_the_sentence_and_the_rail(read, store):
    imported(store)
    refused(store)

    page = read()
    assert "1 object could not be taken in." in page
    assert "In step, with errors" in page


def test_what_is_still_to_be_read(admin_client, read, store):
    imported(store)
    ReadRequest.objects.create(store=store, object="orders", shopify_id=1, due_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert "Objects to read 1" in read("now/")


def test_subscriptions_and_refusals(read, store):
    imported(store)
    checked = {"store": store, "checked_at": datetime(2026, 1, 1, tzinfo=UTC)}
    store.subscriptions.create(topic="orders/create", shopify_gid="gid://1", times_remade=2, **checked)
    store.subscriptions.create(topic="customers/update", problem="Not approved for this data.", **checked)
    refusals.redis_pause.end()
    refusals.count(refusals.Reason.BAD_SIGNATURE)

    page = read()
    assert "Shopify tells hubsync of 1 of 2 kinds of change." in page
    assert page.index("Not approved for this data.") < page.index("orders/create")
    assert "Signature missing or wrong 1" in page


def test_what_comparisons_found(admin_client, read, store):
    imported(store)
    lamp = product(title="Lamp")
    example = {"id": "9", "record": lamp.pk, "how": "changed", "properties": ["title", "vendor"]}
    lost = {"id": "10", "record": None, "how": "refused"}
    compared(
        store,
        timedelta(hours=1),
        products={"checked": 40, "differed": 2, "repaired": 1, "at_store": 40, "here": 39, "examples": [example, lost]},
        checked=7,
        left_out={"no_email": 3},
    )
    compared(store, timedelta(days=1), scope="changes", checked=5)

    page = read()
    assert "Products 40 2 1 40 39" in page
    assert "3 left out (No e-mail address)" in page
    assert re.search(r"Lamp Was different here: \w+, Vendor", page)
    assert "Products 10 Could not be taken in" in page
    assert "52 compared, 2 differed." in page
    assert f'href="{lamp.get_absolute_url()}"' in admin_client.get(PAGE).content.decode()


def test_the_number_of_queries_does_not_grow(admin_client, store, django_assert_max_num_queries):
    imported(store)
    for day in range(8):
        compared(store, timedelta(days=day), checked=day, differed=1)
        refused(store, key=str(day))
    with django_assert_max_num_queries(32):
        admin_client.get(PAGE)
    with django_assert_max_num_queries(18):
        admin_client.get(f"{PAGE}now/")


def test_check_now_and_stop(admin_client, read, store, monkeypatch):
    monkeypatch.setattr("shopify_connector.reconciliation.checks.wake_worker", lambda: None)
    imported(store)
    compared(store, timedelta(days=1), checked=20)

    assert "The comparison has started." in strip_tags(
        admin_client.post(reverse("start-comparison"), follow=True).content.decode()
    )
    check = SyncCheck.objects.get(status="running")
    assert (check.scope, check.trigger) == ("everything", "person")
    assert "Stop the comparison" in read("comparison/")

    admin_client.post(reverse("cancel-comparison"))
    check.refresh_from_db()
    assert check.cancel_requested
    assert "The comparison is being stopped." in read("comparison/")


def test_a_comparison_that_failed_says_why(read, store):
    imported(store)
    check = compared(store, timedelta(hours=1), status=SyncCheck.Status.FAILED)
    SyncCheck.objects.filter(pk=check.pk).update(error="The query was refused.")

    assert "The last comparison could not be finished" in read()
    assert "The query was refused." in read()


def test_the_page_hears_of_comparisons(admin_client, store):
    imported(store)
    compared(store, timedelta(hours=1))
    seen = re.search(r"seen=([^&\"]+)", admin_client.get(PAGE).content.decode())[1]

    assert "HX-Trigger" not in admin_client.get(f"{PAGE}now/?seen={seen}")
    compared(store, timedelta(0), scope="changes")
    assert "comparison-changed" in admin_client.get(f"{PAGE}now/?seen={seen}")["HX-Trigger"]


def test_others_read_and_change_nothing(client, marketer, store):
    client.force_login(marketer)
    imported(store)
    error = refused(store)

    page = client.get(PAGE).content.decode()
    assert "Check now" not in page
    assert "Dismiss" not in page
    for name in ("start-comparison", "cancel-comparison", "handle-sync-errors"):
        assert client.post(reverse(name), {"dismiss": error.pk}).status_code == 403
    assert not SyncCheck.objects.exists()


def test_without_a_store_it_says_what_to_do(admin_client, read, db):
    assert "No store is connected" in read()
    assert admin_client.get(f"{PAGE}now/").status_code == 200
    assert admin_client.get(f"{PAGE}comparison/").status_code == 200
    admin_client.post(reverse("start-comparison"))
    assert not SyncCheck.objects.exists()
