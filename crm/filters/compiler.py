"""A definition as a condition that PostgreSQL answers in one query.

A record that has no value of a property meets no condition on it but NOT_HAS_PROPERTY: what is not known is neither
equal nor unequal. Texts are compared whatever their case. Conditions of a group on deals are about the same deal, those
on line items about the same line item of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual
from django.utils import timezone

from crm.filters.conditions import PARTS, Condition, Definition, Group, Operator
from crm.filters.days import on_moments
from crm.filters.events import event_kind, events_of
from crm.filters.families import LISTS, Family, family, hangs_on, records_within, relations_of
from crm.filters.sides import TEXTS, Side, is_known, side_of
from crm.filters.words import holds_part, holds_words
from crm.models import ObjectType
from crm.scores import CLOCK_PROPERTIES, score_expressions

_COMPARISONS: dict[Operator, Any] = {
    Operator.EQ: Exact,
    Operator.LT: LessThan,
    Operator.LTE: LessThanOrEqual,
    Operator.GT: GreaterThan,
    Operator.GTE: GreaterThanOrEqual,
}
_POSITIVE = {
    Operator.NEQ: Operator.EQ,
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_CONTAINS_TOKEN: Operator.CONTAINS_TOKEN,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
}


def records_matching(records: QuerySet[Any], definition: Definition, at: datetime | None = None) -> QuerySet[Any]:
    """Those of the records that meet a definition, at a moment (default: now) where the clock matters."""
    groups = _groups(definition, at or timezone.now())
    if _are_apart(definition):
        return records.filter(pk__in=_union(records, groups))
    return records.filter(reduce(or_, groups)) if groups else records


def ids_matching(records: QuerySet[Any], definition: Definition, at: datetime) -> QuerySet[Any]:
    """The primary keys of those records, in no order."""
    groups = _groups(definition, at)
    if _are_apart(definition):
        return _union(records, groups)
    return (records.filter(reduce(or_, groups)) if groups else records).order_by().values("pk")


def condition_of(definition: Definition, at: datetime) -> Q:
    """The definition as a condition on its model; one without groups holds for every record."""
    groups = _groups(definition, at)
    return reduce(or_, groups) if groups else Q()


def related_records(one: Family, group: Group, outer: int, at: datetime) -> QuerySet[Any]:
    """The records of a family that hang on the record of a primary key and meet what a group asks of them."""
    return _Compiler(at, {}).records(one, group, outer)


def events_matching(condition: Condition, outer: int, at: datetime) -> QuerySet[Any]:
    """The events that a condition on events is about, of a contact's primary key, happened or not asked for."""
    return _Compiler(at, {}).events(condition, outer)


def _groups(definition: Definition, at: datetime) -> list[Q]:
    compiler = _Compiler.of(definition, at)
    return [compiler.group(one, definition.object_type) for one in definition.groups]


def _are_apart(definition: Definition) -> bool:
    """Whether groups are answered each by itself and put together.

    Beside each other in one condition, PostgreSQL would ask those about other records again for every record.
    """
    groups = definition.groups
    return len(groups) > 1 and any(one.lacks or any(it.family for it in one.conditions) for one in groups)


def _union(records: QuerySet[Any], groups: list[Q]) -> QuerySet[Any]:
    first, *others = (records.order_by().filter(one).values("pk") for one in groups)
    return first.union(*others)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """`scores` are the expressions of what the clock decides of a contact; {} where nobody asks for them."""

    at: datetime
    scores: dict[str, Combinable]

    @classmethod
    def of(cls, definition: Definition, at: datetime) -> "_Compiler":
        conditions = (one for group in definition.groups for one in group.conditions)
        is_scored = any(one.property.name in CLOCK_PROPERTIES and not one.family for one in conditions)
        return cls(at, score_expressions(at) if is_scored else {})

    def group(self, group: Group, object_type: ObjectType) -> Q:
        """What one record must meet."""
        own = [self._held(one, self.scores) for one in group.conditions if not one.family]
        in_lists = [_in_lists(one) for one in group.conditions if one.family == LISTS]
        happened = [self._happened(one) for one in group.conditions if event_kind(one)]
        return reduce(and_, [*own, *in_lists, *happened, *self._related(group, object_type.value)], Q())

    def _related(self, group: Group, within: str) -> Iterable[Q]:
        """For each kind of record that hangs on these: that there is one, or none, that meets what is asked of it."""
        for one in records_within(within):
            if one.code in group.lacks or any(hangs_on(it.family, one.code) for it in group.conditions):
                there_is = Q(Exists(self.records(one, group, OuterRef("pk"))))
                yield ~there_is if one.code in group.lacks else there_is

    def records(self, one: Family, group: Group, outer: Any) -> QuerySet[Any]:
        """The records of a family that hang on one (its primary key) and meet what a group asks of them."""
        asked = [self._held(it, {}, prefix) for prefix, it in _of_its_rows(one, group)]
        related = self._related(group, one.code)
        return one.of(outer).filter(reduce(and_, [*asked, *related], Q()))

    def _happened(self, condition: Condition) -> Q:
        there_is = Q(Exists(self.events(condition, OuterRef("pk"))))
        return ~there_is if condition.has_not else there_is

    def events(self, condition: Condition, outer: Any) -> QuerySet[Any]:
        """The events of a contact (its primary key) that a condition is about. Raises TypeError where that is none."""
        kind = event_kind(condition)
        if kind is None:
            raise TypeError(f"{condition.property.api_name} is no event")
        return events_of(kind, outer, condition.sources).filter(self._held(condition, {}))

    def _held(self, given: Condition, scores: dict[str, Combinable], prefix: str = "") -> Q:
        condition = on_moments(given, self.at)
        side = side_of(condition.property, scores, prefix)
        known = is_known(condition.property.kind, side)
        match condition.operator:
            case Operator.HAS_PROPERTY:
                return known
            case Operator.NOT_HAS_PROPERTY:
                return ~known
            case operator if operator in _POSITIVE:
                return known & ~_holds(_POSITIVE[operator], condition, side)
            case operator:
                # An empty text is no value, and comes before no word.
                holds = _holds(operator, condition, side)
                return holds & known if condition.property.kind in TEXTS else holds


def _of_its_rows(one: Family, group: Group) -> Iterable[tuple[str, Condition]]:
    """The conditions on a family's rows, with the way from them to the record that each is about."""
    ways = {one.code: ""} | {it.code: it.prefix for it in relations_of(one.code)}
    return ((ways[it.family], it) for it in group.conditions if it.family in ways)


def _in_lists(condition: Condition) -> Q:
    ids = [int(str(value)) for value in condition.values]
    there_is = Q(Exists(family(LISTS).of(OuterRef("pk")).filter(contact_list_id__in=ids)))
    return there_is if condition.operator == Operator.IN else ~there_is


def _holds(operator: Operator, condition: Condition, side: Side) -> Q:
    if operator == Operator.CONTAINS_TOKEN:
        return holds_words(side.words, str(condition.values[0]))
    if operator in PARTS:
        return holds_part(side.words, operator, str(condition.values[0]))
    values = [side.given(value) for value in condition.values]
    if side.is_list:
        return reduce(or_, (side.has(value) for value in values), Q(pk__in=[]))
    if operator == Operator.IN:
        return Q(In(side.compared, values))
    if operator == Operator.BETWEEN:
        low, high = values
        return Q(GreaterThanOrEqual(side.compared, low)) & Q(LessThanOrEqual(side.compared, high))
    return Q(_COMPARISONS[operator](side.compared, values[0]))
