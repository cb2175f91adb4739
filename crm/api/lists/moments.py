"""HubSpot's operations on moments: TIME_POINT, TIME_RANGED and DATETIME, to and from operators of ours.

A point of the type DATE that has no hour is a day, one that has is a moment. INDEXED points are counted from today in
the store's calendar. Two of them that are no stretch of ours are refused, with those that are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.filters import FilterError, Operator
from crm.filters.conditions import MOST_DAYS_BACK, Period
from crm.scores import start_of_day
from rest.rendering import moment

TYPES = ("TIME_POINT", "TIME_RANGED", "DATETIME")
_VALUE_ONLY = {"propertyParser": "VALUE"}
_DAY, _MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)
_INCLUSIVE, _EXCLUSIVE = "INCLUSIVE", "EXCLUSIVE"
_HOURS = ("hour", "minute", "second", "millisecond")
_OFFSETS = ("years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds")
_ZONED = {"timeType", "timezoneSource", "zoneId"}

Index = tuple[dict[str, Any], dict[str, int]]
_TODAY: dict[str, Any] = {"referenceType": "TODAY"}
_NOW: dict[str, Any] = {"referenceType": "NOW"}
_UNITS: dict[str, tuple[dict[str, Any], str]] = {
    "WEEK": ({"referenceType": "WEEK", "dayOfWeek": "MONDAY"}, "weeks"),
    "MONTH": ({"referenceType": "MONTH", "day": 1}, "months"),
    "QUARTER": ({"referenceType": "QUARTER", "month": 1, "day": 1}, "quarters"),
    "YEAR": ({"referenceType": "YEAR", "month": 1, "day": 1}, "years"),
}
_PERIODS: dict[Period, tuple[Index, Index]] = {
    Period.TODAY: ((_TODAY, {}), (_TODAY, {"days": 1})),
    Period.YESTERDAY: ((_TODAY, {"days": -1}), (_TODAY, {})),
    **{Period(f"THIS_{unit}"): ((index, {}), (index, {name: 1})) for unit, (index, name) in _UNITS.items()},
    **{Period(f"LAST_{unit}"): ((index, {name: -1}), (index, {})) for unit, (index, name) in _UNITS.items()},
}
_POINTS = {
    Operator.LT: ("IS_BEFORE", _EXCLUSIVE),
    Operator.LTE: ("IS_BEFORE", _INCLUSIVE),
    Operator.GT: ("IS_AFTER", _EXCLUSIVE),
    Operator.GTE: ("IS_AFTER", _INCLUSIVE),
}
_DAY_POINTS = {Operator.BEFORE_DAY: "IS_BEFORE", Operator.AFTER_DAY: "IS_AFTER"}
_SAME = {"IS_EQUAL_TO": Operator.EQ, "IS_NOT_EQUAL_TO": Operator.NEQ}
_ANY = {"IS_ANY_OF": Operator.IN, "IS_NONE_OF": Operator.NOT_IN}
_STRETCHES = (
    "Ranges of INDEXED points that can be asked for: TODAY with offset days -n to NOW (the last n days and today); "
    "and, to an EXCLUSIVE end, TODAY to TODAY with days 1, TODAY with days -1 to TODAY, and WEEK (dayOfWeek MONDAY), "
    "MONTH (day 1), QUARTER or YEAR (month 1, day 1) to the same with one weeks, months, quarters or years more, or "
    "from one less to it."
)


@dataclass(frozen=True, slots=True)
class _Date:
    """A point of the type DATE: a moment (`ends` is None), or a day that begins and ends at moments.

    `day` is the day where it is one of the store's calendar.
    """

    begins: datetime
    ends: datetime | None = None
    day: date | None = None


def read(given: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """An operation of one of TYPES as operator and values of a filter's JSON. Raises FilterError in words."""
    match given["operationType"]:
        case "DATETIME":
            return _read_same(given)
        case "TIME_POINT":
            return _read_point(given, zone)
        case _:
            return _read_range(given, zone)


