"""The left side of a condition: where a property's value stands in SQL, and in which form it is compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import Case, DecimalField, F, Func, Q, TextField, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import Exact, IsNull, Regex

from crm.properties import Kind, Property
from crm.property_values import as_text

TEXTS = frozenset({Kind.STRING, Kind.LONG_TEXT, Kind.HTML, Kind.URL, Kind.EMAIL, Kind.ENUMERATION})
_NUMBER_TEXT = r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$"


@dataclass(frozen=True, slots=True)
class Side:
    """`raw` is the value as it is kept, `compared` as it is compared, `words` as text to look for words in.

    `given` puts a value that somebody gave into the form of `compared`.
    """

    raw: Any
    compared: Any
    words: Any
    given: Callable[[Any], Any]
    is_list: bool = False

    def has(self, value: str) -> Q:
        """Whether a list has a member, whatever its case."""
        return Q(DataContains(self.compared, [value]))


def side_of(one: Property, scores: Mapping[str, Combinable], prefix: str = "") -> Side:
    """The left side of a property; `scores` are the expressions of those that the clock decides.

    `prefix` leads from the rows asked for to the record whose property it is.
    """
    if one.is_custom:
        return _own(one, prefix)
    raw: Any = scores.get(one.name) or F(prefix + one.attribute)
    if one.kind in (Kind.TAGS, Kind.IMAGES):
        return Side(raw, _LowerList(raw), _Joined(raw), lambda value: str(value).lower(), is_list=True)
    return _text(raw, one.kind) if one.kind in TEXTS else Side(raw, raw, raw, lambda value: value)


def is_known(kind: Kind, side: Side) -> Q:
    """Whether a record has a value: an empty text and an empty list are none."""
    is_there = Q(IsNull(side.raw, False))
    if kind in TEXTS:
        return is_there & ~Q(Exact(side.raw, ""))
    return is_there & ~Q(Exact(side.raw, [])) if kind in (Kind.TAGS, Kind.IMAGES) else is_there


def _text(raw: Any, kind: Kind) -> Side:
    if kind == Kind.ENUMERATION:  # always written alike
        return Side(raw, raw, raw, lambda value: value)
    return Side(raw, Lower(raw), raw, lambda value: str(value).lower())


def _own(one: Property, prefix: str) -> Side:
    """A value in the record's JSON. What is no number there, though the property is one, is no value."""
    raw = KeyTextTransform(one.name, f"{prefix}custom")
    if one.kind == Kind.NUMBER:
        number = Cast(raw, DecimalField(max_digits=60, decimal_places=30))
        safe = Case(When(Q(Regex(raw, _NUMBER_TEXT)), then=number))
        return Side(safe, safe, raw, Decimal)
    if one.kind in TEXTS:
        return _text(raw, one.kind)
    # Moments and yes/no are kept in one form of text, which sorts as they do.
    return Side(raw, raw, raw, lambda value: as_text(value, one.kind))


class _LowerList(Func):
    """Every member of a list of texts in lower case."""

    template = "(lower((%(expressions)s)::text)::text[])"
    output_field = ArrayField(TextField())


class _Joined(Func):
    """A list's members as one text."""

    template = "array_to_string(%(expressions)s, ' ')"
    output_field = TextField()
