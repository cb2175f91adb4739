"""Tokens: renewed in time, one renewal at a time, and given up only when Shopify says so for good."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shopify_connector import token_endpoint, tokens
from shopify_connector.errors import AuthorizationFailed, StoreUnavailable, TokenExpired
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status, Way
from tests.shopify_connector.scripted_store import SHOP, Reply, make_store, token_reply

APP = token_endpoint.App("client-id", "hush")


def ending_in(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def test_a_token_with_time_left_is_used_as_it_is(scripted, store):
    assert tokens.access_token(store) == "shpat_first"
    assert scripted.requests == []


def test_a_token_is_renewed_a_minute_before_it_ends(scripted, db):
    store = make_store(access_token_expires_at=ending_in(59))
    scripted.will(token_reply("shpat_second", refresh="shprt_second"))

    assert tokens.access_token(store) == "shpat_second"
    kept = StoreConnection.objects.get()
    assert (kept.access_token, kept.refresh_token) == ("shpat_second", "shprt_second")
    assert abs(kept.access_token_expires_at - ending_in(3600)) < timedelta(seconds=5)
    assert abs(kept.refresh_token_expires_at - ending_in(90 * 86400)) < timedelta(seconds=5)
    assert scripted.requests[0].path == "/admin/oauth/access_token"
    assert scripted.requests[0].form == {
        "client_id": "client-id",
        "client_secret": "hush",
        "grant_type": "refresh_token",
        "refresh_token": "shprt_first",
    }


def test_a_refresh_token_refused_means_reconnecting(scripted, db):
    store = make_store(access_token_expires_at=ending_in(-1))
    scripted.will(Reply({"error": "invalid_grant"}, status=401))

    with pytest.raises(TokenExpired, match="Connect the store again"):
        tokens.access_token(store)

    kept = StoreConnection.objects.get()
    assert kept.status == Status.RECONNECT_NEEDED
    assert "Connect the store again" in kept.last_error
    assert kept.refresh_token == "shprt_first"


def test_a_refresh_token_past_its_end_is_not_even_tried(scripted, db):
    store = make_store(access_token_expires_at=ending_in(-1), refresh_token_expires_at=ending_in(-1))

    with pytest.raises(TokenExpired):
        tokens.access_token(store)
    assert scripted.requests == []
    assert StoreConnection.objects.get().needs_reconnecting


@pytest.mark.parametrize(
    "fault", [Reply(status=503), Reply(status=429), Reply(hang_up=True), Reply(b"<html>", status=502)]
)
def test_a_lost_answer_is_asked_for_again_with_the_same_refresh_token(scripted, clock, db, fault):
    store = make_store(access_token_expires_at=ending_in(-1))
    scripted.will(fault, fault, token_reply("shpat_second"))

    assert tokens.access_token(store) == "shpat_second"
    assert [request.form["refresh_token"] for request in scripted.requests] == ["shprt_first"] * 3
    assert len(clock.pauses) == 2


def test_while_shopify_is_away_the_present_token_serves_to_its_end(scripted, clock, db):
    store = make_store(access_token_expires_at=ending_in(30))
    scripted.always = Reply(status=503)

    assert tokens.access_token(store) == "shpat_first"
    assert StoreConnection.objects.get().is_connected


def test_while_shopify_is_away_an_ended_token_is_no_reason_to_give_up(scripted, clock, db):
    store = make_store(access_token_expires_at=ending_in(-30))
    scripted.always = Reply(status=503)

    with pytest.raises(StoreUnavailable):
        tokens.access_token(store)
    assert StoreConnection.objects.get().is_connected


@pytest.mark.django_db(transaction=True)
def test_many_workers_renew_once(scripted):
    store = make_store(access_token_expires_at=ending_in(5))

    def slow(_request):
        time.sleep(0.3)
        return token_reply("shpat_second", refresh="shprt_second")

    scripted.always = slow
    found = []

    def work():
        found.append(tokens.access_token(StoreConnection.objects.get(pk=store.pk)))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert found == ["shpat_second"] * 5
    assert len(scripted.requests) == 1


def test_a_token_another_process_renewed_is_taken_over(scripted, store):
    stale = StoreConnection.objects.get()
    StoreConnection.objects.get().save()
    tokens.keep_grant(store, token_endpoint.TokenGrant("shpat_second", frozenset(), ending_in(3600)))

    assert tokens.renew(stale, "shpat_first") == "shpat_second"
    assert scripted.requests == []


def test_client_credentials_are_asked_for_again(scripted, db):
    store = make_store(
        way=Way.CLIENT_CREDENTIALS,
        client_id="own-id",
        client_secret="own-secret",
        refresh_token="",
        access_token_expires_at=ending_in(10),
    )
    scripted.will(Reply({"access_token": "shpat_day", "scope": "read_orders", "expires_in": 86399}))

    assert tokens.access_token(store) == "shpat_day"
    assert scripted.requests[0].form == {
        "client_id": "own-id",
        "client_secret": "own-secret",
        "grant_type": "client_credentials",
    }


def test_a_fixed_token_cannot_be_renewed(scripted, db):
    store = make_store(
        way=Way.FIXED_TOKEN, access_token_expires_at=None, refresh_token="", refresh_token_expires_at=None
    )

    assert tokens.access_token(store) == "shpat_first"
    with pytest.raises(TokenExpired):
        tokens.renew(store, "shpat_first")
    assert StoreConnection.objects.get().needs_reconnecting
    assert scripted.requests == []


def test_a_permanent_token_is_exchanged_for_an_expiring_pair(scripted, db):
    store = make_store(access_token_expires_at=None, refresh_token="", refresh_token_expires_at=None)
    scripted.will(token_reply("shpat_second", refresh="shprt_second"))

    tokens.exchange_permanent_token(store)

    assert (store.access_token, store.refresh_token) == ("shpat_second", "shprt_second")
    assert not store.token_is_permanent
    form = scripted.requests[0].form
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert form["subject_token"] == "shpat_first"
    assert form["subject_token_type"] == form["requested_token_type"] == token_endpoint.OFFLINE_TOKEN
    assert form["expiring"] == "1"


def test_a_permanent_token_that_shopify_will_not_exchange_stays_in_use(scripted, db):
    store = make_store(access_token_expires_at=None, refresh_token="", refresh_token_expires_at=None)
    scripted.will(Reply({"error": "invalid_subject_token"}, status=400))

    with pytest.raises(AuthorizationFailed):
        tokens.exchange_permanent_token(store)
    assert StoreConnection.objects.get().is_connected
    assert StoreConnection.objects.get().access_token == "shpat_first"


def test_a_code_is_exchanged_for_an_expiring_token(scripted):
    scripted.will(token_reply(scopes=["write_customers", "read_orders"]))
    at = timezone.now()

    grant = token_endpoint.exchange_code(SHOP, APP, "the-code", at)

    assert scripted.requests[0].form["expiring"] == "1"
    assert scripted.requests[0].form["code"] == "the-code"
    assert grant.access_token == "shpat_first"
    assert grant.scopes == {"write_customers", "read_customers", "read_orders"}
    assert grant.expires_at == at + timedelta(hours=1)


def test_a_token_that_never_ends_has_no_end(scripted):
    scripted.will(Reply({"access_token": "shpat_x", "scope": "read_orders"}))

    grant = token_endpoint.exchange_code(SHOP, APP, "the-code", timezone.now())

    assert grant.expires_at is None
    assert grant.refresh_token == ""


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            Reply({"error": "invalid_request", "error_description": "The code is used."}, status=400),
            "The code is used.",
        ),
        (Reply({"error": "shop_not_permitted"}, status=400), "same Shopify organisation"),
        (Reply({"errors": "Not Found"}, status=404), "no store"),
        (Reply(b"<html>hello", status=200), "not Shopify's"),
        (Reply({"access_token": None}, status=200), "not Shopify's"),
        (Reply(b"", status=301, headers={"Location": "https://evil.example/"}), "not Shopify's"),
    ],
)
def test_refusals_are_told_in_words(scripted, reply, words):
    scripted.will(reply)

    with pytest.raises((AuthorizationFailed, StoreUnavailable), match=words):
        token_endpoint.exchange_code(SHOP, APP, "the-code", timezone.now())
    assert len(scripted.requests) == 1


def test_grants_and_apps_do_not_print_their_secrets():
    grant = token_endpoint.TokenGrant("shpat_secret", frozenset(), None, "shprt_secret")

    assert "secret" not in repr(grant)
    assert "hush" not in repr(APP)
