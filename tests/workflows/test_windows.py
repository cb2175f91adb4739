"""When a workflow may write, on the clock of any place."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.windows import ALWAYS, Window

PARIS = ZoneInfo("Europe/Paris")
WORKDAYS = frozenset({1, 2, 3, 4, 5})
ZONES = st.sampled_from(
    [
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Beirut",
        "Pacific/Apia",
        "UTC",
    ]
).map(ZoneInfo)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    days = frozenset(draw(st.sets(st.integers(1, 7), min_size=1)))
    if draw(st.booleans()):
        return Window(days)
    start, end = sorted(draw(st.lists(st.times(), min_size=2, max_size=2, unique=True)))
    return Window(days, start, end)


def test_open_window_opens_at_once():
    at = paris(2026, 11, 26, 10, 30)
    assert ALWAYS.opens(at, PARIS) == at
    assert Window(WORKDAYS, time(9), time(18)).opens(at, PARIS) == at


def test_before_and_after_hours_and_over_the_weekend():
    window = Window(WORKDAYS, time(9), time(18))
    assert window.opens(paris(2026, 11, 26, 6), PARIS) == paris(2026, 11, 26, 9)
    assert window.opens(paris(2026, 11, 26, 18), PARIS) == paris(2026, 11, 27, 9)
    assert window.opens(paris(2026, 11, 27, 18, 1), PARIS) == paris(2026, 11, 30, 9)


def test_hour_that_the_clock_skips_opens_when_it_is_put_forward():
    # In the night to 29 March 2026 Paris goes from 2:00 to 3:00.
    window = Window(frozenset({7}), time(2, 30), time(5))
    assert window.opens(paris(2026, 3, 28, 12), PARIS) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_window_within_the_skipped_hour_waits_for_the_next_one():
    window = Window(frozenset({7}), time(2, 10), time(2, 50))
    assert window.opens(paris(2026, 3, 28, 12), PARIS) == paris(2026, 4, 5, 2, 10)


def test_hour_that_comes_twice_is_open_from_the_first_time_on():
    window = Window(frozenset({7}), time(2), time(3))
    first = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert window.opens(paris(2026, 10, 24, 12), PARIS) == first
    assert window.opens(first + timedelta(minutes=30), PARIS) == first + timedelta(minutes=30)


def test_window_without_days_never_opens():
    with pytest.raises(ValueError, match="never opens"):
        Window(frozenset()).opens(paris(2026, 11, 26), PARIS)


@given(
    window=windows(),
    zone=ZONES,
    at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_opens_soon_at_a_moment_of_the_window(window, zone, at):
    opens = window.opens(at, zone)
    wall = opens.astimezone(zone)
    assert at <= opens < at + timedelta(days=15)
    assert wall.isoweekday() in window.days
    # A moment at which the clock is put forward stands for the times that it skips.
    skipped = (opens - timedelta(microseconds=1)).astimezone(zone).utcoffset() != wall.utcoffset()
    assert skipped or ((window.start or time.min) <= wall.time() and (window.end is None or wall.time() < window.end))
    assert window.opens(opens, zone) == opens
