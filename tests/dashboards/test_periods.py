"""Periods: days without holes or overlaps in every zone, months of every length, comparisons to the same moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.periods import ONE_DAY, Period, Unit, elapsed_share, months_from, span_before, span_of, start_of

ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
OVER = (Period.LAST_WEEK, Period.LAST_MONTH, Period.LAST_QUARTER, Period.LAST_YEAR)
PERIODS = st.sampled_from([period for period in Period if period not in OVER])
MOVING = st.sampled_from([period for period in Period if period != Period.ALL_TIME])
INSTANT = timedelta(microseconds=1)

PARIS = ZoneInfo("Europe/Paris")


def local(zone, *when):
    return datetime(*when, tzinfo=zone).astimezone(UTC)


@given(ZONES, MOMENTS)
def test_a_day_begins_at_the_first_instant_of_its_date(zone, at):
    day = at.astimezone(zone).date()

    start = start_of(day, zone)

    assert start <= at < start_of(day + ONE_DAY, zone)
    assert start.astimezone(zone).date() == day
    assert (start - INSTANT).astimezone(zone).date() < day


@given(ZONES, MOMENTS, PERIODS)
def test_a_period_holds_the_moment_and_whole_days(zone, at, period):
    span = span_of(period, at, zone)

    assert span.start <= at < span.end
    assert span.end == start_of(span.last + ONE_DAY, zone) or period == Period.ALL_TIME
    assert span.starts(Unit.DAY)[0] == span.start
    assert len(span.days) == (span.last - span.first).days + 1


@given(ZONES, MOMENTS, st.sampled_from(OVER))
def test_a_period_that_is_over_is_compared_whole_with_the_one_before(zone, at, period):
    span, before = span_of(period, at, zone), span_before(period, at, zone)

    assert span.end <= at
    assert (before.end, before.last) == (span.start, span.first - ONE_DAY)


@given(ZONES, MOMENTS, MOVING, st.sampled_from(Unit))
def test_a_span_is_cut_without_holes(zone, at, period, unit):
    span = span_of(period, at, zone)
    firsts = span.firsts(unit)

    assert firsts[0] == span.first
    assert firsts == sorted(set(firsts))
    assert all(day.weekday() == 0 for day in firsts[1:] if unit == Unit.WEEK)
    assert all(day.day == 1 for day in firsts[1:] if unit == Unit.MONTH)
    longest = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31}[unit]
    ends = [*firsts[1:], span.last + ONE_DAY]
    assert all(0 < (end - first).days <= longest for first, end in zip(firsts, ends, strict=True))


@given(ZONES, MOMENTS)
def test_a_year_is_compared_to_the_same_date(zone, at):
    today, before = at.astimezone(zone).date(), span_before(Period.THIS_YEAR, at, zone)

    assert (before.last.month, before.last.day) == (
        today.month,
        28 if (today.month, today.day) == (2, 29) else today.day,
    )


@given(ZONES, MOMENTS)
def test_this_month_is_the_calendar_month(zone, at):
    span = span_of(Period.THIS_MONTH, at, zone)

    today = at.astimezone(zone).date()
    assert span.first == today.replace(day=1)
    assert {(day.year, day.month) for day in span.days} == {(today.year, today.month)}
    assert (span.last + ONE_DAY).day == 1


@given(ZONES, MOMENTS, MOVING)
def test_the_period_before_ends_no_later_than_this_one_begins(zone, at, period):
    span, before = span_of(period, at, zone), span_before(period, at, zone)

    assert before.start <= before.end <= span.start
    assert before.first <= before.last < span.first
    assert before.end >= before.starts(Unit.DAY)[-1]
    assert before.end <= start_of(before.last + ONE_DAY, zone)


@given(ZONES, MOMENTS)
def test_the_month_before_goes_to_the_same_day(zone, at):
    today = at.astimezone(zone).date()
    before = span_before(Period.THIS_MONTH, at, zone)

    length = (today.replace(day=1) - before.first).days
    assert before.first.day == 1
    assert before.last.day == min(today.day, length)


@given(ZONES, MOMENTS, PERIODS)
def test_the_elapsed_share_is_a_share(zone, at, period):
    assert 0 <= elapsed_share(span_of(period, at, zone), at) <= 1


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_day_on_which_clocks_change_is_shorter_or_longer(day, hours):
    assert start_of(day + ONE_DAY, PARIS) - start_of(day, PARIS) == timedelta(hours=hours)


def test_where_clocks_skip_midnight_the_day_begins_at_one():
    cairo = ZoneInfo("Africa/Cairo")

    assert start_of(date(2026, 4, 24), cairo) == local(cairo, 2026, 4, 24, 1)


def test_last_month_goes_to_the_same_local_time_whatever_the_clocks_did():
    before = span_before(Period.THIS_MONTH, local(PARIS, 2026, 11, 23, 14, 5), PARIS)

    assert (before.first, before.last) == (date(2026, 10, 1), date(2026, 10, 23))
    assert before.end == local(PARIS, 2026, 10, 23, 14, 5)


def test_a_shorter_last_month_counts_whole():
    before = span_before(Period.THIS_MONTH, local(PARIS, 2026, 3, 30, 9), PARIS)

    assert (before.first, before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert before.end == start_of(date(2026, 3, 1), PARIS)


def test_thirty_days_are_compared_with_the_thirty_before_to_the_same_time():
    at = local(PARIS, 2026, 11, 23, 14, 5)

    assert (span_of(Period.LAST_30_DAYS, at, PARIS).first) == date(2026, 10, 25)
    before = span_before(Period.LAST_30_DAYS, at, PARIS)
    assert (before.first, before.end) == (date(2026, 9, 25), local(PARIS, 2026, 10, 24, 14, 5))


def test_all_time_has_nothing_before():
    assert span_before(Period.ALL_TIME, datetime(2026, 11, 23, tzinfo=UTC), PARIS) is None


def test_months_follow_one_another_over_the_year():
    assert months_from(date(2026, 11, 1), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
