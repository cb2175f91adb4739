"""Who may call, how often, and how errors are told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.api_tokens import revoke, token_of
from accounts.models import ApiToken, Role, User
from tests.crm.api.conftest import Program, _pipeline, api, make_contact, token_with

__all__ = ["_pipeline", "api", "make_contact", "token_with"]

CONTACTS = "/crm/v3/objects/contacts"


def test_without_a_token_a_call_is_a_401_in_hubspots_form(db):
    for program in (Program(), Program("pat-nonsense"), Program("\xe4")):
        answer = program.answer("get", CONTACTS)

        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        body = answer.json()
        assert (body["status"], body["category"]) == ("error", "INVALID_AUTHENTICATION")
        assert body["message"] and body["correlationId"]


def test_a_revoked_token_opens_nothing(db, token_with):
    text = token_with()
    revoke(token_of(text), datetime(2026, 11, 3, tzinfo=UTC))

    assert Program(text)("get", CONTACTS)[0] == 401


def test_a_person_who_is_logged_in_is_no_program(db):
    client = Client()
    client.force_login(User.objects.create_user("ana@example.com", None, role=Role.ADMIN))

    assert client.get(CONTACTS).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "scope"),
    [
        ("get", CONTACTS, None, "crm.objects.contacts.read"),
        ("post", CONTACTS, {"properties": {"email": "a@example.com"}}, "crm.objects.contacts.write"),
        ("patch", f"{CONTACTS}/1", {"properties": {}}, "crm.objects.contacts.write"),
        ("delete", f"{CONTACTS}/1", None, "crm.objects.contacts.write"),
        ("post", f"{CONTACTS}/search", {}, "crm.objects.contacts.read"),
        ("post", f"{CONTACTS}/batch/read", {"inputs": []}, "crm.objects.contacts.read"),
        ("post", f"{CONTACTS}/batch/archive", {"inputs": []}, "crm.objects.contacts.write"),
        ("get", "/crm/v3/objects/deals", None, "crm.objects.deals.read"),
        ("get", "/crm/v3/objects/line_items", None, "crm.objects.line_items.read"),
        ("get", "/crm/v3/objects/products", None, "crm.objects.products.read"),
        ("post", "/crm/v3/properties/deals", {}, "crm.schemas.deals.write"),
        ("get", "/crm/v3/pipelines/deals", None, "crm.objects.deals.read"),
        ("get", "/crm/v3/owners/", None, "crm.objects.owners.read"),
    ],
)
def test_a_call_takes_its_scope_and_no_other(token_with, method, path, body, scope):
    from accounts.scopes import SCOPES

    status, answer = Program(token_with(*(one for one in SCOPES if one != scope)))(method, path, body)
    assert (status, answer["category"]) == (403, "MISSING_SCOPES")
    assert answer["errors"][0]["context"]["requiredScopes"] == [scope]

    assert Program(token_with(scope))(method, path, body)[0] != 403


def test_associations_take_the_scopes_of_both_kinds(token_with):
    path = "/crm/v4/objects/deals/1/associations/contacts"

    assert Program(token_with("crm.objects.deals.read"))("get", path)[0] == 403
    assert Program(token_with("crm.objects.deals.read", "crm.objects.contacts.read"))("get", path)[0] == 404


def test_who_may_read_records_may_read_what_their_properties_are(token_with):
    path = "/crm/v3/properties/contacts"

    for scope, status in [
        ("crm.objects.contacts.read", 200),
        ("crm.schemas.contacts.read", 200),
        ("crm.objects.deals.read", 403),
    ]:
        assert Program(token_with(scope))("get", path)[0] == status


def test_the_limit_is_told_kept_and_forgotten(api, settings):
    settings.API_CALLS_PER_TEN_SECONDS = 3
    with time_machine.travel(datetime(2026, 11, 3, 12, 0, 1, tzinfo=UTC), tick=False) as clock:
        left = [api.answer("get", CONTACTS)["X-HubSpot-RateLimit-Remaining"] for _ in range(3)]
        refused = api.answer("get", CONTACTS)
        clock.shift(timedelta(seconds=9))
        later = api.answer("get", CONTACTS)

    assert left == ["2", "1", "0"]
    assert (refused.status_code, refused["X-HubSpot-RateLimit-Max"], refused["Retry-After"]) == (429, "3", "9")
    assert refused.json()["category"] == "RATE_LIMITS"
    assert later.status_code == 200


def test_each_token_has_a_limit_of_its_own(token_with, settings):
    settings.API_CALLS_PER_TEN_SECONDS = 1
    with time_machine.travel(datetime(2026, 11, 3, 12, 0, 1, tzinfo=UTC), tick=False):
        one, other = Program(token_with()), Program(token_with())

        assert [one("get", CONTACTS)[0], one("get", CONTACTS)[0], other("get", CONTACTS)[0]] == [200, 429, 200]


def test_while_redis_is_away_calls_go_through(api, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }

    assert api("get", CONTACTS)[0] == 200


def test_the_tokens_use_is_noted(api):
    api.get(CONTACTS)

    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"properties": {"firstname": NaN}}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"<a/>", "application/xml", 415),
        (b"properties=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(token_with, body, kind, status):
    client = Client(headers={"Authorization": f"Bearer {token_with()}"})

    answer = client.post(CONTACTS, body, content_type=kind)

    assert (answer.status_code, answer.json()["status"]) == (status, "error")


def test_an_address_of_the_api_that_is_none_is_told_in_its_form(api):
    for path in ("/crm/v3/nonsense", "/crm/v9/objects/contacts", "/api/v1/nonsense"):
        answer = api.answer("get", path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json"), path
        assert answer.json()["status"] == "error"


def test_what_is_unforeseen_is_logged_under_the_number_that_is_told(api, monkeypatch, caplog):
    monkeypatch.setattr("crm.api.views.objects.shown", lambda *_: 1 / 0)

    status, body = api("get", CONTACTS)

    assert (status, body["category"]) == (500, "INTERNAL_ERROR")
    assert "division" not in body["message"]
    assert body["correlationId"] in caplog.text
