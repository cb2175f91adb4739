"""Search bodies: HubSpot's filter groups as a definition for the compiler, words, and the order."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, OrderBy, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm.api.kinds import Kind
from crm.catalogue import properties_of
from crm.filters import Condition, Definition, FilterError, Group, condition_of, read_condition
from crm.filters.sides import side_of
from crm.models import Contact, Deal, LineItem, ObjectType, Product
from crm.properties import Property
from crm.scores import CLOCK_PROPERTIES, score_expressions
from crm.search import find_contacts, find_deals, find_line_items, find_products
from rest.errors import ApiError, Detail, validation_error

# HubSpot's own limits.
MOST_GROUPS, MOST_IN_GROUP, MOST_FILTERS, MOST_SORTS = 5, 6, 18, 3
MOST_FOUND = 10_000
_FIND: dict[ObjectType, Any] = {
    ObjectType.CONTACT: find_contacts,
    ObjectType.DEAL: find_deals,
    ObjectType.PRODUCT: find_products,
    ObjectType.LINE_ITEM: find_line_items,
}


def found(kind: Kind, body: Mapping[str, Any]) -> QuerySet[Any]:
    """The live records of a kind that a search body asks for, unordered. Raises ApiError (400) in words."""
    known = properties_of(kind.object_type)
    definition = Definition(kind.object_type, _groups(body["filterGroups"], known))
    records = _live(kind)
    if body["query"].strip():
        records = _FIND[kind.object_type](records, body["query"])
    return records.filter(condition_of(definition, timezone.now()))


def ordered(kind: Kind, records: QuerySet[Any], sorts: list[Mapping[str, str]], total: int) -> QuerySet[Any]:
    """The records in the order asked for, those without a value last; without one: the oldest first.

    `total` is how many they are. Few are found first and sorted then: PostgreSQL, which takes them for more than they
    are, would rather read all records in that order until it has met enough of them.
    """
    known = properties_of(kind.object_type)
    if len(sorts) > MOST_SORTS:
        raise validation_error(f"At most {MOST_SORTS} sorts can be given.")
    keys: list[tuple[Any, bool]] = []
    for sort in sorts:
        one = _property(sort["propertyName"], known)
        value = side_of(one, score_expressions(timezone.now()) if one.name in CLOCK_PROPERTIES else {}).compared
        keys.append((value, sort["direction"] == "DESCENDING"))
    wanted = [*keys, (F("pk"), False)]
    return records.order_by(
        *(
            OrderBy(Coalesce(value, value) if total <= MOST_FOUND else value, descending=down, nulls_last=True)
            for value, down in wanted
        )
    )


def _live(kind: Kind) -> QuerySet[Any]:
    """Without what a page shows beside: it is counted and looked through by id."""
    match kind.object_type:
        case ObjectType.CONTACT:
            return Contact.objects.live()
        case ObjectType.DEAL:
            return Deal.objects.live()
        case ObjectType.PRODUCT:
            return Product.objects.live()
        case _:
            return LineItem.objects.filter(deal__deleted_at__isnull=True)


def _groups(given: list[Mapping[str, Any]], known: Mapping[str, Property]) -> tuple[Group, ...]:
    filters = sum(len(group["filters"]) for group in given)
    if len(given) > MOST_GROUPS or filters > MOST_FILTERS or any(len(one["filters"]) > MOST_IN_GROUP for one in given):
        raise validation_error(
            f"A search has at most {MOST_GROUPS} filterGroups of {MOST_IN_GROUP} filters, {MOST_FILTERS} in all."
        )
    return tuple(Group(tuple(_condition(one, known) for one in group["filters"])) for group in given)


def _condition(given: Mapping[str, Any], known: Mapping[str, Property]) -> Condition:
    try:
        return read_condition(given, known)
    except FilterError as error:
        raise _invalid(str(error), error.property, error.code) from error


def _property(name: str, known: Mapping[str, Property]) -> Property:
    if name not in known:
        raise _invalid(f"Property “{name}” does not exist.", name, "PROPERTY_DOESNT_EXIST")
    return known[name]


def _invalid(message: str, name: str, code: str = "INVALID_FILTER") -> ApiError:
    detail = Detail(message, code, {"propertyName": [name]})
    return validation_error(f"There was a problem with the request. {message}", [detail])
