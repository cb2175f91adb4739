"""`POST /shopify/webhooks`: what is taken, what is kept of it, and what is refused (SPEC L1)."""

import io
import time
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopify_connector.inbox import refusals
from shopify_connector.inbox.topics import TAKEN
from shopify_connector.models import Delivery, StoreConnection
from shopify_connector.models.store import Status, Way
from tests.shopify_connector.inbox.posting import BODY, SHOP, signed
from tests.shopify_connector.scripted_store import make_store

pytestmark = pytest.mark.django_db


def counted_today():
    return next(iter(refusals.by_day(1).values()))


def test_a_delivery_is_kept_as_it_came(door, store):
    answer = door.send(webhook_id="b54557e4", topic="orders/create")

    kept = Delivery.objects.get()
    assert (answer.status_code, answer.content) == (200, b"")
    assert (kept.store, kept.delivery_id, kept.topic, kept.api_version) == (
        store,
        "b54557e4",
        "orders/create",
        "2026-10",
    )
    assert kept.triggered_at == datetime(2026, 3, 29, 18, 0, 27, 877041, UTC)
    assert abs(timezone.now() - kept.received_at).total_seconds() < 10
    assert bytes(kept.body) == BODY
    assert (kept.handled_at, kept.outcome) == (None, "")
    assert list(Delivery.objects.pending()) == [kept]


def test_a_delivery_costs_one_query(door, store):
    door.send()

    with CaptureQueriesContext(connection) as queries:
        door.send()

    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]


@pytest.mark.parametrize("topic", sorted(TAKEN))
def test_every_topic_of_ours_is_taken(door, store, topic):
    assert door.send(topic=topic).status_code == 200
    assert Delivery.objects.get().topic == topic


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"\x00", "é".encode("utf-16")])
def test_what_is_no_json_is_kept_too(door, store, body):
    assert door.send(body=body).status_code == 200
    assert bytes(Delivery.objects.get().body) == body


def test_the_same_delivery_again_is_taken_once(door, store):
    first = door.send(webhook_id="b54557e4")
    again = door.send(webhook_id="b54557e4")

    assert (first.status_code, again.status_code) == (200, 200)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-29T18:00:27Z", datetime(2026, 3, 29, 18, 0, 27, tzinfo=UTC)),
        ("2026-03-29T20:00:27.5+02:00", datetime(2026, 3, 29, 18, 0, 27, 500_000, UTC)),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        (None, None),
    ],
)
def test_a_moment_that_cannot_be_read_keeps_nothing_out(door, store, said, meant):
    assert door.send(triggered_at=said).status_code == 200
    assert Delivery.objects.get().triggered_at == meant


@pytest.mark.parametrize("version", [None, "é", "2026-10" * 10, "unstable"])
def test_no_version_keeps_anything_out(door, store, version):
    assert door.send(api_version=version).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_posting_is_answered(door, store, method):
    answer = door.send(method=method)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("webhook_id", [None, "", "x" * 101, "é", "a\x00b"])
def test_a_delivery_without_an_id_is_refused(door, store, webhook_id):
    assert door.send(webhook_id=webhook_id).status_code == 400
    assert not Delivery.objects.exists()
    assert counted_today() == {refusals.Reason.NO_DELIVERY_ID: 1}


@pytest.mark.parametrize("topic", [None, "", "carts/create", "ORDERS_CREATE", "orders/create ", "é"])
def test_a_topic_nobody_asked_for_is_refused(door, store, topic):
    assert door.send(topic=topic).status_code == 404
    assert not Delivery.objects.exists()
    assert counted_today() == {refusals.Reason.UNKNOWN_TOPIC: 1}


def test_without_a_store_nothing_is_taken(door, db):
    assert door.send().status_code == 401
    assert counted_today() == {refusals.Reason.UNKNOWN_SHOP: 1}


def test_both_of_a_stores_domains_are_its_own(door):
    make_store(shop="old-name.myshopify.com", myshopify_domain=SHOP)

    answers = [door.send(shop_domain=domain) for domain in ("old-name.myshopify.com", SHOP, SHOP.upper())]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_store_that_waits_to_be_connected_again_is_heard(door):
    make_store(status=Status.RECONNECT_NEEDED)

    assert door.send().status_code == 200


def test_a_store_with_an_app_of_its_own_signs_with_that_apps_secret(door):
    make_store(way=Way.CLIENT_CREDENTIALS, client_id="own", client_secret="its own secret")

    assert door.send(hmac_sha256=signed(secret="its own secret")).status_code == 200
    assert door.send().status_code == 401


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
def test_what_the_law_asks_for_comes_from_a_store_that_was_let_go(door, store, topic):
    store.let_go(timezone.now())

    assert door.send(topic=topic).status_code == 200
    assert Delivery.objects.get().store == store


def test_nothing_else_comes_from_a_store_that_was_let_go(door, store):
    store.let_go(timezone.now())

    assert door.send().status_code == 401
    assert counted_today() == {refusals.Reason.UNKNOWN_SHOP: 1}


def test_the_present_store_counts_where_a_former_one_had_its_name(door):
    make_store(shop="former.myshopify.com", status=Status.DISCONNECTED)
    present = make_store()

    assert door.send().status_code == 200
    assert Delivery.objects.get().store == present


def test_what_another_process_changed_is_known_within_a_second(door, store):
    door.send()
    StoreConnection.objects.update(status=Status.DISCONNECTED)

    time.sleep(1.1)
    assert door.send().status_code == 401


def test_a_body_too_large_is_not_read(door, store, settings):
    settings.WEBHOOK_MAX_BYTES = 100
    never = {"wsgi.input": Unreadable(), "CONTENT_LENGTH": "101"}

    assert door.send(extra=never).status_code == 413
    assert counted_today() == {refusals.Reason.TOO_LARGE: 1}


def test_a_body_as_large_as_allowed_is_taken(door, store, settings):
    settings.WEBHOOK_MAX_BYTES = 100_000

    assert door.send(body=b"x" * 100_000).status_code == 200


def test_a_body_without_a_length_is_read_to_its_end_and_no_further_than_allowed(door, store, settings):
    settings.WEBHOOK_MAX_BYTES = len(BODY)
    long = io.BytesIO(BODY * 100_000)

    def unannounced(body):
        return {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    assert door.send(extra=unannounced(io.BytesIO(BODY))).status_code == 200
    assert door.send(extra=unannounced(long)).status_code == 413
    assert long.tell() <= len(BODY) + 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_started_again_costs_no_delivery(door, store):
    door.send()
    end_connection(connection.connection.info.backend_pid)

    assert door.send().status_code == 200
    assert Delivery.objects.count() == 2


def test_other_addresses_are_djangos(client, db):
    assert client.post("/shopify/webhooks/").status_code == 404


class Unreadable(io.BytesIO):
    def read(self, *_):
        pytest.fail("the body was read")


def end_connection(process):
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [process])
    other.close()
