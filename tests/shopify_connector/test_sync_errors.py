"""Retry and Dismiss on the health page: of deliveries, of what was read; one, chosen, all; and undoing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm.models import Product
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import Delivery, ReadRequest, SyncError
from tests.shopify_connector.health_rows import delivered, imported, refused
from tests.shopify_connector.scripted_store import Reply

pytestmark = pytest.mark.django_db

LAMP = {"id": 77, "title": "Lamp", "updated_at": "2026-01-02T00:00:00Z", "created_at": "2026-01-01T00:00:00Z"}


@pytest.fixture
def handle(admin_client):
    """`handle(retry=error.pk)`: post to the door of errors; the page that follows."""
    return lambda **data: admin_client.post(reverse("handle-sync-errors"), data, follow=True).content.decode()


def open_errors():
    return list(SyncError.objects.open())


def failed_delivery(store, **body):
    """A delivery that the inbox has set aside, and its error."""
    delivery = delivered(store, timedelta(minutes=1), applied=False, body=LAMP | body)
    apply_pending()
    return delivery, SyncError.objects.get(delivery=delivery)


def test_a_delivery_is_applied_again_from_its_body(store, handle):
    delivery, error = failed_delivery(store, created_at="never")
    Delivery.objects.filter(pk=delivery.pk).update(body=bytes(delivery.body).replace(b"never", b"2026-01-01T00:00:00Z"))

    page = handle(retry=error.pk)

    assert Product.objects.get().title == "Lamp"
    assert open_errors() == []
    assert "1 object was taken in." in page
    delivery.refresh_from_db()
    assert delivery.outcome == "applied"


def test_a_delivery_that_stays_bad_says_its_newest_reason(store, handle):
    delivery, error = failed_delivery(store, created_at="never")
    Delivery.objects.filter(pk=delivery.pk).update(body=b"{broken")

    page = handle(retry=error.pk)

    assert "1 object is still refused" in page
    assert "not valid JSON" in page
    error.refresh_from_db()
    assert error.retried_at


def test_what_the_database_refuses_is_told(store, handle, monkeypatch):
    _delivery, error = failed_delivery(store, created_at="never")
    monkeypatch.setattr("shopify_connector.sync_errors.meaning_of", lambda delivery: 1 / 0)

    assert "division by zero" in handle(retry=error.pk)
    assert open_errors() == [error]


def test_what_the_store_says_of_itself_cannot_be_mended_without_its_delivery(store, handle):
    error = refused(store, kind="store", key="", reason="bad_json")

    assert "still refused" in handle(retry=error.pk)


def test_an_object_that_was_read_is_read_again(store, handle, scripted):
    error = refused(store)
    node = {"id": "gid://shopify/Product/77", "title": "Lamp", "updatedAt": "2026-01-02T00:00:00Z"}
    scripted.always = Reply({"data": {"nodes": [node | {"createdAt": "2026-01-01T00:00:00Z"}]}})

    assert "1 object was taken in." in handle(retry=error.pk)
    assert Product.objects.get().title == "Lamp"
    assert open_errors() == []


def test_an_object_that_shopify_has_no_more_is_settled(store, handle, scripted):
    error = refused(store)
    scripted.always = Reply({"data": {"nodes": [None]}})
    page = handle(retry=error.pk)

    assert "1 object was taken in." in page
    assert open_errors() == []


def test_an_object_that_is_refused_again_keeps_its_newest_payload(store, handle, scripted):
    error = refused(store)
    node = {
        "id": "gid://shopify/Product/77",
        "title": "Lamp",
        "createdAt": "never",
        "updatedAt": "2026-01-01T00:00:00Z",
    }
    scripted.always = Reply({"data": {"nodes": [node]}})

    page = handle(retry=error.pk)

    assert "1 object is still refused" in page
    [left] = open_errors()
    assert left.pk == error.pk
    assert left.reason != "missing"
    assert "gid://shopify/Product/77" in left.payload


def test_a_store_that_does_not_answer_is_asked_later(store, handle, scripted, clock):
    error = refused(store)
    scripted.always = Reply(status=503)

    assert "The store does not answer. 1 object is read as soon as it does." in handle(retry=error.pk)
    assert open_errors() == [error]
    assert ReadRequest.objects.get().shopify_id == 77


def test_one_chosen_and_all(store, handle):
    imported(store)
    first, second, third, fourth = (refused(store, key=str(number)) for number in range(4))

    handle(dismiss=first.pk)
    assert set(open_errors()) == {second, third, fourth}
    handle(action="dismiss", error=[second.pk, third.pk])
    assert open_errors() == [fourth]
    assert "Choose the errors to dismiss first." in handle(action="dismiss")
    handle(action="dismiss", all="1")
    assert open_errors() == []


def test_a_dismissal_is_undone(store, handle, admin_client):
    kept = refused(store, key="1")
    handle(dismiss=kept.pk)
    error = refused(store, key="2")
    handle(dismiss=error.pk)
    error.refresh_from_db()
    moment = round(error.dismissed_at.timestamp() * 1_000_000)

    admin_client.post(reverse("bring-back-sync-errors", args=[moment]))

    assert open_errors() == [error]


@pytest.mark.parametrize("number", ["x", "9" * 30, "-1", "0"])
def test_numbers_that_are_none_change_nothing(store, handle, number):
    error = refused(store)

    handle(dismiss=number)
    handle(action="dismiss", error=number)

    assert open_errors() == [error]
