"""The words of a filter: operators, conditions, groups; and which operator goes with which kind of property."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from crm.models import ObjectType
from crm.properties import Kind, Property
from crm.property_values import InvalidValue, Value, from_text


class FilterError(ValueError):
    """A filter that makes no sense. `str(error)` says what would; `property` names whose, `code` is HubSpot's word."""

    def __init__(self, message: str, name: str = "", code: str = "INVALID_FILTER") -> None:
        super().__init__(message)
        self.property = name
        self.code = code


class Operator(StrEnum):
    """HubSpot's operators of CRM v3 searches, then those that its lists have beside them."""

    EQ = "EQ"
    NEQ = "NEQ"
    LT = "LT"
    LTE = "LTE"
    GT = "GT"
    GTE = "GTE"
    BETWEEN = "BETWEEN"
    IN = "IN"
    NOT_IN = "NOT_IN"
    HAS_PROPERTY = "HAS_PROPERTY"
    NOT_HAS_PROPERTY = "NOT_HAS_PROPERTY"
    CONTAINS_TOKEN = "CONTAINS_TOKEN"  # noqa: S105
    NOT_CONTAINS_TOKEN = "NOT_CONTAINS_TOKEN"  # noqa: S105

    CONTAINS = "CONTAINS"
    NOT_CONTAINS = "NOT_CONTAINS"
    STARTS_WITH = "STARTS_WITH"
    ENDS_WITH = "ENDS_WITH"
    ON_DAY = "ON_DAY"
    BEFORE_DAY = "BEFORE_DAY"
    AFTER_DAY = "AFTER_DAY"
    BETWEEN_DAYS = "BETWEEN_DAYS"
    IN_LAST_DAYS = "IN_LAST_DAYS"
    MORE_THAN_DAYS_AGO = "MORE_THAN_DAYS_AGO"
    IN_PERIOD = "IN_PERIOD"


KNOWLEDGE = frozenset({Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY})
_EQUALITY = frozenset({Operator.EQ, Operator.NEQ, Operator.IN, Operator.NOT_IN})
_ORDER = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN})
_WORDS = frozenset({Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN})
PARTS = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH})
# Values are days of the store's calendar.
DAYS = frozenset({Operator.ON_DAY, Operator.BEFORE_DAY, Operator.AFTER_DAY, Operator.BETWEEN_DAYS})
# The value is a number of days, counted back from today in the store's calendar.
DAYS_BACK = frozenset({Operator.IN_LAST_DAYS, Operator.MORE_THAN_DAYS_AGO})
# Their answers change with the day.
BY_TODAY = DAYS_BACK | {Operator.IN_PERIOD}
# What a search in the API takes.
SEARCH_OPERATORS = _EQUALITY | _ORDER | _WORDS | KNOWLEDGE
TWO_VALUES = frozenset({Operator.BETWEEN, Operator.BETWEEN_DAYS})
MANY_VALUES = frozenset({Operator.IN, Operator.NOT_IN})
MOST_DAYS_BACK = 36_500
_DIGITS_OF_AN_ID = 18

_TEXT = _EQUALITY | _ORDER | _WORDS | PARTS | KNOWLEDGE
_NUMBER = _EQUALITY | _ORDER | KNOWLEDGE
OPERATORS: dict[Kind, frozenset[Operator]] = {
    Kind.STRING: _TEXT,
    Kind.LONG_TEXT: _TEXT,
    Kind.HTML: _TEXT,
    Kind.URL: _TEXT,
    Kind.EMAIL: _TEXT,
    Kind.INTEGER: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.NUMBER: _NUMBER,
    Kind.DATETIME: _NUMBER | DAYS | BY_TODAY,
    Kind.BOOL: _EQUALITY | KNOWLEDGE,
    Kind.ENUMERATION: _EQUALITY | KNOWLEDGE,
    Kind.TAGS: _EQUALITY | _WORDS | PARTS | KNOWLEDGE,
    Kind.IMAGES: KNOWLEDGE,
    Kind.MEMBERSHIP: MANY_VALUES,
    # Whether it happened at all, or then. That it did not is asked by `has_not`.
    Kind.EVENT: _ORDER | DAYS | BY_TODAY | {Operator.HAS_PROPERTY},
}


