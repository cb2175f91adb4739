"""A contact's timeline tells of workflows and of the e-mails they sent (SPEC T4)."""

from datetime import timedelta

import pytest

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
from workflows.models import Enrolment, Kind, MarketingEmail


@pytest.fixture
def ana(workflows):
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    return person()


@pytest.fixture
def told(log_in, ana):
    client = log_in()

    def told(events=""):
        page = client.get(ana.get_absolute_url(), {"events": events} if events else {})
        return [(one.title, one.source) for one in page.context["timeline"]], page

    return told


def test_enrolled_sent_to_and_left(ana, told):
    clockwork = Clockwork()
    cart("one", BEGAN)
    clockwork.turn(BEGAN)
    order(7, BEGAN + HOUR)
    clockwork.turn(BEGAN + 2 * HOUR)
    email = MarketingEmail.objects.get(steps__workflow__kind=Kind.ABANDONED_CART, steps__place=1)

    came, page = told("workflows")
    assert [title for title, _ in came] == [
        "Left “Abandoned cart follow-up”",
        "Came into “Abandoned cart follow-up”",
    ]
    assert "Abandoned cart: #one" in came[1][1]
    assert f"/automation/abandoned_cart/people/{Enrolment.objects.get().pk}/" in page.content.decode()
    assert told("emails")[0] == [(f"Got “{email.name}”", "Abandoned cart follow-up")]
    everything = words_of(told()[1])
    for sentence in ("Came into", "Got “", "Left “"):
        assert sentence in everything


def test_who_went_through_it(ana, told):
    clockwork = Clockwork()
    cart("one", BEGAN)
    for days in range(12):
        clockwork.turn(BEGAN + days * DAY + timedelta(minutes=1))
    assert "Went through “Abandoned cart follow-up”" in [title for title, _ in told("workflows")[0]]
    assert len(told("emails")[0]) == 3


def test_an_email_that_was_deleted_is_still_told(ana, told):
    cart("one", BEGAN)
    Clockwork().turn(BEGAN)
    MarketingEmail.objects.filter(steps__place=1).delete()
    assert told("emails")[0] == [("Got “e-mail 1”", "Abandoned cart follow-up")]
