"""What belongs to what, with HubSpot's numbers for the ways to belong.

A deal has one contact at most, a line item one deal and one product at most: other pairs are followed over these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from crm.api.kinds import Kind
from crm.models import Deal, LineItem, ObjectType
from rest.errors import validation_error

C, D, P, L = ObjectType.CONTACT, ObjectType.DEAL, ObjectType.PRODUCT, ObjectType.LINE_ITEM
# HubSpot's association type ids; it has none between products and deals, lines or contacts: those are ours.
TYPE_IDS: dict[tuple[ObjectType, ObjectType], tuple[str, int]] = {
    (D, C): ("HUBSPOT_DEFINED", 3),
    (C, D): ("HUBSPOT_DEFINED", 4),
    (D, L): ("HUBSPOT_DEFINED", 19),
    (L, D): ("HUBSPOT_DEFINED", 20),
    (D, P): ("INTEGRATOR_DEFINED", 1),
    (P, D): ("INTEGRATOR_DEFINED", 2),
    (L, P): ("INTEGRATOR_DEFINED", 3),
    (P, L): ("INTEGRATOR_DEFINED", 4),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A page of what belongs to one record; `after` is where the next begins."""

    ids: list[int]
    after: int | None


def type_of(kind: Kind, other: Kind) -> tuple[str, int]:
    """Category and number of the way to belong. Raises ApiError (400) where records of the two never do."""
    found = TYPE_IDS.get((kind.object_type, other.object_type))
    if found is None:
        raise validation_error(f"There is no association from {kind.object_type} to {other.object_type}.")
    return found


def associated(kind: Kind, other: Kind, ids: Sequence[int]) -> dict[int, list[int]]:
    """The ids of the other kind that belong to each record, ascending. One query. Raises ApiError as `type_of`."""
    type_of(kind, other)
    found: dict[int, list[int]] = {}
    for pk, other_pk in _pairs(kind.object_type, other.object_type, ids):
        if other_pk not in found.setdefault(pk, []):
            found[pk].append(other_pk)
    return found


def page_of(kind: Kind, other: Kind, pk: int, after: int, limit: int) -> Link:
    """Those of one record whose id is greater than `after`, at most `limit`."""
    type_of(kind, other)
    pairs = _pairs(kind.object_type, other.object_type, [pk]).filter(_other__gt=after)
    ids = [other_pk for _, other_pk in pairs.distinct()[: limit + 1]]
    return Link(ids[:limit], ids[limit - 1] if len(ids) > limit else None)


def _pairs(one: ObjectType, other: ObjectType, ids: Sequence[int]) -> QuerySet[Any, tuple[int, int]]:
    """(record, other record) of records that are not deleted, by record and other record."""
    rows: QuerySet[Any]
    if C in (one, other):
        ways = {C: "contact_id", D: "pk"}
        rows = Deal.objects.live().filter(contact__isnull=False, contact__deleted_at__isnull=True)
    else:
        ways = {D: "deal_id", L: "pk", P: "product_id"}
        rows = LineItem.objects.filter(deal__deleted_at__isnull=True)
        if P in (one, other):
            rows = rows.filter(product__deleted_at__isnull=True, product__isnull=False)
    named = rows.filter(**{f"{ways[one]}__in": ids}).annotate(_one=F(ways[one]), _other=F(ways[other]))
    return named.order_by("_one", "_other").values_list("_one", "_other")
