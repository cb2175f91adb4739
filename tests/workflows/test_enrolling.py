"""Who comes into a workflow: whoever something happened to since it is on, once for each occurrence."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.ingest import merge_contacts, merge_customers, merge_deals, sweep_abandoned
from crm.models import Contact
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from tests.crm.ingest.conftest import _pipeline, checkout, customer, day, line, order  # noqa: F401 (fixtures)
from workflows.enrolling import Enrolled, enrol, enrol_all
from workflows.models import Enrolment, Kind, LedgerEntry, Mailbox

SOURCE = ChangeSource.WEBHOOK
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 1, number, hour, tzinfo=UTC)


@pytest.fixture
def on(workflows):
    """Switches a workflow on at a moment."""

    def switch_on(kind, since):
        workflow = workflows[kind]
        workflow.is_on, workflow.on_since = True, since
        workflow.save()
        return workflow

    return switch_on


@pytest.fixture
def person(customer):  # noqa: F811
    """Makes a customer who accepts marketing, and gives the contact."""

    def make(number: int = 1, accepts_marketing: bool = True) -> Contact:
        address = f"person{number}@example.com"
        given = {"email": address, "accepts_marketing": accepts_marketing}
        merge_customers([customer(number, **given)], SOURCE)
        return Contact.objects.get(email=address)

    return make


@pytest.fixture
def cart(checkout):  # noqa: F811
    """Makes a checkout that was left on a day of January, so abandoned the day after."""

    def leave(token: str, number: int, customer_id: int = 1) -> None:
        made = {"customer_id": customer_id, "shopify_created_at": day(number), "name": f"#{token}"}
        merge_deals([checkout(token, number, **made)], SOURCE)
        sweep_abandoned()

    return leave


def enrolments(kind: str) -> list[tuple[str, str, datetime]]:
    rows = Enrolment.objects.filter(workflow__kind=kind).order_by("id")
    return [(one.contact.email, one.state, one.triggered_at) for one in rows.select_related("contact")]


def test_first_purchase_enrols_once_and_plans_the_first_email(on, person, order):  # noqa: F811
    person()
    welcome = on(Kind.WELCOME, at(3))
    merge_deals([order(1, 5, processed_at=day(4), shopify_created_at=day(4))], SOURCE)
    assert enrol(welcome, at(5)) == Enrolled(new=1)
    assert enrol(welcome, at(6)) == Enrolled()
    merge_deals([order(2, 7, processed_at=day(6), shopify_created_at=day(6))], SOURCE)
    assert enrol(welcome, at(7)) == Enrolled()
    entry = LedgerEntry.objects.get()
    assert (entry.place, entry.state, entry.due_at) == (1, "planned", entry.since)
    assert entry.since == Enrolment.objects.get().triggered_at == at(4)


def test_what_happened_before_it_was_on_enrols_nobody(on, person, order, cart):  # noqa: F811
    person()
    merge_deals([order(1, 5, processed_at=day(4), shopify_created_at=day(4))], SOURCE)
    cart("t1", 5)
    for kind in (Kind.WELCOME, Kind.ABANDONED_CART):
        assert enrol(on(kind, at(8)), at(9)) == Enrolled()


def test_second_purchase_is_no_first_one(on, person, order):  # noqa: F811
    person()
    merge_deals([order(1, 3, processed_at=day(2), shopify_created_at=day(2))], SOURCE)
    welcome = on(Kind.WELCOME, at(4))
    merge_deals([order(2, 6, processed_at=day(5), shopify_created_at=day(5))], SOURCE)
    assert enrol(welcome, at(6)) == Enrolled()


def test_who_may_not_be_written_to_is_not_enrolled(on, person, cart):
    carts = on(Kind.ABANDONED_CART, at(1))
    refuses, left, bounces, gone = (person(number, number > 1) for number in (1, 2, 3, 4))
    Mailbox.objects.create(address=left.email, unsubscribed_at=at(1))
    Mailbox.objects.create(address=bounces.email, bounced_at=at(1))
    for number in (1, 2, 3, 4):
        cart(f"t{number}", 5, number)
    delete_contacts([gone.pk], None)
    assert enrol(carts, at(7)) == Enrolled()
    refuses.refresh_from_db()
    Contact.objects.filter(pk=refuses.pk).update(accepts_marketing=True)
    assert enrol(carts, at(7)) == Enrolled(new=1)


def test_of_several_carts_the_newest_enrols(on, person, cart):
    person()
    carts = on(Kind.ABANDONED_CART, at(1))
    cart("t1", 5)
    cart("t2", 6)
    assert enrol(carts, at(8)) == Enrolled(new=1)
    assert Enrolment.objects.get().deal.checkout_token == "t2"


def test_cart_left_while_in_the_workflow_goes_into_the_running_enrolment(on, person, cart):
    person()
    carts = on(Kind.ABANDONED_CART, at(1))
    cart("t1", 5)
    assert enrol(carts, at(6)) == Enrolled(new=1)
    cart("t2", 6)
    assert enrol(carts, at(8)) == Enrolled(joined=1)
    assert enrol(carts, at(8)) == Enrolled()
    running, joined = Enrolment.objects.order_by("id")
    assert (running.state, running.deal.checkout_token, running.triggered_at) == ("active", "t2", at(6))
    assert (joined.state, joined.deal.checkout_token) == ("joined", "t2")
    assert LedgerEntry.objects.count() == 1


def test_who_went_through_comes_in_again_with_another_cart(on, person, cart):
    person()
    carts = on(Kind.ABANDONED_CART, at(1))
    cart("t1", 5)
    enrol(carts, at(6))
    Enrolment.objects.update(state=Enrolment.State.FINISHED, ended_at=at(6, 1))
    assert enrol(carts, at(7)) == Enrolled()
    cart("t2", 8)
    assert enrol(carts, at(9)) == Enrolled(new=1)


def test_cart_before_a_purchase_is_forgotten(on, person, cart, order):  # noqa: F811
    person()
    carts = on(Kind.ABANDONED_CART, at(1))
    cart("t1", 5)
    merge_deals([order(1, 9, processed_at=day(8), shopify_created_at=day(8))], SOURCE)
    assert enrol(carts, at(8)) == Enrolled()


def test_lapse_enrols_once_for_each_lapse(on, person, order):  # noqa: F811
    person()
    past = on(Kind.RE_ENGAGEMENT, at(20))
    merge_deals([order(1, 5, processed_at=day(4), shopify_created_at=day(4))], SOURCE)
    lapsed = at(4) + 60 * DAY
    assert enrol(past, lapsed - HOUR) == Enrolled()
    assert enrol(past, lapsed) == Enrolled(new=1)
    assert enrolments(Kind.RE_ENGAGEMENT) == [("person1@example.com", "active", lapsed)]
    Enrolment.objects.update(state=Enrolment.State.LEFT, left_because="bought", ended_at=lapsed)
    merge_deals([order(2, 30, processed_at=day(29), shopify_created_at=day(29))], SOURCE)
    assert enrol(past, lapsed + DAY) == Enrolled()
    assert enrol(past, at(29) + 60 * DAY) == Enrolled(new=1)


def test_what_is_seen_too_late_enrols_nobody(on, person, cart):
    person()
    carts = on(Kind.ABANDONED_CART, at(1))
    cart("t1", 5)
    assert enrol(carts, at(9) + HOUR) == Enrolled()
    assert enrol(carts, at(9)) == Enrolled(new=1)


def test_only_workflows_that_are_on(on, person, cart):
    person()
    cart("t1", 5)
    assert enrol_all(at(6)) == {}
    on(Kind.ABANDONED_CART, at(1))
    assert enrol_all(at(6)) == {Kind.ABANDONED_CART: Enrolled(new=1)}


def test_a_first_purchase_welcomes_once_also_where_contacts_become_one(on, person, order):  # noqa: F811
    welcome = on(Kind.WELCOME, at(1))
    kept, merged = person(1), person(2)
    merge_deals([order(7, 5, customer_id=2, shopify_created_at=day(5))], SOURCE)
    enrol(welcome, at(6))
    Enrolment.objects.update(state=Enrolment.State.FINISHED, ended_at=at(6))

    merge_contacts(kept, merged, SOURCE)
    enrol(welcome, at(7))

    assert Enrolment.objects.count() == 1
