"""Turning a workflow on and off, and what can be changed of it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry, Role
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
from workflows.enrolling import existing
from workflows.models import Enrolment, Kind, LedgerEntry, MarketingEmail, Sender, Workflow, WorkflowStep
from workflows.switching import CannotSwitchOn
from workflows.switching import switch_on as turn_on


@pytest.fixture(autouse=True)
def _store(workflows):
    ensure_pipeline()


def page(name: str, kind: str = Kind.ABANDONED_CART, *more: object) -> str:
    return reverse(name, args=[kind, *more])


def test_dialog_names_the_emails_that_are_not_published(log_in):
    answer = log_in().get(page("workflow-on"), headers={"HX-Request": "true"})
    said = answer.content.decode()
    for email in MarketingEmail.objects.filter(steps__workflow__kind=Kind.ABANDONED_CART):
        assert email.name in said
    assert "postal address is missing" in said
    assert "<form" not in said


def test_it_stays_off_while_an_email_is_a_draft(log_in):
    publish_all()
    step = WorkflowStep.objects.get(workflow__kind=Kind.ABANDONED_CART, place=2)
    MarketingEmail.objects.filter(pk=step.email_id).update(state="draft", saved_for_automation=False)
    answer = log_in().post(page("workflow-on"), {"who": "new"}, follow=True)
    assert "Its three e-mails have to be published first." in words_of(answer)
    assert not Workflow.objects.filter(is_on=True).exists()


def test_it_stays_off_without_a_postal_address(workflows):
    publish_all()
    Sender.objects.update(postal_address=" ")
    with pytest.raises(CannotSwitchOn, match="postal address"):
        turn_on(workflows[Kind.WELCOME], BEGAN, with_existing=False)


def test_turned_on_it_enrols_from_now_on(log_in):
    publish_all()
    person()
    cart("t1", BEGAN - HOUR)
    with time_machine.travel(BEGAN, tick=False):
        client = log_in()
        assert "Also 1 existing contact" in words_of(client.get(page("workflow-on")))
        client.post(page("workflow-on"), {"who": "new"})
    workflow = Workflow.objects.get(kind=Kind.ABANDONED_CART)
    assert (workflow.is_on, workflow.on_since) == (True, BEGAN)
    Clockwork().turn(BEGAN + HOUR)
    assert not Enrolment.objects.exists()
    assert AuditEntry.objects.filter(details__is_on__isnull=False).exists()


def test_existing_contacts_are_enrolled_where_that_is_asked_for(log_in):
    """What set them off is some days old; their delays count from now."""
    publish_all()
    person()
    cart("t1", BEGAN - 5 * DAY)
    with time_machine.travel(BEGAN, tick=False):
        answer = log_in().post(page("workflow-on"), {"who": "existing"}, follow=True)
    assert "1 existing contact is enrolled." in words_of(answer)
    assert existing(Workflow.objects.get(kind=Kind.ABANDONED_CART), BEGAN) == 0
    clockwork = Clockwork()
    clockwork.turn(BEGAN + HOUR)
    assert len(clockwork.sink.taken) == 1


def test_existing_are_counted_as_they_are_enrolled(workflows):
    publish_all()
    for number in range(1, 6):
        person(number, accepts_marketing=number != 5)
    order(1, BEGAN - 100 * DAY, customer_id=1)
    order(2, BEGAN - 10 * DAY, customer_id=2)
    order(3, BEGAN - 10 * DAY, customer_id=5)
    cart("t3", BEGAN - DAY, customer_id=3)
    cart("t4", BEGAN - 20 * DAY, customer_id=4)
    counted = {kind: existing(workflow, BEGAN) for kind, workflow in workflows.items()}
    assert counted == {Kind.WELCOME: 1, Kind.ABANDONED_CART: 1, Kind.RE_ENGAGEMENT: 1}
    for kind, workflow in workflows.items():
        assert turn_on(workflow, BEGAN, with_existing=True) == counted[kind]
        assert turn_on(workflow, BEGAN, with_existing=True) == 0


def test_turned_off_it_says_who_stays(log_in):
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    person()
    cart("t1", BEGAN)
    Clockwork().turn(BEGAN)
    client = log_in()
    assert "1 contact stays in it" in words_of(client.get(page("workflow-off")))
    client.post(page("workflow-off"))
    assert not Workflow.objects.get(kind=Kind.ABANDONED_CART).is_on
    assert Enrolment.objects.get().state == "active"


@pytest.mark.parametrize("name", ["workflow-on", "workflow-off", "workflow-window"])
def test_viewers_switch_and_change_nothing(log_in, name):
    client = log_in(Role.VIEWER)
    assert client.get(page(name)).status_code == 403
    assert client.post(page(name)).status_code == 403


@pytest.mark.usefixtures("basic_tier")
@pytest.mark.parametrize("name", ["workflow-on", "workflow-off", "workflow-window"])
def test_below_the_tier_nothing_is_switched(log_in, name):
    assert log_in().post(page(name)).status_code == 403


# --- What can be changed ---------------------------------------------------------------------------------------------
def test_window_is_set_and_said(log_in):
    given = {"window_days": ["1", "2"], "window_start": "09:00", "window_end": "17:30", "time_zone_of": "contact"}
    answer = log_in().post(page("workflow-window"), given, follow=True)
    assert "It sends: Mon, Tue, from" in words_of(answer)
    workflow = Workflow.objects.get(kind=Kind.ABANDONED_CART)
    assert (workflow.window_days, workflow.time_zone_of) == ([1, 2], "contact")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"window_days": [], "time_zone_of": "store"}, "This field is required"),
        ({"window_days": ["1"], "window_start": "09:00", "time_zone_of": "store"}, "Give both hours, or neither."),
        (
            {"window_days": ["1"], "window_start": "18:00", "window_end": "09:00", "time_zone_of": "store"},
            "The last hour comes after the first.",
        ),
    ],
)
def test_impossible_window_is_refused_in_words(log_in, given, said):
    answer = log_in().post(page("workflow-window"), given)
    assert said in words_of(answer)
    assert Workflow.objects.get(kind=Kind.ABANDONED_CART).window_start is None


def test_changed_delay_says_how_many_are_planned_anew(log_in):
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    person()
    cart("t1", BEGAN)
    Clockwork().turn(BEGAN)
    client = log_in()
    address = page("workflow-delay", Kind.ABANDONED_CART, 2)
    assert "1 contact waits for this e-mail" in words_of(client.get(address))
    answer = client.post(address, {"hours": "2"}, follow=True)
    assert "1 contact who waits is planned anew." in words_of(answer)
    assert LedgerEntry.objects.get(place=2).due_at == BEGAN + timedelta(hours=2)


def test_another_email_saved_for_automation_can_be_picked(log_in):
    publish_all()
    other = MarketingEmail.objects.create(name="Spring", language="en", state="published", saved_for_automation=True)
    draft = MarketingEmail.objects.create(name="Half done", language="en")
    client = log_in()
    address = page("workflow-email", Kind.WELCOME, 1)
    shown = words_of(client.get(address))
    assert "Spring" in shown
    assert "Half done" not in shown
    assert MarketingEmail.objects.filter(made_for=Kind.ABANDONED_CART).first().name not in shown
    assert client.post(address, {"email": draft.pk}).status_code == 200
    client.post(address, {"email": other.pk})
    assert WorkflowStep.objects.get(workflow__kind=Kind.WELCOME, place=1).email == other
