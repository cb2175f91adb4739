"""Making, changing and deleting records for a program, with HubSpot's answers to what is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from crm.api.associations import TYPE_IDS
from crm.api.kinds import Kind
from crm.editing.contacts import create_contact, update_contact
from crm.editing.deals import create_deal, delete_deals, set_contact, update_deal
from crm.editing.line_items import create_line_item, delete_line_items, update_line_item
from crm.editing.products import create_product, delete_products, update_product
from crm.editing.values import AddressInUse, Editor, Fault, InvalidValues, Locked
from crm.models import ObjectType
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from rest.errors import ApiError, Detail, conflict, not_found, validation_error

PROGRAM = Editor(ChangeSource.API)
_UPDATE: dict[ObjectType, Any] = {
    ObjectType.CONTACT: update_contact,
    ObjectType.DEAL: update_deal,
    ObjectType.PRODUCT: update_product,
    ObjectType.LINE_ITEM: update_line_item,
}


@dataclass(frozen=True, slots=True)
class Associated:
    """What a record that is about to be made belongs to."""

    object_type: ObjectType
    id: int


def create(kind: Kind, properties: Mapping[str, Any], links: Sequence[Associated] = ()) -> int:
    """Make a record; its id. Raises ApiError: 400 for values, 404 for what it belongs to, 409 for an address in use."""
    with told(_ids(links)):
        match kind.object_type:
            case ObjectType.CONTACT:
                contact = create_contact(properties, PROGRAM)
                for deal_id in _all(links, ObjectType.DEAL, of=kind):
                    set_contact(deal_id, contact.pk, PROGRAM)
                return contact.pk
            case ObjectType.DEAL:
                return create_deal(properties, PROGRAM, _one(links, ObjectType.CONTACT, of=kind)).pk
            case ObjectType.LINE_ITEM:
                return create_line_item(properties, PROGRAM, _one(links, ObjectType.DEAL, of=kind)).pk
            case _:
                _one(links, None, of=kind)
                return create_product(properties, PROGRAM).pk


def update(kind: Kind, record_id: int, properties: Mapping[str, Any]) -> None:
    """Change a record. Raises ApiError: 400, 404, 409."""
    with told([str(record_id)]):
        _UPDATE[kind.object_type](record_id, properties, PROGRAM)


def archive(kind: Kind, ids: Iterable[int]) -> None:
    """Delete records; ids of none are no error, as at HubSpot. Raises ApiError (400) for what only Shopify deletes."""
    with told([]):
        match kind.object_type:
            case ObjectType.CONTACT:
                delete_contacts(ids, None, PROGRAM.source)
            case ObjectType.DEAL:
                delete_deals(ids, PROGRAM)
            case ObjectType.PRODUCT:
                delete_products(ids, PROGRAM)
            case ObjectType.LINE_ITEM:
                delete_line_items(ids, PROGRAM)


def links_of(kind: Kind, given: Sequence[Mapping[str, Any]]) -> list[Associated]:
    """What the `associations` of a new record name. Raises ApiError (400) for a type that this kind does not have."""
    targets = {type_id: other for (one, other), type_id in TYPE_IDS.items() if one == kind.object_type}
    links = []
    for one in given:
        for named in one["types"]:
            type_id = (named["associationCategory"], named["associationTypeId"])
            if type_id not in targets:
                raise validation_error(f"Association type {type_id[1]} ({type_id[0]}) is none of {kind.object_type}.")
            links.append(Associated(targets[type_id], one["to"]["id"]))
    return links


@contextmanager
def told(ids: Sequence[str]) -> Iterator[None]:
    """What goes wrong in the CRM as HubSpot tells it; `ids` are those that a missing record is named by."""
    try:
        yield
    except InvalidValues as error:
        raise validation_error(f"Property values were not valid: {error}", list(map(_detail, error.faults))) from error
    except AddressInUse as error:
        raise conflict(str(error)) from error
    except Locked as error:
        raise ApiError(400, "VALIDATION_ERROR", str(error), errors=[Detail(str(error), "READ_ONLY_OBJECT")]) from error
    except ObjectDoesNotExist as error:
        raise not_found("Object not found. objectId are usually numeric.", ids) from error


def _detail(fault: Fault) -> Detail:
    return Detail(fault.message, fault.code, {"propertyName": [fault.property]})


def _ids(links: Sequence[Associated]) -> list[str]:
    return [str(link.id) for link in links]


def _all(links: Sequence[Associated], wanted: ObjectType | None, of: Kind) -> list[int]:
    for link in links:
        if link.object_type != wanted:
            named = f"A new {of.singular} cannot be associated with {link.object_type}. Associate the other way round."
            raise validation_error(named)
    return [link.id for link in links]


def _one(links: Sequence[Associated], wanted: ObjectType | None, of: Kind) -> int | None:
    ids = _all(links, wanted, of)
    if len(ids) > 1:
        raise validation_error(f"A {of.singular} has one of {wanted} only.")
    return ids[0] if ids else None
