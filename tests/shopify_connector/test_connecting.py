"""Connecting a store and letting it go, whichever way the token came."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Portal
from shopify_connector import connecting
from shopify_connector.errors import (
    AnotherStoreConnected,
    SalesforceEnabled,
    ScopesMissing,
    StoreUnavailable,
    TokenExpired,
)
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status, Way
from shopify_connector.signals import store_connected, store_disconnected
from shopify_connector.token_endpoint import App, TokenGrant
from tests.shopify_connector.scripted_store import ALL_SCOPES, SHOP, Reply, make_store, shop_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What the other rooms were told, in order."""
    heard = []

    def connected(sender, store, **_):
        heard.append(("connected", store.shop))

    def disconnected(sender, store, **_):
        heard.append(("disconnected", store.shop))

    store_connected.connect(connected, weak=False)
    store_disconnected.connect(disconnected, weak=False)
    yield heard
    store_connected.disconnect(connected)
    store_disconnected.disconnect(disconnected)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def grant(**changes):
    fields = {"access_token": "shpat_new", "scopes": frozenset(ALL_SCOPES), "expires_at": None}
    return TokenGrant(**{**fields, **changes})


def connect(shop=SHOP, way=Way.FIXED_TOKEN, app=None, **changes):
    return connecting.connect(shop, way, grant(**changes), timezone.now(), app)


def test_a_store_is_connected_with_what_it_says_of_itself(scripted, told, commits):
    scripted.will(Reply(shop_data()))
    with commits():
        connect(way=Way.AUTHORIZATION_CODE, refresh_token="shprt_new", expires_at=timezone.now() + timedelta(hours=1))

    store = StoreConnection.objects.connected()
    assert (store.shop, store.name, store.email) == (SHOP, "Maison Test", "owner@maison-test.example")
    assert (store.currency, store.time_zone, store.plan) == ("EUR", "Europe/Paris", "Advanced")
    assert (store.shop_gid, store.primary_domain) == ("gid://shopify/Shop/4401", "maison-test.example")
    assert store.scopes_missing == []
    assert store.has_scope("read_customers")
    assert (store.access_token, store.refresh_token) == ("shpat_new", "shprt_new")
    assert told == [("connected", SHOP)]
    assert scripted.requests[0].token == "shpat_new"


def test_the_portal_takes_over_the_stores_name_currency_and_days(scripted):
    scripted.will(Reply(shop_data()))
    connect()

    portal = Portal.current()
    assert (portal.name, portal.currency, portal.time_zone) == ("Maison Test", "EUR", "Europe/Paris")


def test_a_time_zone_nobody_knows_is_not_taken_over(scripted):
    scripted.will(Reply(shop_data(ianaTimezone="Mars/Olympus")))
    connect()

    assert Portal.current().time_zone == "UTC"


def test_a_second_store_is_refused_before_anything_is_asked(scripted, told, commits):
    make_store()

    with commits(), pytest.raises(AnotherStoreConnected, match=SHOP):
        connect(shop="second.myshopify.com")
    assert scripted.requests == []
    assert StoreConnection.objects.get().shop == SHOP
    assert told == []


def test_a_store_that_waits_for_reconnecting_still_holds_the_place(scripted):
    make_store(status=Status.RECONNECT_NEEDED)

    with pytest.raises(AnotherStoreConnected):
        connect(shop="second.myshopify.com")


def test_a_second_store_that_comes_in_meanwhile_is_refused_too(scripted):
    def meanwhile(_request):
        make_store(shop="quicker.myshopify.com", myshopify_domain="")
        return Reply(shop_data())

    with pytest.raises(AnotherStoreConnected, match="quicker"):
        # The other connection commits while this one waits for the store's answer.
        scripted.always = Reply(shop_data())
        original = connecting.read_shop
        connecting.read_shop = lambda *args: (meanwhile(None), original(*args))[1]
        try:
            connect()
        finally:
            connecting.read_shop = original
    assert StoreConnection.objects.get().shop == "quicker.myshopify.com"


def test_salesforce_keeps_shopify_out(scripted):
    connecting.switch_salesforce(True)

    with pytest.raises(SalesforceEnabled, match="Salesforce"):
        connect()
    assert scripted.requests == []
    assert not StoreConnection.objects.exists()


def test_shopify_keeps_salesforce_out():
    make_store()

    with pytest.raises(SalesforceEnabled, match="Shopify store is connected"):
        connecting.switch_salesforce(True)
    assert not Portal.current().salesforce_enabled


def test_salesforce_may_be_switched_on_after_disconnecting():
    make_store(status=Status.DISCONNECTED)
    connecting.switch_salesforce(True)
    assert Portal.current().salesforce_enabled
    connecting.switch_salesforce(False)
    assert not Portal.current().salesforce_enabled


def test_the_same_store_again_resumes_its_row(scripted, told, commits):
    before = make_store(status=Status.DISCONNECTED, access_token="", disconnected_at=timezone.now(), last_error="x")
    scripted.will(Reply(shop_data()))
    with commits():
        connect()

    after = StoreConnection.objects.get()
    assert after.pk == before.pk
    assert after.is_connected
    assert after.disconnected_at is None
    assert after.last_error == ""
    assert told == [("connected", SHOP)]


def test_a_renamed_store_is_known_by_its_id(scripted):
    before = make_store(
        shop="former.myshopify.com",
        myshopify_domain="former.myshopify.com",
        shop_gid="gid://shopify/Shop/4401",
        status=Status.DISCONNECTED,
    )
    scripted.will(Reply(shop_data()))
    connect()

    assert StoreConnection.objects.get().pk == before.pk
    assert StoreConnection.objects.get().shop == SHOP


