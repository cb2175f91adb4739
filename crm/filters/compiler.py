"""A definition as a condition that PostgreSQL answers in one query.

A record that has no value of a property meets no condition on it but NOT_HAS_PROPERTY: what is not known is neither
equal nor unequal. Texts are compared whatever their case.
"""

from datetime import datetime
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual
from django.utils import timezone

from crm.filters.conditions import PARTS, Condition, Definition, Operator
from crm.filters.days import on_moments
from crm.filters.sides import TEXTS, Side, is_known, side_of
from crm.filters.words import holds_part, holds_words
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
    return records.filter(condition_of(definition, at or timezone.now()))


def condition_of(definition: Definition, at: datetime) -> Q:
    """The definition as a condition on its model; one without groups holds for every record."""
    conditions = [one for group in definition.groups for one in group.conditions]
    scores = score_expressions(at) if any(one.property.name in CLOCK_PROPERTIES for one in conditions) else {}
    conditions = [on_moments(one, at) for one in conditions]
    compiled = iter([_compile(one, scores) for one in conditions])
    groups = [reduce(and_, islice(compiled, len(group.conditions)), Q()) for group in definition.groups]
    return reduce(or_, groups) if groups else Q()


def _compile(condition: Condition, scores: dict[str, Combinable]) -> Q:
    side = side_of(condition.property, scores)
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
