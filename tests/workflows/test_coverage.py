"""Coverage: every occurrence is told, as enrolled or with the reason why not; what is told is what enrolling does."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import Contact, Deal
from crm.recycle_bin import delete_contacts
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import BEGAN, DAY, HOUR, Clockwork, cart, order, person, publish_all, switch_on
from workflows.coverage import ENROLLED, Occurrences, coverage_of, since_of
from workflows.enrolling import enrol
from workflows.models import Enrolment, Kind, LeftBecause, Mailbox, NotEnrolled, OptOut, Workflow

CART, WELCOME, PAST = Kind.ABANDONED_CART, Kind.WELCOME, Kind.RE_ENGAGEMENT
NOW = BEGAN + 20 * DAY


@pytest.fixture
def store(workflows):
    ensure_pipeline()
    publish_all()
    return workflows


def told(kind, days=90, now=NOW):
    """What coverage says of the days before a moment: verdict → number."""
    workflow = Workflow.objects.get(kind=kind)
    coverage = coverage_of(workflow, since_of(workflow, days, now), now)
    counts = {one.because: one.number for one in coverage.reasons}
    return counts | ({ENROLLED: coverage.enrolled} if coverage.enrolled else {})


def test_each_cart_is_told_with_its_reason(store):
    for number in range(1, 11):
        person(number, accepts_marketing=number != 2)
    order(1, BEGAN + DAY, customer_id=1)
    cart("bought", BEGAN, 1)
    cart("no-consent", BEGAN, 2)
    cart("gone-mailbox", BEGAN, 3)
    cart("unsubscribed", BEGAN, 4)
    cart("deleted", BEGAN, 5)
    cart("nobody", BEGAN, 999)
    cart("older", BEGAN, 6)
    cart("newer", BEGAN + HOUR, 6)
    cart("no-contact-left", BEGAN, 7)
    cart("before", BEGAN - 3 * DAY, 8)
    Mailbox.objects.create(address="person3@example.com", bounced_at=BEGAN)
    mailbox = Mailbox.objects.create(address="person4@example.com")
    OptOut.objects.create(mailbox=mailbox, kind=CART, opted_out_at=BEGAN)
    Deal.objects.filter(checkout_token="deleted").update(deleted_at=BEGAN)
    delete_contacts([Contact.objects.get(email="person7@example.com").pk], None)
    switch_on(CART, BEGAN - DAY)
    enrol(Workflow.objects.get(kind=CART), BEGAN + 2 * HOUR)
    assert told(CART) == {
        ENROLLED: 1,
        NotEnrolled.BOUGHT: 1,
        LeftBecause.NO_CONSENT: 1,
        LeftBecause.BOUNCED: 1,
        LeftBecause.UNSUBSCRIBED: 1,
        NotEnrolled.CART_GONE: 1,
        NotEnrolled.NO_CONTACT: 1,
        NotEnrolled.NEWER_CART: 1,
        LeftBecause.CONTACT_GONE: 1,
        NotEnrolled.BEFORE_ON: 1,
    }


def test_what_is_seen_too_late_and_what_comes_next(store):
    person(1)
    person(2)
    switch_on(CART, BEGAN - DAY)
    cart("late", BEGAN, 1)
    cart("now", BEGAN + 4 * DAY, 2)
    assert told(CART, now=BEGAN + 4 * DAY) == {NotEnrolled.TOO_LATE: 1, NotEnrolled.SOON: 1}


def test_cart_that_went_into_a_running_enrolment_was_in_already(store):
    person(1)
    switch_on(CART)
    clockwork = Clockwork()
    cart("one", BEGAN, 1)
    clockwork.turn(BEGAN)
    cart("two", BEGAN + HOUR, 1)
    clockwork.turn(BEGAN + HOUR)
    assert told(CART) == {ENROLLED: 1, NotEnrolled.ALREADY_IN: 1}


def test_while_it_is_off_that_is_the_reason(store):
    person(1)
    cart("one", BEGAN, 1)
    assert told(CART) == {NotEnrolled.OFF: 1}
    assert told(CART, days=None) == {}


def test_first_purchases_of_the_period(store):
    for number in (1, 2, 3):
        person(number, accepts_marketing=number != 3)
        order(number, BEGAN + DAY, customer_id=number)
    order(4, BEGAN + 2 * DAY, customer_id=1)
    order(5, BEGAN - 200 * DAY, customer_id=2)
    switch_on(WELCOME)
    enrol(Workflow.objects.get(kind=WELCOME), BEGAN + DAY)
    assert told(WELCOME) == {ENROLLED: 1, LeftBecause.NO_CONSENT: 1}
    assert told(WELCOME, days=7) == {}


def test_lapse_that_a_purchase_ended_is_told_as_such(store):
    person(1)
    person(2)
    order(1, NOW - 80 * DAY, customer_id=1)
    order(2, NOW - 5 * DAY, customer_id=1)
    order(3, NOW - 61 * DAY, customer_id=2)
    order(4, NOW - 70 * DAY, customer_id=2)
    switch_on(PAST, NOW - 30 * DAY)
    assert told(PAST) == {NotEnrolled.BOUGHT: 1, NotEnrolled.SOON: 1}


def test_enrolment_counts_also_when_its_order_was_taken_back(store):
    person(1)
    switch_on(WELCOME)
    order(1, BEGAN + HOUR, customer_id=1)
    enrol(Workflow.objects.get(kind=WELCOME), BEGAN + HOUR)
    cancelled = (BEGAN + 2 * HOUR).isoformat()
    order(1, BEGAN + HOUR, customer_id=1, cancelled_at=cancelled, version=BEGAN + 2 * HOUR)
    assert told(WELCOME) == {ENROLLED: 1}


def test_people_are_read_a_page_at_a_time(store):
    for number in range(1, 8):
        person(number, accepts_marketing=number % 2 == 0)
        cart(f"t{number}", BEGAN + number * HOUR, number)
    workflow = switch_on(CART)
    enrol(workflow, BEGAN + DAY)
    since = since_of(workflow, 90, NOW)
    every = Occurrences(workflow, since, NOW, "", 7)
    assert [one.triggered_at for one in every] == [BEGAN + number * HOUR for number in range(7, 0, -1)]
    enrolled = Occurrences(workflow, since, NOW, ENROLLED, 3)
    assert {one.enrolment_id for one in enrolled} == set(Enrolment.objects.values_list("pk", flat=True))
    refused = Occurrences(workflow, since, NOW, LeftBecause.NO_CONSENT, 4)
    assert [len(refused[:3]), len(refused[3:])] == [3, 1]
    assert {one.verdict for one in refused} == {LeftBecause.NO_CONSENT}


HOURS = st.integers(0, 24 * 12)
HAPPENING = st.tuples(
    st.sampled_from(["cart", "order", "cancel", "delete", "bounce", "unsubscribe", "enrol", "refuse"]),
    st.integers(1, 4),
    HOURS,
)


def happen(what: str, number: int, moment, place: int, workflow: Workflow) -> None:
    address = f"person{number}@example.com"
    match what:
        case "cart":
            cart(f"t{place}", moment, number)
        case "order":
            order(place + 100, moment, customer_id=number)
        case "cancel":
            Deal.objects.filter(contact__email=address, stage="processed").update(stage="cancelled")
        case "delete":
            Deal.objects.filter(contact__email=address).update(deleted_at=moment)
        case "bounce":
            Mailbox.objects.update_or_create(address=address, defaults={"bounced_at": moment})
        case "unsubscribe":
            Mailbox.objects.update_or_create(address=address, defaults={"unsubscribed_at": moment})
        case "refuse":
            Contact.objects.filter(email=address).update(accepts_marketing=False)
        case "enrol":
            enrol(workflow, moment)
            Enrolment.objects.filter(contact__email=address, state="active").update(state="finished", ended_at=moment)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_told_is_what_enrolling_does(store, kind):
    """Of any history: everything is told once, nothing twice, and who is said to come in comes in, nobody else."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(HAPPENING, max_size=14), st.integers(0, 6), st.sampled_from([1, 60]))
    def told_as_done(history, on_after_days, lapse):
        with transaction.atomic():
            for number in range(1, 5):
                person(number)
            workflow = switch_on(kind, BEGAN + on_after_days * DAY)
            if kind == PAST:
                Workflow.objects.filter(kind=PAST).update(lapse_days=lapse)
                workflow.refresh_from_db()
            for place, (what, number, hours) in enumerate(history):
                happen(what, number, BEGAN + hours * HOUR, place, workflow)
            now = BEGAN + 13 * DAY
            before = told(kind, now=now)
            since = since_of(workflow, 90, now)
            coming = Occurrences(workflow, since, now, NotEnrolled.SOON, before.get(NotEnrolled.SOON, 0))
            expected = sorted(one.contact_id for one in coming)
            known = set(Enrolment.objects.exclude(state="joined").values_list("occurrence", flat=True))
            assert before.get(ENROLLED, 0) == len(known)
            enrol(workflow, now)
            came = Enrolment.objects.exclude(state="joined").exclude(occurrence__in=known)
            assert sorted(came.values_list("contact_id", flat=True)) == expected
            after = told(kind, now=now)
            assert sum(after.values()) == sum(before.values())
            assert after.get(ENROLLED, 0) == len(known) + len(expected)
            assert NotEnrolled.SOON not in after
            transaction.set_rollback(True)

    told_as_done()
