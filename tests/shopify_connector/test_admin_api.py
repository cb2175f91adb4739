"""Calls to the Admin API: what passes is waited out, what does not is said in a type."""

import logging

import pytest
from django.core.cache import cache
from django.utils import timezone

from shopify_connector import waiting
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import (
    AccessDenied,
    QueryRefused,
    QueryTooExpensive,
    StoreFrozen,
    StoreNotFound,
    StoreUnavailable,
    Throttled,
    TokenExpired,
)
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way
from tests.shopify_connector.scripted_store import SHOP, Reply, make_store, token_reply

QUERY = "query Shop { shop { name } }"
GOOD = Reply({"data": {"shop": {"name": "Maison Test"}}})


def cost(requested, available, *, actual=None, maximum=2000.0, rate=100.0):
    status = {"maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}


def throttled(requested, available, **bucket):
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return Reply({"errors": [error], "extensions": cost(requested, available, **bucket)})


def error(message, code=None, path=None):
    return {"message": message, "extensions": {"code": code} if code else {}, "path": path or []}


@pytest.fixture
def api(store):
    return AdminApi(store)


def test_a_query_goes_to_the_version_asked_for_with_the_token(scripted, api, settings):
    settings.SHOPIFY_API_VERSION = "2026-10"
    scripted.will(GOOD)

    answer = api.call(QUERY, {"first": 5})

    assert answer.data == {"shop": {"name": "Maison Test"}}
    assert answer.errors == ()
    sent = scripted.requests[0]
    assert sent.path == "/admin/api/2026-10/graphql.json"
    assert sent.token == "shpat_first"
    assert sent.json == {"query": QUERY, "variables": {"first": 5}}


def test_throttled_waits_exactly_as_long_as_shopify_figures_say(scripted, clock, api):
    scripted.will(throttled(862, 572, maximum=4000.0, rate=200.0), GOOD)

    assert api.call(QUERY).data["shop"]["name"] == "Maison Test"
    assert len(clock.pauses) == 1
    assert 1.45 <= clock.pauses[0] <= 1.65  # (862 − 572) / 200, and up to 0.2 of jitter


def test_a_query_that_cannot_be_paid_for_is_held_back_before_it_is_sent(scripted, clock, api):
    scripted.will(Reply({"data": {"shop": {}}, "extensions": cost(400, 100, actual=380)}), GOOD)
    api.call(QUERY)
    assert clock.pauses == []

    api.call(QUERY)

    assert clock.pauses == [pytest.approx(3.0)]  # 300 points short at 100 a second
    assert len(scripted.requests) == 2


def test_the_bucket_refills_while_other_work_is_done(scripted, clock, api):
    scripted.will(Reply({"data": {"shop": {}}, "extensions": cost(400, 100, actual=380)}), GOOD)
    api.call(QUERY)
    clock.now += 5

    api.call(QUERY)

    assert clock.pauses == []


def test_endless_throttling_ends_when_patience_does(scripted, clock, api):
    scripted.always = throttled(900, 0, rate=50.0)

    with pytest.raises(Throttled):
        api.call(QUERY)
    assert sum(clock.pauses) <= 120


@pytest.mark.parametrize("fault", [Reply(status=500), Reply(status=502), Reply(status=503), Reply(hang_up=True)])
def test_passing_faults_are_waited_out_with_growing_pauses(scripted, clock, api, fault):
    scripted.will(fault, fault, fault, GOOD)

    assert api.call(QUERY).data["shop"]["name"] == "Maison Test"
    first, second, third = clock.pauses
    assert 0.25 <= first <= 0.5
    assert 0.5 <= second <= 1
    assert 1 <= third <= 2


def test_an_internal_error_in_a_200_is_asked_again(scripted, clock, api):
    scripted.will(Reply({"errors": [error("Internal error", "INTERNAL_SERVER_ERROR")], "data": None}), GOOD)

    assert api.call(QUERY).data["shop"]["name"] == "Maison Test"


def test_an_inner_error_that_stays_is_kept_beside_the_data(scripted, clock, api):
    scripted.always = Reply(
        {
            "data": {"orders": {"nodes": [{"id": 1, "customer": None}]}},
            "errors": [error("Internal error", "INTERNAL_SERVER_ERROR", ["orders", "nodes", 0, "customer"])],
        }
    )

    answer = api.call(QUERY)

    assert len(scripted.requests) == 3
    assert not answer.knows("orders", "nodes", 0, "customer")
    assert answer.knows("orders", "nodes", 0, "id")


def test_a_store_that_stays_away_is_unavailable(scripted, clock, api):
    scripted.always = Reply(status=503)

    with pytest.raises(StoreUnavailable, match=SHOP):
        api.call(QUERY)
    assert sum(clock.pauses) <= 120


@pytest.mark.parametrize(("status", "seconds"), [(429, 2.0), (503, 4.5)])
def test_retry_after_is_obeyed_with_its_decimals(scripted, clock, api, status, seconds):
    scripted.will(Reply(status=status, headers={"Retry-After": str(seconds)}), GOOD)

    api.call(QUERY)

    assert clock.pauses == [seconds]


def test_a_token_refused_is_renewed_exactly_once(scripted, api):
    refused = Reply({"errors": "[API] Invalid API key or access token"}, status=401)
    scripted.will(refused, token_reply("shpat_second"), GOOD)

    assert api.call(QUERY).data["shop"]["name"] == "Maison Test"
    assert [request.token for request in scripted.requests] == ["shpat_first", None, "shpat_second"]


def test_a_renewed_token_refused_as_well_means_reconnecting(scripted, api):
    refused = Reply({"errors": "[API] Invalid API key or access token"}, status=401)
    scripted.will(refused, token_reply("shpat_second"), refused)

    with pytest.raises(TokenExpired):
        api.call(QUERY)
    assert len(scripted.requests) == 3
    assert StoreConnection.objects.get().needs_reconnecting


def test_a_fixed_token_refused_means_reconnecting_at_once(scripted, db):
    store = make_store(way=Way.FIXED_TOKEN, refresh_token="", access_token_expires_at=None)
    scripted.always = Reply({"errors": "[API] Invalid API key or access token"}, status=401)

    with pytest.raises(TokenExpired):
        AdminApi(store).call(QUERY)
    assert len(scripted.requests) == 1
    assert StoreConnection.objects.get().needs_reconnecting


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply({"errors": "Unavailable Shop"}, status=402), StoreFrozen),
        (Reply({"errors": "Locked"}, status=423), StoreFrozen),
        (Reply({"errors": "[API] This action requires merchant approval"}, status=403), AccessDenied),
        (Reply({"errors": "Not Found"}, status=404), StoreNotFound),
        (Reply({"errors": "Rejected for security reasons"}, status=430), QueryRefused),
        (Reply({"errors": {"query": "Required parameter missing"}}, status=400), QueryRefused),
        (Reply(b"<html>login</html>"), StoreUnavailable),
        (Reply(b"", status=301, headers={"Location": "https://evil.example/"}), StoreUnavailable),
        (Reply({"errors": [error("Query cost is 1200", "MAX_COST_EXCEEDED")]}), QueryTooExpensive),
        (Reply({"errors": [error("Shop is inactive", "SHOP_INACTIVE")]}), StoreFrozen),
        (Reply({"errors": [error("Field 'x' doesn't exist", "undefinedField")]}), QueryRefused),
        (
            Reply({"errors": [error("Access denied for orders field.", "ACCESS_DENIED")], "data": {"a": None}}),
            AccessDenied,
        ),
    ],
)
def test_what_waiting_does_not_change_is_raised_at_once(scripted, clock, api, reply, kind):
    scripted.will(reply)

    with pytest.raises(kind) as refusal:
        api.call(QUERY)
    assert str(refusal.value)
    assert clock.pauses == []
    assert len(scripted.requests) == 1
    assert StoreConnection.objects.get().is_connected