def write(operator: Operator, texts: Sequence[str], zone: str) -> dict[str, Any]:
    """An operator on moments and its values as an operation of HubSpot's."""
    if operator in _POINTS:
        word, behavior = _POINTS[operator]
        return _point(word, behavior, _moment_point(texts[0]))
    if operator in _DAY_POINTS:
        return _point(_DAY_POINTS[operator], _EXCLUSIVE, _day_point(texts[0], zone))
    match operator:
        case Operator.MORE_THAN_DAYS_AGO:
            return _point("IS_BEFORE", _EXCLUSIVE, _indexed((_TODAY, {"days": -int(texts[0])}), zone))
        case Operator.BETWEEN:
            return _range(_moment_point(texts[0]), _moment_point(texts[1]), _INCLUSIVE)
        case Operator.ON_DAY | Operator.BETWEEN_DAYS:
            return _range(_day_point(texts[0], zone), _day_point(texts[-1], zone), _INCLUSIVE)
        case Operator.IN_LAST_DAYS:
            begins = _indexed((_TODAY, {"days": 1 - max(int(texts[0]), 1)}), zone)
            return _range(begins, _indexed((_NOW, {}), zone), _INCLUSIVE)
        case Operator.IN_PERIOD:
            low, high = _PERIODS[Period(texts[0])]
            return _range(_indexed(low, zone), _indexed(high, zone), _EXCLUSIVE)
        case _:
            return _write_same(operator, texts)


def _read_same(given: Mapping[str, Any]) -> dict[str, Any]:
    word = str(given.get("operator", ""))
    _only(given, {"operationType", "operator", "timestamp", "timestamps", "requiresTimeZoneConversion"})
    if given.get("requiresTimeZoneConversion"):
        raise FilterError("requiresTimeZoneConversion is false here: a timestamp is a moment, whoever reads it.")
    if word in _SAME and "timestamps" not in given:
        return {"operator": str(_SAME[word]), "value": _timestamp(given.get("timestamp"))}
    stamps = given.get("timestamps")
    if word in _ANY and isinstance(stamps, list) and "timestamp" not in given:
        return {"operator": str(_ANY[word]), "values": [_timestamp(one) for one in stamps]}
    raise FilterError(
        "DATETIME takes IS_EQUAL_TO and IS_NOT_EQUAL_TO with a “timestamp”, IS_ANY_OF and IS_NONE_OF with "
        "“timestamps”; TIME_POINT and TIME_RANGED ask for the rest."
    )


def _write_same(operator: Operator, texts: Sequence[str]) -> dict[str, Any]:
    stamps = [round(datetime.fromisoformat(text).timestamp() * 1000) for text in texts]
    is_one = operator in _SAME.values()
    word = next(word for word, ours in (_SAME if is_one else _ANY).items() if ours == operator)
    told = {"timestamp": stamps[0]} if is_one else {"timestamps": stamps}
    return {"operationType": "DATETIME", "operator": word, "requiresTimeZoneConversion": False, **told}


def _read_point(given: Mapping[str, Any], zone: str) -> dict[str, Any]:
    _only(given, {"operationType", "type", "operator", "endpointBehavior", "propertyParser", "timePoint"})
    _check_parser(given)
    word, behavior = given.get("operator"), given.get("endpointBehavior", _EXCLUSIVE)
    if (word, behavior) not in _POINTS.values():
        raise FilterError("TIME_POINT takes IS_BEFORE or IS_AFTER, endpointBehavior INCLUSIVE or EXCLUSIVE.")
    point = _read_time_point(given.get("timePoint"), "timePoint", zone)
    if not isinstance(point, _Date):
        reference, offset = point
        is_back = reference == _TODAY and offset.keys() <= {"days"} and -MOST_DAYS_BACK <= offset.get("days", 0) <= 0
        if not is_back or (word, behavior) != ("IS_BEFORE", _EXCLUSIVE):
            raise FilterError(
                "An INDEXED timePoint is asked for by IS_BEFORE, EXCLUSIVE, TODAY with offset days -n: more than n "
                "days ago. For the last days, use TIME_RANGED from TODAY with offset days -n to NOW."
            )
        return {"operator": str(Operator.MORE_THAN_DAYS_AGO), "value": str(-offset.get("days", 0))}
    is_before, is_included = word == "IS_BEFORE", behavior == _INCLUSIVE
    if point.day is not None and not is_included:
        ours = Operator.BEFORE_DAY if is_before else Operator.AFTER_DAY
        return {"operator": str(ours), "value": point.day.isoformat()}
    if point.ends is None:
        ours = next(one for one, form in _POINTS.items() if form == (word, behavior))
        return {"operator": str(ours), "value": moment(point.begins)}
    at = point.ends if is_before == is_included else point.begins
    return {"operator": str(Operator.LT if is_before else Operator.GTE), "value": moment(at)}


