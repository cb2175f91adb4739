"""Whose place in a list a new day can have changed: those with a value near a bound that moved, found by its index.

An answer that depends on today changes for a record only when the day of its value gets a certain age: n for “in the
last n days”, the thresholds of the recency score, the ends of a month. So nobody else needs to be looked at.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import Portal
from crm.filters import Condition, Definition, Group, Operator, condition_of
from crm.filters.conditions import DAYS_BACK, Period
from crm.filters.days import days_of
from crm.lists.definitions import conditions_of, is_timed
from crm.models import Contact, ObjectType, ScoreThresholds
from crm.properties import CONTACT_PROPERTIES, Property
from crm.scores import start_of_day

_DAY = timedelta(days=1)
Days = tuple[date, date]


def contacts_crossing(definition: Definition, old: date, new: date, at: datetime) -> QuerySet[Contact]:
    """Live contacts whose answer may differ between two days of the store's calendar, and some more; unordered."""
    crossing = [_crossing(one, old, new, at) for one in conditions_of(definition) if is_timed(one)]
    return Contact.objects.live().order_by().filter(reduce(or_, crossing, Q(pk__in=[])))


def _crossing(condition: Condition, old: date, new: date, at: datetime) -> Q:
    zone = ZoneInfo(Portal.current().time_zone)
    about = _moment_of(condition)
    groups = (
        Group((Condition(about, Operator.BETWEEN, _between(days, zone), condition.family, condition.sources),))
        for days in _days(condition, old, new)
    )
    definition = Definition(ObjectType.CONTACT, tuple(groups))
    return condition_of(definition, at) if definition.groups else Q(pk__in=[])


def _between(days: Days, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return start_of_day(days[0], zone), start_of_day(days[1] + _DAY, zone)


def _moment_of(condition: Condition) -> Property:
    """The moment on whose day an answer depends."""
    if condition.operator in {*DAYS_BACK, Operator.IN_PERIOD}:
        return condition.property
    return next(one for one in CONTACT_PROPERTIES if one.name == "last_order_at")


def _days(condition: Condition, old: date, new: date) -> Iterator[Days]:
    """The days of values whose answer may change on the way from one today to another."""
    if condition.operator == Operator.IN_PERIOD:
        period = cast("Period", condition.values[0])
        if days_of(period, old) != days_of(period, new):
            yield days_of(period, old)
            yield days_of(period, new)
        return
    for age in {0, *_ages(condition)}:
        # A day more on either side: whether the bound itself is in differs from operator to operator.
        yield old - timedelta(days=age + 1), new - timedelta(days=age - 1)


def _ages(condition: Condition) -> Iterable[int]:
    if condition.property.name == "recency_score":
        return ScoreThresholds.current().recency_days
    values: Any = condition.values
    return [min(int(value), 36_500) for value in values if int(value) >= 0]