def test_a_null_beside_an_error_is_not_a_value(scripted, api):
    protected = error(
        "This app is not approved to access the Customer object.", path=["customers", "nodes", 0, "defaultEmailAddress"]
    )
    node = {"id": "gid://shopify/Customer/1", "defaultEmailAddress": None, "note": None}
    scripted.will(Reply({"data": {"customers": {"nodes": [node]}}, "errors": [protected]}))

    answer = api.call(QUERY)

    here = ("customers", "nodes", 0)
    assert not answer.knows(*here, "defaultEmailAddress", "emailAddress")
    assert answer.knows(*here, "note")
    assert answer.errors[0].is_access_denied


def test_an_error_without_a_place_makes_every_null_unknown(scripted, api):
    scripted.will(Reply({"data": {"shop": {"name": "A", "email": None}}, "errors": [error("Something is off")]}))

    answer = api.call(QUERY)

    assert answer.knows("shop", "name")
    assert not answer.knows("shop", "email")


def test_a_mutations_refusals_are_read(scripted, api):
    refusal = {"field": ["webhookSubscription", "callbackUrl"], "message": "Address is taken", "code": None}
    scripted.will(
        Reply({"data": {"webhookSubscriptionCreate": {"webhookSubscription": None, "userErrors": [refusal]}}})
    )

    (found,) = api.call(QUERY).user_errors("webhookSubscriptionCreate")

    assert found.message == "Address is taken"
    assert found.field == ("webhookSubscription", "callbackUrl")


