"""Lists as calls name them and as they are told; what cannot be done with one, in HubSpot's form."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet

from accounts.models import Portal
from crm.api.kinds import kind_named
from crm.api.lists.branches import read_branch, write_branch
from crm.filters import FilterError
from crm.lists import definitions
from crm.lists.editing import ListError, ListInUse
from crm.lists.members import NotStatic
from crm.models import ContactList, ObjectType
from rest.asked import is_id
from rest.errors import ApiError, Detail, conflict, not_found, validation_error
from rest.rendering import moment

CONTACTS = "0-1"


def list_with(list_id: str, lists: QuerySet[ContactList] | None = None) -> ContactList:
    """The live list of an id, or that among the lists given. Raises ApiError (404)."""
    among = ContactList.objects.live() if lists is None else lists
    found = among.filter(pk=int(list_id)).first() if is_id(list_id) else None
    if found is None:
        raise not_found(f"There is no list {list_id[:100]}.", [list_id[:100]])
    return found


def check_contacts(object_type_id: str) -> None:
    """Raises ApiError (400) for lists of anything but contacts."""
    if kind_named(object_type_id).object_type != ObjectType.CONTACT:
        raise validation_error(f"Lists are of contacts: objectTypeId is {CONTACTS}, not {object_type_id[:100]}.")


def filters_in(branch: Any) -> list[dict[str, Any]]:
    """A list's filters from a branch. Raises ApiError (400)."""
    return read_branch(branch, definitions.known(), Portal.current().time_zone)


def shown(lists: Sequence[ContactList], *, with_filters: bool = False) -> list[dict[str, Any]]:
    """Lists in HubSpot's form; with their filters: as many queries for many as for one."""
    told = [{**_shared(one), "size": one.size} for one in lists]
    if with_filters:
        known, zone = definitions.known(), Portal.current().time_zone
        for answer, one in zip(told, lists, strict=True):
            if one.filters:
                answer["filterBranch"] = write_branch(one.filters, known, zone)
    return told


def shown_found(one: ContactList) -> dict[str, Any]:
    """A list as searches tell it."""
    return {**_shared(one), "additionalProperties": {"hs_list_size": str(one.size)}}


@contextmanager
def told_errors() -> Iterator[None]:
    """What cannot be done with a list as an ApiError: 400, 404 where it is gone by now, 409 where it is used."""
    try:
        yield
    except ListInUse as error:
        uses = [Detail(f"{one.what}: {one.name}", "LIST_IN_USE") for one in error.uses]
        raise conflict(str(error), uses) from error
    except ListError as error:
        raise validation_error(str(error), [Detail(str(error), place=error.field)]) from error
    except FilterError as error:
        context = {"propertyName": [error.property]} if error.property else {}
        raise validation_error(str(error), [Detail(str(error), error.code, context, "filterBranch")]) from error
    except NotStatic as error:
        raise ApiError(400, "VALIDATION_ERROR", str(error), sub_category="ILS.INVALID_LIST_PROCESSING_TYPE") from error
    except ContactList.DoesNotExist as error:
        raise not_found("There is no such list any more.") from error


def _shared(one: ContactList) -> dict[str, Any]:
    people = {"createdById": one.created_by_id, "updatedById": one.updated_by_id}
    return {
        "listId": str(one.pk),
        "listVersion": one.version,
        "name": one.name,
        "objectTypeId": CONTACTS,
        "processingType": one.processing_type,
        "processingStatus": "PROCESSING" if one.is_waiting else "COMPLETE",
        "createdAt": moment(one.created_at),
        "updatedAt": moment(one.updated_at),
        "filtersUpdatedAt": moment(one.filters_updated_at),
        **{name: str(pk) for name, pk in people.items() if pk is not None},
    }
