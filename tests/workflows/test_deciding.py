"""What happens next to somebody in a workflow."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.deciding import DealState, Late, Leave, Send, Situation, Wait, decide
from workflows.models import Kind, LeftBecause, WaitsFor
from workflows.windows import ALWAYS, Window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
BEGAN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CART = Situation(
    kind=Kind.ABANDONED_CART,
    triggered_at=BEGAN,
    since=BEGAN,
    delay=DAY,
    useless_after=3 * DAY,
    window=ALWAYS,
    zone=PARIS,
    pause=16 * HOUR,
    deal=DealState(is_abandoned=True),
)
WELCOME = replace(CART, kind=Kind.WELCOME, deal=DealState(is_sale=True), last_sale_at=BEGAN)
PAST = replace(CART, kind=Kind.RE_ENGAGEMENT, deal=None, last_sale_at=BEGAN - 60 * DAY)
EACH = pytest.mark.parametrize("situation", [CART, WELCOME, PAST], ids=["cart", "welcome", "past"])


@EACH
def test_waits_exactly_the_delay_and_then_sends(situation):
    due = BEGAN + DAY
    assert decide(situation, due - timedelta(microseconds=1)) == Wait(due, WaitsFor.DELAY)
    assert decide(situation, due) == Send()


@EACH
@pytest.mark.parametrize("because", LeftBecause)
def test_who_may_not_be_written_to_leaves_at_once(situation, because):
    assert decide(replace(situation, unreachable=because), BEGAN) == Leave(because)


@pytest.mark.parametrize(
    ("situation", "because"),
    [
        (replace(CART, deal=DealState(is_sale=True)), LeftBecause.COMPLETED),
        (replace(CART, deal=DealState(is_there=False, is_abandoned=True)), LeftBecause.CART_GONE),
        (replace(CART, deal=None), LeftBecause.CART_GONE),
        (replace(CART, last_sale_at=BEGAN + HOUR), LeftBecause.BOUGHT),
        (replace(WELCOME, deal=DealState()), LeftBecause.TAKEN_BACK),
        (replace(WELCOME, deal=DealState(is_there=False, is_sale=True)), LeftBecause.TAKEN_BACK),
        (replace(PAST, last_sale_at=BEGAN + HOUR), LeftBecause.BOUGHT),
    ],
)
def test_who_reached_the_goal_leaves(situation, because):
    assert decide(situation, BEGAN + DAY) == Leave(because)


def test_buying_before_the_cart_was_left_is_no_goal_and_another_purchase_does_not_end_the_welcome():
    assert decide(replace(CART, last_sale_at=BEGAN - DAY), BEGAN + DAY) == Send()
    assert decide(replace(WELCOME, last_sale_at=BEGAN + HOUR), BEGAN + DAY) == Send()


def test_outside_the_window_it_waits_for_its_opening():
    mornings = replace(CART, window=Window(frozenset({1, 2, 3, 4, 5}), time(9), time(12)))
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert decide(mornings, evening) == Wait(datetime(2026, 11, 25, 8, 0, tzinfo=UTC), WaitsFor.WINDOW)


def test_soon_after_another_email_it_waits():
    written = replace(CART, last_email_at=BEGAN + DAY - HOUR)
    assert decide(written, BEGAN + DAY) == Wait(BEGAN + DAY + 15 * HOUR, WaitsFor.PAUSE)
    assert decide(written, BEGAN + DAY + 15 * HOUR) == Send()


def test_after_standing_still_for_too_long_a_person_is_asked():
    due = BEGAN + DAY
    assert decide(CART, due + 3 * DAY) == Send()
    assert decide(CART, due + 3 * DAY + timedelta(seconds=1)) == Late(due)


def test_waiting_for_the_window_is_not_being_late():
    mondays = replace(CART, window=Window(frozenset({1})))
    monday = datetime(2026, 11, 30, tzinfo=PARIS)
    assert decide(mondays, monday + HOUR) == Send()
    assert decide(mondays, monday + 8 * DAY) == Late(monday.astimezone(UTC))


@given(
    delay=st.timedeltas(timedelta(0), 365 * DAY),
    stood_still=st.timedeltas(timedelta(0), 10 * DAY),
    days=st.sets(st.integers(1, 7), min_size=1),
)
def test_following_what_it_says_ends_in_one_answer(delay, stood_still, days):
    """Whoever looks again when told to sends once, never early, and never later than of use without asking."""
    situation = replace(CART, delay=delay, window=Window(frozenset(days), time(9), time(17)))
    now = BEGAN + stood_still
    for _ in range(3):
        decision = decide(situation, now)
        if not isinstance(decision, Wait):
            break
        assert decision.until > now
        now = decision.until
    assert isinstance(decision, Send | Late)
    assert now >= situation.planned_at