def test_the_cost_is_told(scripted, api):
    scripted.will(Reply({"data": {"shop": {}}, "extensions": cost(101, 1954, actual=46)}))

    answer = api.call(QUERY)

    assert (answer.cost.requested, answer.cost.actual) == (101, 46)


def test_another_version_served_is_logged_once(scripted, api, caplog, settings):
    reply = Reply({"data": {"shop": {}}}, headers={"X-Shopify-API-Version": "2027-01"})
    scripted.will(reply, reply)

    with caplog.at_level(logging.WARNING):
        api.call(QUERY)
        api.call(QUERY)

    assert [r.getMessage() for r in caplog.records] == [
        f"shopify_api_version asked={settings.SHOPIFY_API_VERSION} served=2027-01"
    ]


def test_the_health_page_can_read_what_is_waited_for(scripted, clock, api, monkeypatch):
    seen = []
    scripted.will(Reply(status=503), GOOD)
    monkeypatch.setattr(clock, "sleep", lambda seconds: seen.append(api.store.waiting_for))

    api.call(QUERY)

    assert seen[0].reason == waiting.Reason.SERVER_ERROR
    assert seen[0].until >= timezone.now() - timezone.timedelta(seconds=2)
    assert api.store.waiting_for is None


def test_losing_the_cache_loses_no_more_than_that_note(scripted, api):
    waiting.note_waiting(SHOP, waiting.Reason.THROTTLED, 30)
    assert api.store.waiting_for.reason == waiting.Reason.THROTTLED
    cache.clear()

    assert api.store.waiting_for is None


def test_a_named_query_asks_only_for_what_was_granted(scripted, db):
    store = make_store(scopes=["read_products"])
    scripted.always = Reply({"data": {"products": {"nodes": []}}})

    AdminApi(store).run("products_page", {"first": 1})
    store.scopes = ["read_products", "read_publications"]
    AdminApi(store).run("products_page", {"first": 1})

    first, second = (request.json["query"] for request in scripted.requests)
    assert "resourcePublicationsV2" not in first
    assert "resourcePublicationsV2" in second


def test_no_cookie_of_one_store_reaches_another(scripted, api):
    scripted.will(Reply({"data": {"shop": {}}}, headers={"Set-Cookie": "session=abc"}), GOOD)
    api.call(QUERY)
    api.call(QUERY)

    assert "Cookie" not in scripted.requests[1].headers