def _read_range(given: Mapping[str, Any], zone: str) -> dict[str, Any]:
    behaviors = ("lowerBoundEndpointBehavior", "upperBoundEndpointBehavior")
    points = ("lowerBoundTimePoint", "upperBoundTimePoint")
    _only(given, {"operationType", "type", "operator", "propertyParser", *behaviors, *points})
    _check_parser(given)
    if given.get("operator") != "IS_BETWEEN":
        raise FilterError("TIME_RANGED takes IS_BETWEEN. Say IS_NOT_BETWEEN in two groups: before it, and after it.")
    begins, ends = (given.get(name, _INCLUSIVE) for name in behaviors)
    low, high = (_read_time_point(given.get(name), name, zone) for name in points)
    if isinstance(low, _Date) and isinstance(high, _Date):
        if (begins, ends) != (_INCLUSIVE, _INCLUSIVE):
            raise FilterError("Both ends of a range of dates are INCLUSIVE.")
        return _between(low, high)
    if isinstance(low, _Date) or isinstance(high, _Date) or begins != _INCLUSIVE:
        raise FilterError(_STRETCHES)
    return _stretch(low, high, ends)


def _between(low: _Date, high: _Date) -> dict[str, Any]:
    if low.day and high.day:
        if low.day == high.day:
            return {"operator": str(Operator.ON_DAY), "value": low.day.isoformat()}
        between = {"value": low.day.isoformat(), "highValue": high.day.isoformat()}
        return {"operator": str(Operator.BETWEEN_DAYS), **between}
    last = high.begins if high.ends is None else high.ends - _MILLISECOND
    return {"operator": str(Operator.BETWEEN), "value": moment(low.begins), "highValue": moment(last)}


def _stretch(low: Index, high: Index, ends: Any) -> dict[str, Any]:
    days = low[1].get("days", 0)
    is_back = low[0] == _TODAY and low[1].keys() <= {"days"} and -MOST_DAYS_BACK < days <= 0
    if is_back and high == (_NOW, {}) and ends in (_INCLUSIVE, _EXCLUSIVE):
        return {"operator": str(Operator.IN_LAST_DAYS), "value": str(1 - days)}
    period = next((one for one, form in _PERIODS.items() if form == (low, high)), None)
    if period is None or ends != _EXCLUSIVE:
        raise FilterError(_STRETCHES)
    return {"operator": str(Operator.IN_PERIOD), "value": str(period)}


def _read_time_point(given: Any, name: str, zone: str) -> _Date | Index:
    if not isinstance(given, dict):
        raise FilterError(f"“{name}” is missing: a point of time of the timeType DATE or INDEXED.")
    given = {key: value for key, value in given.items() if value is not None}
    if given.get("timezoneSource", "CUSTOM") != "CUSTOM":
        raise FilterError("timezoneSource is CUSTOM: zoneId says which zone.")
    match given.get("timeType"):
        case "DATE":
            _only(given, {*_ZONED, "year", "month", "day", *_HOURS})
            return _read_date(given, zone)
        case "INDEXED":
            _only(given, {*_ZONED, "indexReference", "offset"})
            return _read_index(given, zone)
        case _:
            raise FilterError(f"The timeType of “{name}” is DATE or INDEXED; other properties cannot be referred to.")