class Period(StrEnum):
    """Stretches of the store's calendar around today. Weeks begin on Monday."""

    TODAY = "TODAY"
    YESTERDAY = "YESTERDAY"
    THIS_WEEK = "THIS_WEEK"
    LAST_WEEK = "LAST_WEEK"
    THIS_MONTH = "THIS_MONTH"
    LAST_MONTH = "LAST_MONTH"
    THIS_QUARTER = "THIS_QUARTER"
    LAST_QUARTER = "LAST_QUARTER"
    THIS_YEAR = "THIS_YEAR"
    LAST_YEAR = "LAST_YEAR"


Given = Value | date
_NOT_TEXTS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.NUMBER, Kind.DATETIME, Kind.EVENT, Kind.BOOL})


def value_given(text: str, one: Property, operator: Operator | None = None) -> Given:
    """A value to hold a property against, from its text: part of an address will do, a number must be one.

    A date for operators on days (`2026-11-25`), a whole number for those that count days back.
    Raises InvalidValue in words.
    """
    if operator in DAYS:
        return _day_given(text)
    if operator in DAYS_BACK:
        return _days_back_given(text)
    if operator == Operator.IN_PERIOD:
        return _period_given(text)
    if one.kind == Kind.MEMBERSHIP:
        return _list_given(text)
    if one.kind in _NOT_TEXTS:
        return from_text(text, one)
    if "\x00" in text:
        raise InvalidValue("INVALID_VALUE", "A text cannot hold the character NUL.")
    return text.strip()


def _day_given(text: str) -> date:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise InvalidValue("INVALID_DATE", _("Write a day as 2026-11-25."))
    return day


def _days_back_given(text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 5 or int(text) > MOST_DAYS_BACK:
        message = _("Write a number of days, up to %(most)s.") % {"most": MOST_DAYS_BACK}
        raise InvalidValue("INVALID_INTEGER", message)
    return int(text)


def _list_given(text: str) -> str:
    """The id of a list, as it stands among the lists to choose from."""
    if not is_id(text.strip()):
        raise InvalidValue("INVALID_OPTION", _("Choose a list, by its number."))
    return str(int(text))


def is_id(text: str) -> bool:
    """Whether a text is the id of a record."""
    return text.isascii() and text.isdecimal() and len(text) < _DIGITS_OF_AN_ID


def _period_given(text: str) -> Period:
    try:
        return Period(text.strip())
    except ValueError as error:
        raise InvalidValue("INVALID_OPTION", _("Choose a period, such as THIS_MONTH.")) from error


@dataclass(frozen=True, slots=True)
class Condition:
    """One property held against values: two for BETWEEN (both included), any number for IN, none for HAS_PROPERTY.

    `family` says whose property it is (crm.filters.families); empty: the record's own. Of events alone: `sources` are
    the ids of what they happened to (empty: to anything), `has_not` asks that none happened.
    """

    property: Property
    operator: Operator
    values: tuple[Given, ...] = ()
    family: str = ""
    sources: tuple[str, ...] = ()
    has_not: bool = False

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS[self.property.kind]:
            words = (self.property.api_name, self.operator, self.property.kind)
            message = "Property “{}” cannot be filtered by {}: it is of the kind {}.".format(*words)
            raise FilterError(message, self.property.api_name)
        if (self.sources or self.has_not) and self.property.kind != Kind.EVENT:
            message = f"Property “{self.property.api_name}” is no event: it takes no “of” and no “hasNot”."
            raise FilterError(message, self.property.api_name)


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that must all hold. `lacks` are the families of which the record must have none that meets its own."""

    conditions: tuple[Condition, ...]
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Definition:
    """Groups of which one must hold; without any, every record does."""

    object_type: ObjectType
    groups: tuple[Group, ...] = ()
