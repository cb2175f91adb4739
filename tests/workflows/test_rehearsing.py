"""A rehearsal says what sending does: both go through the same histories, sending by a clock that is moved."""

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Portal
from crm.ingest import delete_orders
from crm.models import Product
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import (
    BEGAN,
    DAY,
    HOUR,
    Clockwork,
    cart,
    line,
    order,
    person,
    publish_all,
    switch_on,
)
from workflows.models import (
    Enrolment,
    Kind,
    LedgerEntry,
    LeftBecause,
    Mailbox,
    Sender,
    Workflow,
    WorkflowStep,
)
from workflows.rehearsing import cast_of, keeping, rehearse
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


def test_carts_of_which_nothing_is_sold_any_more_are_left_out_as_in_sending(store):
    person()
    made = {"created_at": START, "updated_at": START}
    vase = Product.objects.create(shopify_product_id=7, title="Vase", price="30", status="draft", **made)
    with time_machine.travel(START, tick=False):
        cart("t1", START, lines=(line("Vase", "30", shopify_product_id=vase.shopify_product_id),))
    found = rehearse(cast_of(store[CART], 5, START + 5 * DAY))
    assert (found.sent, found.skipped, found.finished) == (0, 3, 1)


def test_what_other_workflows_wrote_counts_for_the_pause(store):
    """The welcome was sent in earnest; the cart of the same hour would have waited for the pause."""
    person()
    order(1, START)
    switch_on(WELCOME, START)
    clockwork = Clockwork()
    clockwork.turn(START)
    cart("t1", START + TICK)
    found = rehearse(cast_of(store[CART], 1, START + DAY))
    ((written,),) = found.examples.values()
    assert written.at == START + Sender.current().pause


def test_who_may_not_be_written_to_is_counted_and_left_alone(store):
    person(1, accepts_marketing=False)
    person(2)
    for number in (1, 2):
        cart(f"t{number}", START, number)
    found = rehearse(cast_of(store[CART], 1, START + HOUR))
    assert (found.enrolled, found.sent, found.kept_out) == (1, 1, {LeftBecause.NO_CONSENT: 1})


def test_days_are_those_of_the_store(store):
    Portal.objects.update(time_zone="Asia/Tokyo")
    person()
    cart("t1", START + 12 * HOUR)
    found = rehearse(cast_of(store[CART], 3, START + DAY))
    assert found.emails == {(START + DAY).date(): [1, 0, 0]}


def test_rehearsing_asks_the_same_of_many(store, django_assert_num_queries):
    person()
    cart("t1", START)
    with CaptureQueriesContext(connection) as few:
        rehearse(cast_of(store[CART], 5, START + 5 * DAY))
    for number in range(2, 12):
        person(number)
        cart(f"t{number}", START, number)
    with django_assert_num_queries(len(few)):
        rehearse(cast_of(store[CART], 5, START + 5 * DAY))


def test_what_is_kept_of_a_big_one_is_what_was_found(store, monkeypatch):
    person()
    cart("t1", START)
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    now = START + 2 * DAY
    found = rehearse(cast_of(store[CART], 30, now))
    keeping.work_out(store[CART].pk, 30, now)
    assert keeping.rehearsal_of(store[CART], 30, now) == found