@pytest.mark.parametrize("lacking", ["read_products", "read_orders", "write_customers"])
def test_without_what_is_needed_nothing_is_made(scripted, told, commits, lacking):
    scripted.will(Reply(shop_data(scopes=[scope for scope in ALL_SCOPES if scope != lacking])))

    with commits(), pytest.raises(ScopesMissing, match="read_"):
        connect()
    assert not StoreConnection.objects.exists()
    assert Portal.current().name == ""
    assert told == []


def test_other_missing_scopes_are_kept_and_told(scripted):
    scripted.will(Reply(shop_data(scopes=["read_customers", "read_products", "read_orders", "write_pixels"])))

    store = connect()

    assert store.scopes_missing == [
        "write_customers",
        "read_all_orders",
        "read_publications",
        "read_customer_merge",
        "read_customer_events",
        "write_script_tags",
    ]


def test_where_the_store_will_not_tell_its_scopes_the_grants_count(scripted):
    answer = shop_data()
    answer["data"]["currentAppInstallation"] = None
    scripted.will(Reply(answer))

    with pytest.raises(ScopesMissing):
        connect(scopes=frozenset({"read_products"}))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply({"errors": "[API] Invalid API key or access token"}, status=401), TokenExpired),
        (Reply({"errors": "Not Found"}, status=404), StoreUnavailable),
        (Reply(b"<html>a parked domain</html>"), StoreUnavailable),
    ],
)
def test_a_store_that_does_not_answer_well_is_not_connected(scripted, reply, kind):
    scripted.will(reply)

    with pytest.raises(kind):
        connect()
    assert not StoreConnection.objects.exists()


def test_a_room_that_fails_does_not_undo_the_connection(scripted, told, commits, caplog):
    def fails(sender, store, **_):
        raise RuntimeError("no pipeline today")

    store_connected.connect(fails, weak=False)
    scripted.will(Reply(shop_data()))
    try:
        with commits():
            connect()
    finally:
        store_connected.disconnect(fails)

    assert told == [("connected", SHOP)]
    store = StoreConnection.objects.connected()
    assert "did not finish" in store.last_error
    assert "no pipeline today" in caplog.text


def test_an_app_of_its_own_is_kept_with_the_store(scripted):
    scripted.will(Reply(shop_data()))
    connect(way=Way.CLIENT_CREDENTIALS, app=App("own-id", "own-secret"))

    store = StoreConnection.objects.get()
    assert (store.app_id, store.app_secret) == ("own-id", "own-secret")


def listing(*ids):
    nodes = [{"id": gid, "topic": "ORDERS_CREATE"} for gid in ids]
    return Reply({"data": {"webhookSubscriptions": {"nodes": nodes, "pageInfo": {"hasNextPage": False}}}})


def test_disconnecting_takes_down_what_we_made_and_drops_the_keys(scripted, told, commits):
    store = make_store()
    done = Reply({"data": {"done": {"userErrors": []}}})
    pixel = Reply({"data": {"webPixel": {"id": "gid://shopify/WebPixel/9"}}})
    scripted.will(listing("gid://shopify/WebhookSubscription/1", "gid://shopify/WebhookSubscription/2"), done, done)
    scripted.will(pixel, done)
    with commits():
        connecting.disconnect(store, timezone.now())

    sent = [request.json for request in scripted.requests]
    assert [call["variables"].get("id") for call in sent if "Delete" in call["query"]] == [
        "gid://shopify/WebhookSubscription/1",
        "gid://shopify/WebhookSubscription/2",
        "gid://shopify/WebPixel/9",
    ]
    assert not any("appUninstall" in call["query"] for call in sent)
    kept = StoreConnection.objects.get()
    assert kept.is_disconnected
    assert kept.access_token == kept.refresh_token == ""
    assert told == [("disconnected", SHOP)]


def test_a_store_that_no_longer_answers_is_disconnected_all_the_same(scripted, clock, told, commits):
    store = make_store()
    scripted.always = Reply(status=503)
    with commits():
        connecting.disconnect(store, timezone.now())

    assert StoreConnection.objects.get().is_disconnected
    assert told == [("disconnected", SHOP)]


def test_an_uninstalled_store_is_let_go_without_asking_it(scripted, told, commits):
    store = make_store()
    with commits():
        connecting.let_go(store, timezone.now())
        connecting.let_go(store, timezone.now())

    assert scripted.requests == []
    assert StoreConnection.objects.get().is_disconnected
    assert told == [("disconnected", SHOP)]


def test_no_secret_is_ever_logged(scripted, caplog, commits):
    caplog.set_level(logging.DEBUG)
    scripted.will(Reply(shop_data()), Reply(status=500), listing())
    scripted.always = Reply({"errors": "[API] Invalid API key or access token"}, status=401)
    with commits():
        store = connect(
            access_token="shpat_topsecret", refresh_token="shprt_topsecret", app=App("id", "shpss_topsecret")
        )
        connecting.disconnect(store, timezone.now())

    assert caplog.text
    assert "topsecret" not in caplog.text


def test_store_that_does_not_tell_what_it_granted_is_connected(scripted):
    whole = shop_data()["data"]["shop"]
    scripted.will(
        Reply({"data": None, "errors": [{"message": "Cannot return null", "path": ["currentAppInstallation"]}]})
    )
    scripted.will(Reply({"data": {"shop": whole}}))

    store = connecting.connect(SHOP, Way.FIXED_TOKEN, TokenGrant("shpat_new", frozenset(), None), timezone.now())

    assert (store.name, store.currency, store.scopes) == ("Maison Test", "EUR", [])
