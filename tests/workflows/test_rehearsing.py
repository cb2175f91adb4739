"""A rehearsal says what sending does: both go through the same histories, sending by a clock that is moved."""

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Portal
from crm.ingest import delete_orders
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import (
    BEGAN,
    Clockwork,
    cart,
    order,
    person,
    publish_all,
    switch_on,
)
from workflows.models import (
    Enrolment,
    Kind,
    LedgerEntry,
    Mailbox,
    Sender,
    Workflow,
    WorkflowStep,
)
from workflows.rehearsing import cast_of, rehearse
from workflows.rehearsing.rehearsal import plays_of

CART, WELCOME, PAST = Kind.ABANDONED_CART, Kind.WELCOME, Kind.RE_ENGAGEMENT
# Six, noon, six, midnight: days and windows begin and end at ticks.
START, TICK = BEGAN.replace(hour=6), timedelta(hours=6)
TICKS = 16
PEOPLE = 3


@pytest.fixture
def store(workflows):
    ensure_pipeline()
    publish_all()
    Portal.objects.update(time_zone="UTC")
    return workflows


@dataclass
class World:
    """Turns what is drawn into what happens in a store. Each happening is known from its own moment on."""

    number: int = 0

    def __post_init__(self) -> None:
        self.orders: dict[int, list[tuple[int, object]]] = {}
        self.carts: dict[int, list[str]] = {}

    def happen(self, what: str, who: int, at) -> None:
        self.number += 1
        with time_machine.travel(at, tick=False):
            getattr(self, what)(who, at)

    def leave_cart(self, who, at):
        cart(f"t{self.number}", at, who)
        self.carts.setdefault(who, []).append(f"t{self.number}")

    def buy(self, who, at, **fields):
        order(self.number, at, who, **fields)
        self.orders.setdefault(who, []).append((self.number, at))

    def complete(self, who, at):
        if self.carts.get(who):
            self.buy(who, at, checkout_token=self.carts[who].pop())

    def cancel(self, who, at):
        if self.orders.get(who):
            number, placed = self.orders[who].pop()
            order(number, placed, who, cancelled_at=at.isoformat(), version=at)

    def delete(self, who, at):
        if self.orders.get(who):
            delete_orders([self.orders[who].pop()[0]], at)

    def unsubscribe(self, who, at):
        self.close(who, unsubscribed_at=at)

    def bounce(self, who, at):
        self.close(who, bounced_at=at)

    def close(self, who, **fields):
        # One reason is enough: of several, history knows the moment of the first and the words of the last.
        Mailbox.objects.get_or_create(address=f"person{who}@example.com")
        still = {"unsubscribed_at": None, "bounced_at": None}
        Mailbox.objects.filter(address=f"person{who}@example.com", **still).update(**fields)


WHAT = ["leave_cart"] * 3 + ["buy"] * 2 + ["complete", "cancel", "delete", "unsubscribe", "bounce"]
HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(1, PEOPLE), st.integers(-6, TICKS)), min_size=3, max_size=14
)


@st.composite
def settings_of_workflow(draw):
    """Delays, window and pause, in ticks: what happens between them is seen at the next one."""
    return {
        "delays": draw(st.lists(st.sampled_from([0, 1, 2, 4]), min_size=3, max_size=3)),
        "useless_after": draw(st.sampled_from([1, 12])),
        "window": draw(st.sampled_from([None, (time(6), time(18))])),
        "days": draw(st.sampled_from([[1, 2, 3, 4, 5, 6, 7], [2, 4, 6]])),
        "pause_hours": draw(st.sampled_from([0, 6, 24, 60])),
    }


def set_up(kind, chosen):
    for place, delay in enumerate(chosen["delays"], 1):
        WorkflowStep.objects.filter(workflow__kind=kind, place=place).update(
            delay_seconds=delay * TICK.total_seconds(),
            useless_after_seconds=chosen["useless_after"] * TICK.total_seconds(),
        )
    start, end = chosen["window"] or (None, None)
    Workflow.objects.filter(kind=kind).update(window_start=start, window_end=end, window_days=chosen["days"])
    Workflow.objects.filter(kind=PAST).update(lapse_days=1)
    Sender.objects.update(pause_hours=chosen["pause_hours"])


def send_through(kind, history) -> Clockwork:
    """Let it happen, and send in earnest, tick by tick."""
    world, clockwork = World(), Clockwork()
    switch_on(kind, START)
    for number in range(1, PEOPLE + 1):
        person(number)
    for tick in range(-6, TICKS + 1):
        at = START + tick * TICK
        for what, who, when in history:
            if when == tick:
                world.happen(what, who, at)
        if tick >= 0:
            turn_until_nothing_changes(clockwork, at)
    return clockwork


def turn_until_nothing_changes(clockwork, at):
    before = None
    while (now := state()) != before:
        before = now
        clockwork.turn(at)


def state():
    return [*Enrolment.objects.order_by("pk").values()], [*LedgerEntry.objects.order_by("pk").values()]


def done_in_earnest(kind):
    """What the ledger says, in the words of a rehearsal."""
    entries, enrolments = LedgerEntry.objects.filter(workflow__kind=kind), Enrolment.objects.filter(workflow__kind=kind)
    states = Counter(enrolments.values_list("state", flat=True))
    return {
        "written": sorted(entries.filter(state="sent").values_list("done_at", "place", "enrolment__contact_id")),
        "enrolled": sum(states.values()) - states["joined"],
        "finished": states["finished"],
        "active": states["active"],
        "late": entries.filter(state="late").count(),
        "left": Counter(enrolments.filter(state="left").values_list("left_because", flat=True)),
    }


def rehearsed(kind, days):
    cast = cast_of(Workflow.objects.get(kind=kind), days, START + TICKS * TICK)
    found, played = rehearse(cast), list(plays_of(cast, cast.contact_ids))
    written = [one for each in played for one in each.written]
    assert found.sent == len(written)
    return {
        "written": sorted((one.at, one.place, one.contact_id) for one in written),
        "enrolled": found.enrolled,
        "finished": found.finished,
        "active": found.active,
        "late": found.late,
        "left": Counter({because.value: number for because, number in found.left.items()}),
    }


@pytest.mark.parametrize("kind", Kind)
def test_rehearsal_is_what_sending_did(store, kind):
    """Of any history, however the workflow is set: the same e-mails to the same people at the same moments."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(HAPPENINGS, settings_of_workflow())
    def as_sent(history, chosen):
        with transaction.atomic():
            set_up(kind, chosen)
            send_through(kind, history)
            assert rehearsed(kind, TICKS // 4) == done_in_earnest(kind)
            transaction.set_rollback(True)

    as_sent()
