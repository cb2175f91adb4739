"""Operators on days as conditions on moments: a day begins and ends where the store is."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from accounts.models import Portal
from crm.filters.conditions import BY_TODAY, DAYS, Condition, Operator, Period
from crm.scores import start_of_day

_LAST_DAY = date(9999, 12, 30)
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def on_moments(condition: Condition, at: datetime) -> Condition:
    """The condition, by moments instead of days; `at` is now. One on anything but days stays as it is.

    In the last n days: today and the n - 1 days before it, whole days. More than n days ago: before the day that was n
    days ago.
    """
    if condition.operator not in DAYS | BY_TODAY:
        return condition
    zone = ZoneInfo(Portal.current().time_zone)
    today = at.astimezone(zone).date()
    if condition.operator == Operator.MORE_THAN_DAYS_AGO:
        before = start_of_day(today - timedelta(days=cast("int", condition.values[0])), zone)
        return replace(condition, operator=Operator.LT, values=(before,))
    first, last = _days(condition, today)
    begins, ends = start_of_day(first, zone), start_of_day(min(last, _LAST_DAY) + _DAY, zone)
    match condition.operator:
        case Operator.BEFORE_DAY:
            return replace(condition, operator=Operator.LT, values=(begins,))
        case Operator.AFTER_DAY:
            return replace(condition, operator=Operator.GTE, values=(ends,))
        case _:
            return replace(condition, operator=Operator.BETWEEN, values=(begins, ends - _INSTANT))


def days_of(period: Period, today: date) -> tuple[date, date]:
    """The first and the last day of a period. Weeks begin on Monday."""
    which, _, unit = period.partition("_")
    if not unit:
        day = today if period == Period.TODAY else today - _DAY
        return day, day
    begins = _begins(unit, today)
    if which == "LAST":
        begins, ends = _begins(unit, begins - _DAY), begins
    else:
        ends = _begins(unit, begins + timedelta(days={"WEEK": 7, "MONTH": 31, "QUARTER": 92, "YEAR": 366}[unit]))
    return begins, ends - _DAY


def _days(condition: Condition, today: date) -> tuple[date, date]:
    if condition.operator == Operator.IN_LAST_DAYS:
        return today - timedelta(days=max(cast("int", condition.values[0]), 1) - 1), today
    if condition.operator == Operator.IN_PERIOD:
        return days_of(cast("Period", condition.values[0]), today)
    return cast("date", condition.values[0]), cast("date", condition.values[-1])


def _begins(unit: str, day: date) -> date:
    """The first day of the week, month, quarter or year that a day is in."""
    match unit:
        case "WEEK":
            return day - timedelta(days=day.weekday())
        case "MONTH":
            return day.replace(day=1)
        case "QUARTER":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case _:
            return day.replace(month=1, day=1)
