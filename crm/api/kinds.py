"""The kinds of record that the API speaks of, under all of HubSpot's names for them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from crm.models import Contact, Deal, LineItem, ObjectType, Product
from crm.scores import with_scores
from rest.errors import validation_error


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: HubSpot's number for it, and what is told of one when no property is asked for."""

    object_type: ObjectType
    type_id: str
    singular: str
    default_properties: tuple[str, ...]

    def scope(self, verb: str) -> str:
        """The scope that reading or writing ("read", "write") these records takes."""
        return f"crm.objects.{self.object_type.value}.{verb}"

    def schema_scope(self, verb: str) -> str:
        """The scope that reading or writing their properties takes."""
        return f"crm.schemas.{self.object_type.value}.{verb}"


KINDS = (
    Kind(
        ObjectType.CONTACT,
        "0-1",
        "contact",
        ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
    ),
    Kind(
        ObjectType.DEAL,
        "0-3",
        "deal",
        (
            *("amount", "closedate", "createdate", "dealname"),
            *("dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"),
        ),
    ),
    Kind(
        ObjectType.PRODUCT,
        "0-7",
        "product",
        ("createdate", "hs_lastmodifieddate", "hs_object_id", "name", "price"),
    ),
    Kind(
        ObjectType.LINE_ITEM,
        "0-8",
        "line_item",
        ("amount", "createdate", "hs_lastmodifieddate", "hs_object_id", "hs_product_id", "name", "price", "quantity"),
    ),
)
_BY_NAME = {name: kind for kind in KINDS for name in (kind.object_type.value, kind.type_id, kind.singular)}
BY_TYPE = {kind.object_type: kind for kind in KINDS}


def kind_named(name: str) -> Kind:
    """The kind of a path segment: contacts, contact or 0-1. Raises ApiError (400) for others, as HubSpot does."""
    kind = _BY_NAME.get(name.lower())
    if kind is None:
        known = ", ".join(one.object_type.value for one in KINDS)
        raise validation_error(f"Unable to infer object type from: {name}. There are {known}.")
    return kind


def records_of(kind: Kind, *, archived: bool = False) -> QuerySet[Any]:
    """Its records, live or deleted ones that are still kept, with all that is told of them."""
    if kind.object_type == ObjectType.CONTACT:
        chosen = Contact.objects.in_recycle_bin() if archived else Contact.objects.live()
        return with_scores(chosen.select_related("purchases"))
    if kind.object_type == ObjectType.LINE_ITEM:
        return LineItem.objects.filter(deal__deleted_at__isnull=not archived).select_related("deal")
    model = Deal if kind.object_type == ObjectType.DEAL else Product
    return model._default_manager.filter(deleted_at__isnull=not archived)
