"""Who is in a workflow and why, what waits for a person, and the outbox: what the pages say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import (
    BEGAN,
    DAY,
    HOUR,
    Clockwork,
    cart,
    order,
    person,
    publish_all,
    switch_on,
    words_of,
)
from workflows import sending
from workflows.models import EmailEvent, Enrolment, Kind, LedgerEntry, OutboxEmail
from workflows.sending.transports import Unsure

CART = Kind.ABANDONED_CART


@pytest.fixture
def clockwork(workflows):
    ensure_pipeline()
    publish_all()
    switch_on(CART)
    for number in (1, 2, 3):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    return Clockwork()


def read(client, name, *args, **params):
    return words_of(client.get(reverse(name, args=args), params))


def test_every_number_opens_the_people_it_counts(clockwork, log_in):
    clockwork.turn(BEGAN)
    order(9, BEGAN + HOUR, customer_id=2)
    clockwork.turn(BEGAN + 2 * HOUR)
    client = log_in()
    context = client.get(reverse("workflow", args=[CART])).context
    numbers = [*context["funnel_rows"], *(one for step in context["row"].steps for one in step.counts)]
    assert {one.label: one.number for one in numbers if one.number} == {
        "Enrolled": 3,
        "In the workflow": 2,
        "Left: Bought something": 1,
        "sent": 3,
        "waiting": 2,
        "not sent": 1,
    }
    for one in numbers:
        assert client.get(one.url).context["number"] == one.number, one.label


def test_cart_that_went_into_a_running_enrolment_is_no_person_of_its_own(clockwork, log_in):
    clockwork.turn(BEGAN)
    cart("t9", BEGAN + DAY, customer_id=1)
    clockwork.turn(BEGAN + DAY)
    assert Enrolment.objects.filter(state="joined").count() == 1
    client = log_in()
    (enrolled, *_others) = client.get(reverse("workflow", args=[CART])).context["funnel_rows"]
    assert (enrolled.label, enrolled.number) == ("Enrolled", 3)
    assert client.get(enrolled.url).context["number"] == 3


def test_why_somebody_is_in_it_and_what_they_wait_for(clockwork, log_in):
    clockwork.turn(BEGAN)
    client = log_in(Role.VIEWER)
    people = read(client, "workflow-people", CART)
    assert "Abandoned cart: #t1, Jan 5, 2026" in people
    assert "E-mail 2 waits until" in people
    one = Enrolment.objects.get(contact__email="person1@example.com")
    story = read(client, "enrolment", CART, one.pk)
    assert "E-mail 1 was sent" in story
    assert "E-mail 2 waits until" in story


def test_people_are_searched_and_told_apart_by_state(clockwork, log_in):
    clockwork.turn(BEGAN)
    client = log_in()
    found = client.get(reverse("workflow-people", args=[CART]), {"q": "person2"})
    assert [str(row) for row in found.context["rows"]] == ["Person2"]
    assert client.get(reverse("workflow-people", args=[CART]), {"state": "left"}).context["number"] == 0
    for nonsense in ({"state": "x"}, {"place": "99", "email": "x"}, {"because": "\x00"}, {"after": "zzz"}):
        assert client.get(reverse("workflow-people", args=[CART]), nonsense).status_code == 200


def test_number_of_queries_stays_whoever_is_in_it(clockwork, log_in, django_assert_num_queries):
    client = log_in()
    clockwork.turn(BEGAN)
    address = reverse("workflow-people", args=[CART])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(4, 20):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    clockwork.turn(BEGAN + HOUR)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_late_emails_are_asked_about_and_decided(clockwork, log_in):
    clockwork.enrol()
    sending.run(lambda: BEGAN + 4 * DAY, by=clockwork.sink)
    client = log_in()
    assert "3 e-mails wait for you" in read(client, "workflow", CART)
    page = read(client, "workflow-held", CART)
    assert page.count("due") >= 3
    one = LedgerEntry.objects.order_by("pk").first()
    client.post(reverse("workflow-held", args=[CART]), {"do": "send", "entry": [one.pk, "x"]})
    assert LedgerEntry.objects.filter(is_wanted_late=True).count() == 1
    client.post(reverse("workflow-held", args=[CART]), {"do": "skip", "all": "1"})
    assert LedgerEntry.objects.filter(state="skipped").count() == 2
    assert not LedgerEntry.objects.filter(state="late").exists()


def test_what_may_have_left_is_asked_about_with_its_message_id(clockwork, log_in):
    clockwork.sink.answers = [Unsure("the connection broke")]
    clockwork.turn(BEGAN)
    entry = LedgerEntry.objects.get(state="unknown")
    client = log_in()
    assert entry.message_id.strip("<>") in read(client, "workflow-held", CART)
    client.post(reverse("workflow-held", args=[CART]), {"do": "sent", "entry": [entry.pk]})
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_viewers_decide_nothing(clockwork, log_in):
    client = log_in(Role.VIEWER)
    assert client.get(reverse("workflow-held", args=[CART])).status_code == 200
    assert client.post(reverse("workflow-held", args=[CART]), {"do": "skip", "all": "1"}).status_code == 403


def test_outbox_shows_what_would_have_gone_out(clockwork, log_in, settings):
    settings.EMAIL_URL = ""
    clockwork.enrol()
    sending.run(lambda: BEGAN)
    client = log_in(Role.VIEWER)
    shown = client.get(reverse("outbox"))
    assert shown.context["number"] == 3
    assert [row.recipient for row in client.get(reverse("outbox"), {"q": "person2@example.com"}).context["rows"]] == [
        "person2@example.com"
    ]
    kept = OutboxEmail.objects.first()
    assert kept.headers["Message-ID"].strip("<>") in read(client, "outbox-email", kept.pk)
    framed = client.get(reverse("outbox-html", args=[kept.pk]))
    assert framed.content.decode() == kept.html
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "script-src" not in framed.headers["Content-Security-Policy"]


def test_figures_stand_beside_each_email(clockwork, log_in):
    clockwork.turn(BEGAN)
    entry = LedgerEntry.objects.filter(place=1).first()
    EmailEvent.objects.create(
        entry=entry, kind=EmailEvent.Kind.CLICK, happened_at=BEGAN + HOUR, url="https://x.example"
    )
    client = log_in(Role.VIEWER)
    (row,) = [row for row in client.get(reverse("emails")).context["page"].rows if row.figures]
    assert (row.figures.sent, row.figures.opened, row.figures.clicked) == (3, 1, 1)
    page = words_of(client.get(row.email.get_absolute_url()))
    assert "Sent 3 Delivered 3 Opened 1 · 33% Clicked 1 · 33% Click-through rate 100%" in page
