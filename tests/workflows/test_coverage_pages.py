"""The pages of coverage and rehearsal: what they say, whom each number opens, who may look, how much they ask."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import BEGAN, DAY, HOUR, cart, order, person, publish_all, switch_on, words_of
from workflows import tasks
from workflows.enrolling import enrol
from workflows.models import Enrolment, Kind, LedgerEntry, Workflow
from workflows.rehearsing import keeping

CART = Kind.ABANDONED_CART
NOW = BEGAN + 5 * DAY


@pytest.fixture
def store(workflows):
    """Six carts of the last days, of which two belong to somebody who does not accept marketing, and one was bought."""
    ensure_pipeline()
    publish_all()
    for number in range(1, 7):
        person(number, accepts_marketing=number > 2)
        cart(f"t{number}", BEGAN + number * HOUR, number)
    order(1, BEGAN + DAY, customer_id=3)
    return workflows


@pytest.fixture
def at_work(store):
    workflow = switch_on(CART, BEGAN)
    enrol(workflow, BEGAN + 2 * DAY)
    return workflow


def get(client, name, kind=CART, **params):
    with time_machine.travel(NOW, tick=False):
        return client.get(reverse(name, args=[kind]), params)


# --- Coverage --------------------------------------------------------------------------------------------------------
def test_coverage_is_a_sentence_and_its_reasons(at_work, log_in):
    client = log_in(Role.VIEWER)
    said = words_of(get(client, "workflow-coverage"))
    assert "Of 6 abandoned checkouts in the last 30 days, 3 enrolled somebody; 3 did not." in said
    assert "Does not accept marketing" in said
    assert "Of 6 abandoned checkouts" in words_of(get(client, "coverage-summary"))


def test_each_number_opens_those_it_counts(at_work, log_in):
    client = log_in()
    shown = get(client, "workflow-coverage").context
    numbers = [shown["enrolled"], *shown["reasons"]]
    assert {one.label: one.number for one in numbers} == {
        "Enrolled": 3,
        "Does not accept marketing": 2,
        "Bought something meanwhile": 1,
    }
    for one in numbers:
        with time_machine.travel(NOW, tick=False):
            page = client.get(one.url)
        assert page.context["number"] == len(page.context["rows"]) == one.number
        assert {row.verdict for row in page.context["rows"]} == {one.label}
    assert get(client, "coverage-people").context["number"] == 6


def test_periods_are_chosen(at_work, log_in):
    client = log_in()
    Workflow.objects.filter(kind=CART).update(on_since=BEGAN + 4 * HOUR)
    assert get(client, "workflow-coverage", period="7").context["coverage"].occurrences == 6
    assert get(client, "workflow-coverage", period="on").context["coverage"].occurrences == 3
    with time_machine.travel(BEGAN + 20 * DAY, tick=False):
        empty = client.get(reverse("workflow-coverage", args=[CART]), {"period": "7"})
    assert "Nothing that could enroll anybody happened in the last 7 days." in words_of(empty)
    for nonsense in ({"period": "x"}, {"period": "999"}, {"because": "\x00"}, {"page": "zzz"}):
        assert get(client, "coverage-people", **nonsense).context["number"] == 6


def test_a_page_holds_so_many(at_work, log_in, monkeypatch):
    monkeypatch.setattr("workflows.views.coverage.SHOWN", 4)
    client = log_in()
    first, second = (get(client, "coverage-people", page=number).context["rows"] for number in (1, 2))
    assert [len(first), len(second)] == [4, 2]
    assert not {row.deal for row in first} & {row.deal for row in second}


def test_an_unfinished_checkout_of_nobody_is_told(at_work, log_in):
    cart("t99", BEGAN + HOUR, 999)
    page = get(log_in(), "coverage-people", because="no_contact")
    assert "Nobody is known: it belongs to no contact" in words_of(page)


# --- Rehearsal -------------------------------------------------------------------------------------------------------
def test_rehearsal_says_what_would_have_been_sent(store, log_in):
    page = get(log_in(Role.VIEWER), "workflow-rehearsal")
    found = page.context["found"]
    # Three carts stay three days and longer; the fourth is bought after its first e-mail.
    assert (found.enrolled, found.sent, found.finished) == (4, 10, 3)
    said = words_of(page)
    assert "Left: Bought something 1" in said
    assert "Does not accept marketing 2" in said
    assert not Enrolment.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_examples_are_read_as_they_would_have_arrived(store, log_in):
    client = log_in()
    page = get(client, "workflow-rehearsal", example="2")
    shown = page.context["shown"]
    address = f"{reverse('email-preview', args=[shown.email.pk])}?{shown.frame}"
    framed = client.get(address)
    assert shown.contact.first_name in framed.content.decode()
    assert f"/checkouts/t{shown.contact.email[6]}/recover" in framed.content.decode()
    assert "sandbox" in framed.headers["Content-Security-Policy"]


def test_a_cart_of_somebody_else_is_not_shown(store, log_in):
    client, page = log_in(), get(log_in(Role.VIEWER), "workflow-rehearsal")
    first, second, *_others = (one.example for one in page.context["examples"])
    email = page.context["shown"].email
    framed = client.get(reverse("email-preview", args=[email.pk]), {"as": first.contact_id, "deal": second.deal_id})
    assert framed.status_code == 200
    other = next(row for row in page.context["examples"] if row.example is second).contact.email[6]
    assert (f"/checkouts/t{other}/recover" in framed.content.decode()) == (first.contact_id == second.contact_id)


def test_ninety_days_go_further_back(store, log_in):
    client = log_in()
    with time_machine.travel(BEGAN + 60 * DAY, tick=False):
        address = reverse("workflow-rehearsal", args=[CART])
        assert client.get(address).context["found"].sent == 0
        assert client.get(address, {"days": "90"}).context["found"].sent == 10


def test_without_a_store_it_says_what_to_do(workflows, log_in):
    said = words_of(get(log_in(), "workflow-rehearsal"))
    assert "Nothing happened yet" in said


def test_big_ones_are_worked_out_by_a_worker_and_kept(store, log_in, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 3)
    asked = []
    monkeypatch.setattr(tasks.rehearse, "delay", lambda *given: asked.append(given))
    client = log_in()
    working = get(client, "workflow-rehearsal")
    assert working.context["working"].total == 6
    assert "This page can be left" in words_of(working)
    get(client, "workflow-rehearsal")
    assert asked == [(Workflow.objects.get(kind=CART).pk, 30)]
    with time_machine.travel(NOW, tick=False):
        tasks.rehearse(*asked[0])
    kept = get(client, "workflow-rehearsal")
    assert kept.context["found"].sent == 10
    assert kept.context["shown"]
    # Set otherwise, it is worked out anew.
    Workflow.objects.filter(kind=CART).update(window_days=[1])
    assert get(client, "workflow-rehearsal").context["working"]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["workflow-coverage", "coverage-summary", "coverage-people", "workflow-rehearsal"])
def test_number_of_queries_stays_however_much_happened(store, log_in, kind, name, django_assert_num_queries):
    client = log_in()
    for number in range(1, 7):
        order(number + 10, BEGAN - 62 * DAY + number * HOUR, customer_id=number)
    switch_on(kind, BEGAN)
    get(client, name, kind)
    with CaptureQueriesContext(connection) as few:
        get(client, name, kind)
    for number in range(7, 20):
        person(number)
        cart(f"t{number}", BEGAN + number * HOUR, number)
        order(number + 100, BEGAN + number * HOUR + timedelta(minutes=1), customer_id=number)
        order(number + 200, BEGAN - 62 * DAY, customer_id=number)
    with django_assert_num_queries(len(few)):
        get(client, name, kind)


@pytest.mark.usefixtures("basic_tier")
@pytest.mark.parametrize("name", ["workflow-coverage", "coverage-people", "workflow-rehearsal"])
def test_below_the_tier_the_pages_stay_readable(store, log_in, name):
    assert get(log_in(), name).status_code == 200