def _read_date(given: Mapping[str, Any], zone: str) -> _Date:
    own = _zone(given.get("zoneId"))
    numbers = {name: given[name] for name in ("year", "month", "day", *_HOURS) if name in given}
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in numbers.values()):
        raise FilterError("Year, month, day, hour, minute, second and millisecond of a DATE are whole numbers.")
    try:
        day = date(numbers["year"], numbers["month"], numbers["day"])
        if not any(name in numbers for name in _HOURS):
            begins, ends = (start_of_day(one, own).astimezone(UTC) for one in (day, day + _DAY))
            return _Date(begins, ends, day if own.key == zone else None)
        hour, minute, second, millisecond = (numbers.get(name, 0) for name in _HOURS)
        at = datetime(day.year, day.month, day.day, hour, minute, second, millisecond * 1000, tzinfo=own)
        return _Date(at.astimezone(UTC))
    except (KeyError, ValueError, OverflowError) as error:
        raise FilterError("A DATE has a year, a month and a day that there are.") from error


def _read_index(given: Mapping[str, Any], zone: str) -> Index:
    if given.get("zoneId") != zone:
        raise FilterError(f"INDEXED points are counted in the store's calendar: zoneId is {zone}.")
    reference, offset = given.get("indexReference"), given.get("offset", {})
    if not isinstance(reference, dict) or not isinstance(offset, dict):
        raise FilterError("An INDEXED point has an “indexReference”, such as TODAY, and an “offset” of numbers.")
    _only(offset, set(_OFFSETS))
    if not all(isinstance(one, int) for one in offset.values() if one is not None):
        raise FilterError("An “offset” has whole numbers.")
    kept = {
        name: value for name, value in reference.items() if value is not None and not (name in _HOURS and value == 0)
    }
    return kept, {name: value for name, value in offset.items() if value}


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(name if isinstance(name, str) and name else "?")
    except (KeyError, ValueError, OSError) as error:
        raise FilterError("zoneId is the name of a time zone, such as Europe/Paris.") from error


def _timestamp(value: Any) -> str:
    try:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError
        return str(moment(datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=value)))
    except (ValueError, OverflowError) as error:
        raise FilterError("A timestamp is a moment in milliseconds since 1970.") from error


def _check_parser(given: Mapping[str, Any]) -> None:
    if given.get("propertyParser", "VALUE") != "VALUE":
        raise FilterError("propertyParser is VALUE: lists ask for what a property says, not when it was changed.")
    if given.get("type", given["operationType"]) != given["operationType"]:
        raise FilterError("“type” repeats the operationType. Take it out.")


def _only(given: Mapping[str, Any], known: set[str]) -> None:
    if extra := {name for name, value in given.items() if value is not None} - known - {"includeObjectsWithNoValueSet"}:
        raise FilterError(f"“{str(min(extra))[:100]}” has no meaning here. Take it out.")


def _point(word: str, behavior: str, point: Mapping[str, Any]) -> dict[str, Any]:
    kind = "TIME_POINT"
    told = {"operationType": kind, "type": kind, "operator": word, "endpointBehavior": behavior}
    return told | _VALUE_ONLY | {"timePoint": point}


def _range(low: Mapping[str, Any], high: Mapping[str, Any], behavior: str) -> dict[str, Any]:
    kind = "TIME_RANGED"
    return {
        **{"operationType": kind, "type": kind, "operator": "IS_BETWEEN", **_VALUE_ONLY},
        **{"lowerBoundEndpointBehavior": _INCLUSIVE, "upperBoundEndpointBehavior": behavior},
        **{"lowerBoundTimePoint": low, "upperBoundTimePoint": high},
    }


def _moment_point(text: str) -> dict[str, Any]:
    at = datetime.fromisoformat(text).astimezone(UTC)
    hours = {"hour": at.hour, "minute": at.minute, "second": at.second, "millisecond": at.microsecond // 1000}
    return _day_point(at.date().isoformat(), "UTC") | hours


def _day_point(text: str, zone: str) -> dict[str, Any]:
    day = date.fromisoformat(text)
    told = {"timeType": "DATE", "timezoneSource": "CUSTOM", "zoneId": zone}
    return told | {"year": day.year, "month": day.month, "day": day.day}


def _indexed(index: Index, zone: str) -> dict[str, Any]:
    reference, offset = index
    told = {"timeType": "INDEXED", "timezoneSource": "CUSTOM", "zoneId": zone, "indexReference": reference}
    kept = {name: value for name, value in offset.items() if value}
    return told | ({"offset": kept} if kept else {})
