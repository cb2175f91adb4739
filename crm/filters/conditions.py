"""The words of a filter: operators, conditions, groups; and which operator goes with which kind of property."""

from dataclasses import dataclass
from enum import StrEnum

from crm.models import ObjectType
from crm.properties import Kind, Property
from crm.property_values import InvalidValue, Value, from_text


class FilterError(ValueError):
    """A filter that makes no sense. `str(error)` says what would."""


class Operator(StrEnum):
    """HubSpot's operators of CRM v3 searches."""

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


KNOWLEDGE = frozenset({Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY})
_EQUALITY = frozenset({Operator.EQ, Operator.NEQ, Operator.IN, Operator.NOT_IN})
_ORDER = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN})
_WORDS = frozenset({Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN})

_TEXT = _EQUALITY | _ORDER | _WORDS | KNOWLEDGE
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
    Kind.DATETIME: _NUMBER,
    Kind.BOOL: _EQUALITY | KNOWLEDGE,
    Kind.ENUMERATION: _EQUALITY | KNOWLEDGE,
    Kind.TAGS: _EQUALITY | _WORDS | KNOWLEDGE,
    Kind.IMAGES: KNOWLEDGE,
}


_NOT_TEXTS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.NUMBER, Kind.DATETIME, Kind.BOOL})


def value_given(text: str, one: Property) -> Value:
    """A value to hold a property against, from its text: part of an address will do, a number must be one.

    Raises InvalidValue in words.
    """
    if one.kind in _NOT_TEXTS:
        return from_text(text, one)
    if "\x00" in text:
        raise InvalidValue("INVALID_VALUE", "A text cannot hold the character NUL.")
    return text.strip()


@dataclass(frozen=True, slots=True)
class Condition:
    """One property held against values: two for BETWEEN (both included), any number for IN, none for HAS_PROPERTY."""

    property: Property
    operator: Operator
    values: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS[self.property.kind]:
            words = (self.property.api_name, self.operator, self.property.kind)
            raise FilterError("Property “{}” cannot be filtered by {}: it is of the kind {}.".format(*words))


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that must all hold."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """Groups of which one must hold; without any, every record does."""

    object_type: ObjectType
    groups: tuple[Group, ...] = ()
