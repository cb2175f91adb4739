"""E-mails are marked and settled in groups; what ends one in the middle is told of each e-mail apart."""

import pytest

from crm.stages import ensure_pipeline
from tests.workflows.sending_world import BEGAN, DAY, HOUR, Clockwork, cart, order, person, publish_all, switch_on
from workflows.models import Enrolment, Kind, LedgerEntry, Mailbox, Workflow
from workflows.sending import claiming
from workflows.sending.pace import Pace
from workflows.sending.transports import Again, Down, Refused, Sent, Unsure

PEOPLE = 6


@pytest.fixture
def clockwork(workflows, monkeypatch):
    """Six people whose carts are due at once, and a server so fast that all go in one group."""
    monkeypatch.setattr(Pace, "fits", lambda self, seconds, most, unknown: most)
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    for number in range(1, PEOPLE + 1):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    clockwork = Clockwork()
    clockwork.enrol()
    return clockwork


def states() -> list[str]:
    """Of the first e-mails, in the order of people."""
    first = LedgerEntry.objects.filter(place=1).order_by("enrolment__contact__email")
    return list(first.values_list("state", flat=True))


def test_each_ends_as_it_was_answered(clockwork):
    clockwork.sink.answers = [
        Sent(),
        Again("451 later"),
        Refused("550 5.1.1 nobody", is_address=True),
        Unsure("broke"),
        Sent(),
    ]
    clockwork.turn(BEGAN)
    assert sorted(states()) == ["bounced", "planned", "sent", "sent", "sent", "unknown"]
    assert LedgerEntry.objects.filter(place=2, state="planned").count() == 3 + 1
    assert Mailbox.objects.filter(bounced_at__isnull=False).count() == 1


def test_what_a_server_that_went_away_was_not_asked_is_as_before(clockwork):
    before = list(LedgerEntry.objects.order_by("id").values("state", "attempts", "due_at", "claim", "lease_until"))
    clockwork.sink.answers = [Sent(), Down("ConnectionRefusedError")]
    clockwork.turn(BEGAN)
    assert sorted(states()) == ["planned"] * 5 + ["sent"]
    assert LedgerEntry.objects.filter(place=1, attempts=0, due_at=before[0]["due_at"], claim=None).count() == 4
    assert Mailbox.objects.filter(last_email_at__isnull=False).count() == 1
    clockwork.turn(BEGAN + HOUR)
    assert states() == ["sent"] * PEOPLE
    assert len(set(clockwork.sink.recipients)) == len(clockwork.sink.taken) == PEOPLE


def test_of_a_process_that_is_stopped_only_the_one_in_hand_is_unknown(clockwork):
    def stop_at_the_third(letter):
        if len(clockwork.sink.taken) == 2:
            raise KeyboardInterrupt

    clockwork.sink.before = stop_at_the_third
    with pytest.raises(KeyboardInterrupt):
        clockwork.turn(BEGAN)
    assert sorted(states()) == ["handing_over", "planned", "planned", "planned", "sent", "sent"]
    clockwork.sink.before = None
    clockwork.turn(BEGAN + claiming.lease() + HOUR)
    assert sorted(states()) == ["sent"] * 5 + ["unknown"]
    assert len(clockwork.sink.taken) == 5


def test_of_two_workflows_that_write_to_one_person_in_one_group_the_cart_comes_first(clockwork):
    Enrolment.objects.all().delete()
    switch_on(Kind.WELCOME, since=BEGAN - 2 * DAY)
    Workflow.objects.filter(kind=Kind.ABANDONED_CART).update(is_on=False)
    for number in range(1, PEOPLE + 1):
        order(number, BEGAN - DAY, customer_id=number)
    clockwork.enrol()
    switch_on(Kind.ABANDONED_CART)
    clockwork.turn(BEGAN)
    assert [letter.found.plan.kind for letter in clockwork.sink.taken] == [Kind.ABANDONED_CART] * PEOPLE
    assert set(LedgerEntry.objects.filter(workflow__kind=Kind.WELCOME).values_list("waits_for", "state")) == {
        ("pause", "planned")
    }
