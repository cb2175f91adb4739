"""Operators on days as conditions on moments: a day begins and ends where the store is."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from accounts.models import Portal
from crm.filters.conditions import DAYS, DAYS_BACK, Condition, Operator
from crm.scores import start_of_day

_LAST_DAY = date(9999, 12, 30)
_INSTANT = timedelta(microseconds=1)


def on_moments(condition: Condition, at: datetime) -> Condition:
    """The condition, by moments instead of days; `at` is now. One on anything but days stays as it is.

    In the last n days: today and the n - 1 days before it, up to now. More than n days ago: before the day that was n
    days ago.
    """
    if condition.operator not in DAYS | DAYS_BACK:
        return condition
    zone = ZoneInfo(Portal.current().time_zone)
    if condition.operator in DAYS_BACK:
        return _back_from(at, condition, zone)
    first, last = cast("date", condition.values[0]), cast("date", condition.values[-1])
    begins, ends = start_of_day(first, zone), start_of_day(min(last, _LAST_DAY) + timedelta(days=1), zone)
    match condition.operator:
        case Operator.BEFORE_DAY:
            return replace(condition, operator=Operator.LT, values=(begins,))
        case Operator.AFTER_DAY:
            return replace(condition, operator=Operator.GTE, values=(ends,))
        case _:
            return replace(condition, operator=Operator.BETWEEN, values=(begins, ends - _INSTANT))


def _back_from(at: datetime, condition: Condition, zone: ZoneInfo) -> Condition:
    today, days = at.astimezone(zone).date(), cast("int", condition.values[0])
    if condition.operator == Operator.MORE_THAN_DAYS_AGO:
        return replace(condition, operator=Operator.LT, values=(start_of_day(today - timedelta(days=days), zone),))
    begins = start_of_day(today - timedelta(days=max(days, 1) - 1), zone)
    return replace(condition, operator=Operator.BETWEEN, values=(begins, at))
