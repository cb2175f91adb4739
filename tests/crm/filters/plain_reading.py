"""What the words of a condition say, read by a person: the measure that SQL is held against."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from crm.filters import Condition, Operator
from crm.filters.conditions import BY_TODAY, DAYS
from crm.property_values import value_of

UTC_ZONE = ZoneInfo("UTC")


def meets(record: Any, condition: Condition, at: datetime, zone: ZoneInfo = UTC_ZONE) -> bool:
    """What the words of a condition say, read by a person."""
    value = value_of(record, condition.property)
    known = value not in (None, "", [])
    match condition.operator:
        case Operator.HAS_PROPERTY:
            return known
        case Operator.NOT_HAS_PROPERTY:
            return not known
    if not known:
        return False
    values = [lower(one) for one in condition.values]
    text = " ".join(value) if isinstance(value, list) else value
    members = [lower(one) for one in value] if isinstance(value, list) else [lower(value)]
    if condition.operator in DAYS | BY_TODAY:
        return meets_by_day(value, condition, at, zone)
    if condition.operator in IN_TEXT:
        return IN_TEXT[condition.operator](lower(text), lower(condition.values[0]))
    return MEETS[condition.operator](members, values)


MEETS: dict[Operator, Any] = {
    Operator.EQ: lambda members, values: any(one in values for one in members),
    Operator.IN: lambda members, values: any(one in values for one in members),
    Operator.NEQ: lambda members, values: not any(one in values for one in members),
    Operator.NOT_IN: lambda members, values: not any(one in values for one in members),
    Operator.LT: lambda members, values: before(members[0], values[0]),
    Operator.LTE: lambda members, values: not before(values[0], members[0]),
    Operator.GT: lambda members, values: before(values[0], members[0]),
    Operator.GTE: lambda members, values: not before(members[0], values[0]),
    Operator.BETWEEN: lambda members, values: not before(members[0], values[0]) and not before(values[1], members[0]),
}


def meets_by_day(moment: datetime | str, condition: Condition, at: datetime, zone: ZoneInfo) -> bool:
    """By the calendar of the store."""
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    day, today, given = moment.astimezone(zone).date(), at.astimezone(zone).date(), condition.values
    match condition.operator:
        case Operator.ON_DAY:
            return day == given[0]
        case Operator.BEFORE_DAY:
            return day < given[0]
        case Operator.AFTER_DAY:
            return day > given[0]
        case Operator.BETWEEN_DAYS:
            return bool(given[0] <= day <= given[1])
        case Operator.IN_PERIOD:
            return in_period(day, today, given[0])
        case Operator.MORE_THAN_DAYS_AGO:
            return (today - day).days > given[0]
        case _:
            return 0 <= (today - day).days < max(given[0], 1)


def in_period(day: Any, today: Any, period: str) -> bool:
    """Whether two days are of the same stretch of the calendar, or the first of the one before."""
    units: dict[str, Any] = {
        "WEEK": lambda one: (one - timedelta(days=one.weekday())).toordinal() // 7,
        "MONTH": lambda one: one.year * 12 + one.month,
        "QUARTER": lambda one: one.year * 4 + (one.month - 1) // 3,
        "YEAR": lambda one: one.year,
        "": lambda one: one.toordinal(),
    }
    which, _, unit = period.partition("_")
    count = units[unit]
    return bool(count(today) - count(day) == (1 if which in {"LAST", "YESTERDAY"} else 0))


def before(one: Any, other: Any) -> bool:
    """Texts stand in the database's order, whichever that is."""
    if not isinstance(one, str):
        return bool(one < other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s < %s", [one, other])
        return bool(cursor.fetchone()[0])


def lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def has_words(text: str, words: str) -> bool:
    return all(has_word(text.lower(), word.lower()) for word in words.split())


def has_word(text: str, word: str) -> bool:
    """Found at a place whose neighbours are no letters or digits where the word's own edges are."""
    body = "".join(r"\S*" if sign == "*" else re.escape(sign) for sign in word)
    before_it = r"(?<![^\W_])" if word[0].isalnum() else ""
    after_it = r"(?![^\W_])" if word[-1].isalnum() else ""
    return re.search(before_it + body + after_it, text) is not None


IN_TEXT: dict[Operator, Any] = {
    Operator.CONTAINS: lambda text, part: part in text,
    Operator.NOT_CONTAINS: lambda text, part: part not in text,
    Operator.STARTS_WITH: lambda text, part: text.startswith(part),
    Operator.ENDS_WITH: lambda text, part: text.endswith(part),
    Operator.CONTAINS_TOKEN: has_words,
    Operator.NOT_CONTAINS_TOKEN: lambda text, words: not has_words(text, words),
}
