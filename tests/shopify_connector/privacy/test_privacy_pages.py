"""Settings, Privacy: what waits, what was done, and the data that is handed over (SPEC C8)."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from crm.models import Contact, Deal, LineItem, RecordChange, StageChange
from crm.recycle_bin import delete_contacts
from shopify_connector.models import PrivacyRequest
from tests.shopify_connector.privacy.conftest import asked, customer, order

pytestmark = pytest.mark.django_db
PAGE = "/settings/privacy/"
LINE = {"id": 11, "product_id": 7, "title": "Brass lamp", "quantity": 1, "price": "10.00"}


@pytest.fixture
def request_for_data(deliver):
    """John has an order, a cart, a history and an order that could not be taken in; he asks for his data."""
    later = {"updated_at": "2026-03-02T12:00:00+00:00"}
    consent = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": later["updated_at"]}
    deliver("customers/create", customer())
    deliver("customers/update", customer(first_name="John", default_address={"city": "Lyon"}, **later))
    deliver(
        "customers_email_marketing_consent/update",
        {"customer_id": 191167, "email_address": "john@example.com", "email_marketing_consent": consent},
    )
    deliver("orders/create", order(line_items=[LINE]))
    deliver("orders/updated", order(note="John knocks", **later))
    deliver("orders/create", order(220458, currency="doubloons"))
    deliver("orders/create", order(5, email="ben@example.com", note="Ben rings", customer=None))
    return deliver("customers/data_request", asked("orders_requested", 299938) | {"data_request": {"id": 9999}})


def text_of(answer):
    return answer.content.decode()


def data_of(client, request):
    answer = client.get(reverse("privacy-data-file", args=[request.pk]))
    assert answer.status_code == 200
    return json.loads(answer.content), answer


# --- The list -----------------------------------------------------------------------------------------------------
def test_without_requests_it_says_what_it_is_for(admin_client):
    assert "No privacy requests" in text_of(admin_client.get(PAGE))


@pytest.mark.parametrize(
    ("days_ago", "words", "tone"),
    [(0, "30 days left", "neutral"), (18, "12 days left", "neutral"), (29, "1 day left", "abandoned")],
)
def test_what_waits_says_how_long_there_is(admin_client, request_for_data, days_ago, words, tone):
    with time_machine.travel(request_for_data.received_at + timedelta(days=days_ago), tick=False):
        answer = admin_client.get(PAGE)

    (row,) = answer.context["waiting"]
    assert (row.about, row.term, row.tone) == ("john@example.com", words, tone)
    assert words in text_of(answer)


def test_what_is_overdue_says_so(admin_client, request_for_data):
    with time_machine.travel(request_for_data.due_at, tick=False):
        (row,) = admin_client.get(PAGE).context["waiting"]

    assert (row.term, row.tone) == ("Overdue", "danger")


def test_what_was_done_is_told_in_words_and_numbers(admin_client, deliver, request_for_data):
    deliver("customers/redact", asked("orders_to_redact", 299938))
    deliver("customers/redact", asked("orders_to_redact", number=5, email="nobody@example.com"))
    deliver("shop/redact", {"shop_domain": "maison-test.myshopify.com"})
    answer = admin_client.get(PAGE)

    told = {row.about: row.outcome for row in answer.context["rows"]}
    assert told["Customer 191167"] == "Erased: 1 contact, 1 deal, 1 sync error, 8 deliveries."
    assert told["Customer 5"] == "Erased: 1 delivery."
    assert told["maison-test.myshopify.com"] == "Nothing was erased: the store is connected."
    assert "john@example.com" not in text_of(answer)


def test_settings_lead_an_administrator_to_it_and_say_how_many_wait(admin_client, request_for_data):
    page = text_of(admin_client.get("/settings/profile/"))

    assert f'href="{PAGE}"' in page
    assert "1 request waits" in page
    assert f'href="{PAGE}"' in text_of(admin_client.get("/settings/"))


@pytest.mark.parametrize("requests", [1, 9])
def test_the_number_of_queries_does_not_grow_with_the_requests(
    admin_client, deliver, store, django_assert_max_num_queries, requests
):
    for number in range(requests):
        deliver("customers/redact", asked("orders_to_redact", number=number + 1))
        deliver("customers/data_request", asked("orders_requested", number=number + 1))

    with django_assert_max_num_queries(14):
        admin_client.get(PAGE)


# --- The data -----------------------------------------------------------------------------------------------------
def test_the_file_has_everything(admin_client, request_for_data):
    data, answer = data_of(admin_client, request_for_data)

    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert data["request"] | {"received_at": ""} == {
        "number": 9999,
        "store": "maison-test.myshopify.com",
        "received_at": "",
        "customer_id": 191167,
        "email": "john@example.com",
        "orders": [299938],
    }
    (contact,), (deal,), (refused,) = data["contacts"], data["deals"], data["not_taken_in"]
    assert (contact["email"], contact["city"], contact["accepts_marketing"]) == ("john@example.com", "Lyon", True)
    assert contact["consent_as_of"].startswith("2026-03")
    assert contact["shopify_customers"][0]["customer_id"] == 191167
    assert contact["purchases"][0]["number_of_orders"] == 1
    assert ["Johnathan", "John"] in [change["changes"].get("first_name") for change in contact["changes"]]
    assert (deal["name"], deal["note"], deal["stages"][0]["to_stage"]) == ("#299938", "John knocks", "processed")
    assert deal["line_items"][0]["title"] == "Brass lamp"
    assert deal["changes"][0]["changes"]["note"] == ["Johnathan rings", "John knocks"]
    assert "doubloons" in refused["payload"]
    assert "Ben" not in json.dumps(data)


def test_every_field_of_the_records_is_in_the_file(admin_client, request_for_data):
    data, _ = data_of(admin_client, request_for_data)
    contact, deal = data["contacts"][0], data["deals"][0]
    parts = {Contact: contact, Deal: deal, LineItem: deal["line_items"][0], StageChange: deal["stages"][0]}

    for model, shown in parts.items():
        assert {field.name for field in model._meta.concrete_fields} - shown.keys() == set()
    assert {field.name for field in RecordChange._meta.concrete_fields} - contact["changes"][0].keys() == {"user"}


def test_merges_and_the_recycle_bin_are_told_of(admin_client, deliver, request_for_data):
    now = timezone.now()
    Contact.objects.create(email="john@new.example", first_name="Jonny", created_at=now, updated_at=now)
    deliver("customers/update", customer(email="john@new.example", updated_at="2026-03-03T12:00:00+00:00"))
    delete_contacts([Contact.objects.live().get().pk], None)
    data, _ = data_of(admin_client, request_for_data)

    kept, merged = data["contacts"]
    assert (merged["first_name"], merged["merged_into"]) == ("Jonny", kept["id"])
    assert (kept["merges"][0]["merged"], kept["deleted_at"] is None) == (merged["id"], False)


def test_the_page_is_for_reading(admin_client, request_for_data):
    answer = admin_client.get(reverse("privacy-data", args=[request_for_data.pk]))

    assert "no-store" in answer["Cache-Control"]
    page = text_of(answer)
    for words in ("Data about john@example.com", "Lyon", "Brass lamp", "John knocks", "Johnathan → John", "doubloons"):
        assert words in page, words
    assert "Ben rings" not in page


def test_what_a_stranger_wrote_is_escaped(admin_client, deliver):
    deliver("customers/create", customer(first_name="<script>alert(1)</script>", note="<img src=x>"))
    request = deliver("customers/data_request", asked("orders_requested"))
    page = text_of(admin_client.get(reverse("privacy-data", args=[request.pk])))

    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_where_nothing_is_held_it_says_so(admin_client, deliver, store):
    request = deliver("customers/data_request", asked("orders_requested"))

    assert "hubsync holds nothing" in text_of(admin_client.get(reverse("privacy-data", args=[request.pk])))
    assert data_of(admin_client, request)[0]["contacts"] == []


@pytest.mark.parametrize("orders", [1, 9])
def test_the_number_of_queries_does_not_grow_with_the_orders(
    admin_client, deliver, request_for_data, django_assert_max_num_queries, orders
):
    for number in range(orders):
        deliver("orders/create", order(1000 + number, line_items=[LINE, LINE | {"id": 12}]))

    with django_assert_max_num_queries(32):
        admin_client.get(reverse("privacy-data", args=[request_for_data.pk]))


# --- Handing it over ----------------------------------------------------------------------------------------------
def test_a_request_that_is_done_forgets_the_address(admin_client, admin_user, request_for_data):
    answer = admin_client.post(reverse("finish-privacy-request", args=[request_for_data.pk]), follow=True)

    request_for_data.refresh_from_db()
    assert (request_for_data.status, request_for_data.handled_by) == ("done", admin_user)
    assert (request_for_data.email, answer.context["waiting"]) == ("", [])
    assert "The data was handed over." in text_of(answer)


def test_that_can_be_undone_and_the_data_is_still_found(admin_client, request_for_data):
    admin_client.post(reverse("finish-privacy-request", args=[request_for_data.pk]))
    undo = reverse("reopen-privacy-request", args=[request_for_data.pk])
    assert f'action="{undo}"' in text_of(admin_client.get(PAGE))
    admin_client.post(undo)

    (row,) = admin_client.get(PAGE).context["waiting"]
    assert row.about == "Customer 191167"
    data, _ = data_of(admin_client, request_for_data)
    assert (len(data["contacts"]), len(data["deals"]), len(data["not_taken_in"])) == (1, 1, 1)


def test_done_twice_is_as_once(admin_client, request_for_data):
    other = Client()
    other.force_login(User.objects.create_user("other@example.com", None, role=Role.ADMIN))
    for client in (admin_client, other):
        client.post(reverse("finish-privacy-request", args=[request_for_data.pk]))

    request_for_data.refresh_from_db()
    assert request_for_data.handled_by.email != "other@example.com"


def test_only_requests_for_data_have_data(admin_client, deliver, store):
    request = deliver("customers/redact", asked("orders_to_redact"))

    for name in ("privacy-data", "privacy-data-file"):
        assert admin_client.get(reverse(name, args=[request.pk])).status_code == 404
    for name in ("finish-privacy-request", "reopen-privacy-request"):
        assert admin_client.post(reverse(name, args=[request.pk])).status_code == 404
    assert PrivacyRequest.objects.get().status == "done"
