"""Filters as JSON: HubSpot's filter groups, read into a definition and written from one.

A group is {"filters": [filter, …], "lacks": [family, …]}; a filter {"objectType", "propertyName", "operator", "value",
"highValue", "values"}, its values texts as the API writes them; one on an event has "of" and "hasNot" beside them.
Docs: docs/filters.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.filters.conditions import (
    KNOWLEDGE,
    MANY_VALUES,
    TWO_VALUES,
    Condition,
    Definition,
    FilterError,
    Given,
    Group,
    Operator,
    is_id,
    value_given,
)
from crm.filters.families import families_within, key_of
from crm.models import ObjectType
from crm.properties import Property
from crm.property_values import InvalidValue, as_text

# HubSpot's limits for lists; a search in the API has smaller ones of its own.
MOST_GROUPS, MOST_FILTERS = 60, 250
MOST_VALUES, LONGEST_VALUE = 100, 5000


def read_definition(object_type: ObjectType, given: Any, known: Mapping[str, Property]) -> Definition:
    """The definition that JSON stands for; `known` are the properties by name. Raises FilterError in words."""
    if not isinstance(given, list) or len(given) > MOST_GROUPS:
        message = _("Filters are a list of at most %(most)s groups.") % {"most": MOST_GROUPS}
        raise FilterError(message)
    groups = [(_filters_of(group), _lacks_of(group)) for group in given]
    if sum(len(filters) for filters, _lacks in groups) > MOST_FILTERS:
        raise FilterError(_("There are more than %(most)s filters.") % {"most": MOST_FILTERS})
    read = (_group(object_type, *group, known) for group in groups)
    return Definition(object_type, tuple(group for group in read if group.conditions or group.lacks))


def read_condition(given: Mapping[str, Any], known: Mapping[str, Property]) -> Condition:
    """The condition that one filter stands for. Raises FilterError in words."""
    name, family = str(given.get("propertyName", "")), str(given.get("objectType", ""))
    key = key_of(name, family)
    if key not in known:
        message = _("Property “%(name)s” does not exist.") % {"name": name[:100]}
        raise FilterError(message, name, "PROPERTY_DOESNT_EXIST")
    one = known[key]
    try:
        operator = Operator(str(given.get("operator", "")))
    except ValueError as error:
        raise FilterError(_("There is no such operator."), name) from error
    try:
        values = tuple(value_given(text, one, operator) for text in _texts(given, operator))
    except InvalidValue as error:
        raise FilterError(f"{name}: {error}", name) from error
    return Condition(one, operator, values, family, _sources_of(given), _has_not_of(given))


def write_definition(definition: Definition) -> list[dict[str, Any]]:
    """A definition as JSON; `read_definition` reads the same one from it."""
    return [
        {"filters": [_write(one) for one in group.conditions]} | ({"lacks": sorted(group.lacks)} if group.lacks else {})
        for group in definition.groups
    ]


def _group(
    object_type: ObjectType, filters: list[Mapping[str, Any]], lacks: frozenset[str], known: Mapping[str, Property]
) -> Group:
    if lacks - {one.code for one in families_within(object_type.value) if one.lacks}:
        raise FilterError(_("A group can lack deals only, or other records of its own."))
    return Group(tuple(read_condition(one, known) for one in filters), lacks)


def _filters_of(group: Any) -> list[Mapping[str, Any]]:
    filters = group.get("filters") if isinstance(group, dict) else None
    if not isinstance(filters, list) or not all(isinstance(one, dict) for one in filters):
        raise FilterError(_("A group is a list of filters."))
    return filters


def _lacks_of(group: dict[str, Any]) -> frozenset[str]:
    lacks = group.get("lacks", [])
    if not isinstance(lacks, list) or not all(isinstance(one, str) for one in lacks):
        raise FilterError(_("What a group lacks is a list of kinds of record."))
    return frozenset(lacks)


def _texts(given: Mapping[str, Any], operator: Operator) -> Sequence[str]:
    name = given["propertyName"]
    if operator in KNOWLEDGE:
        return []
    if operator in MANY_VALUES:
        texts = given.get("values")
        if not texts:
            raise FilterError(f"{name}: {operator} takes “values”, one at least.", name)
    else:
        names = ("value", "highValue") if operator in TWO_VALUES else ("value",)
        texts = [given.get(one) for one in names]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            needs = "“value” and “highValue”" if operator in TWO_VALUES else "a “value”"
            raise FilterError(f"{name}: {operator} takes {needs}.", name)
    return _checked(texts, name)


def _sources_of(given: Mapping[str, Any]) -> tuple[str, ...]:
    ids = _checked(given.get("of", []), given["propertyName"])
    if not all(map(is_id, ids)):
        raise FilterError(_("“of” is a list of ids."), given["propertyName"])
    return tuple(dict.fromkeys(str(int(one)) for one in ids))


def _has_not_of(given: Mapping[str, Any]) -> bool:
    has_not = given.get("hasNot", False)
    if not isinstance(has_not, bool):
        raise FilterError(_("“hasNot” is true or false."), given["propertyName"])
    return has_not


def _checked(texts: Any, name: str) -> list[str]:
    if not isinstance(texts, list) or len(texts) > MOST_VALUES or not all(isinstance(one, str) for one in texts):
        raise FilterError(_("Values are at most %(most)s texts.") % {"most": MOST_VALUES}, name)
    if any(len(one) > LONGEST_VALUE for one in texts):
        raise FilterError(_("A value has at most %(most)s characters.") % {"most": LONGEST_VALUE}, name)
    return texts


def _write(condition: Condition) -> dict[str, Any]:
    written: dict[str, Any] = {"objectType": condition.family} if condition.family else {}
    written |= {"propertyName": condition.property.api_name, "operator": str(condition.operator)}
    if condition.sources:
        written["of"] = list(condition.sources)
    if condition.has_not:
        written["hasNot"] = True
    texts = _written(condition.values, condition.property)
    if condition.operator in MANY_VALUES:
        return {**written, "values": texts}
    return written | dict(zip(("value", "highValue"), texts, strict=False))


def _written(values: Iterable[Given], one: Property) -> list[str]:
    return [
        value.isoformat()
        if isinstance(value, date) and not isinstance(value, datetime)
        else as_text(value, one.kind) or ""
        for value in values
    ]
