"""Who is in a list, and in which lists somebody is; members of static lists put in and taken out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import Action, record
from crm.api.lists import bodies, shapes
from crm.api.lists.asked import check_contacts, list_with, told_errors
from crm.api.views.lists import ListView, token_of
from crm.lists import members
from crm.models import Contact, ContactList, ListMembership
from rest.asked import is_id, number
from rest.errors import not_found, validation_error
from rest.paging import next_page
from rest.rendering import moment
from rest.views import read

TAGS = ["List memberships"]
_MOST, _PAGE = 250, 100
_PAGED = [OpenApiParameter("after", str), OpenApiParameter("limit", int)]
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_IDS = {"application/json": {"type": "array", "items": {"type": "string", "example": "7"}}}


class MemberView(ListView):
    """A view of a list's members."""

    def change(self, request: Request, contact_list: ContactList, add: Sequence[int], remove: Sequence[int]) -> Any:
        """Put contacts into a static list and take others out; the answer to it. Raises ApiError: 400, 404."""
        known = set(Contact.objects.live().filter(pk__in={*add, *remove}).values_list("pk", flat=True))
        with told_errors(), transaction.atomic():
            added = members.add(contact_list, [pk for pk in add if pk in known], members.How.API)
            removed = members.remove(contact_list, remove)
            note_moved(request, contact_list, added=len(added), removed=len(removed))
        return {
            "recordsIdsAdded": [str(pk) for pk in sorted(added)],
            "recordIdsRemoved": [str(pk) for pk in sorted(removed)],
            "recordIdsMissing": [str(pk) for pk in sorted({*add, *remove} - known - set(removed))],
        }


class Members(MemberView):
    """The members of a list."""

    @extend_schema(operation_id="list_members", summary="List", parameters=_PAGED, responses=shapes.Members, tags=TAGS)
    def get(self, request: Request, list_id: str) -> Response:
        """Who is in a list and since when, in the order of ids."""
        chosen, after = list_with(list_id), asked_after(request) or "0"
        if not is_id(after):
            raise bad_after(after)
        found = current(chosen).filter(contact_id__gt=int(after)).order_by("contact_id")
        return Response(page_of(request, chosen, found, lambda one: str(one.contact_id)))

    @extend_schema(operation_id="clear_members", summary="Take all out", responses={204: None}, tags=TAGS)
    def delete(self, request: Request, list_id: str) -> Response:
        """Take everybody out of a static list. The contacts stay."""
        chosen = list_with(list_id)
        with told_errors(), transaction.atomic():
            note_moved(request, chosen, removed=len(members.clear(chosen)))
        return Response(status=204)


class MembersByJoining(MemberView):
    """The members of a list by when they came."""

    @extend_schema(
        operation_id="list_members_by_joining",
        summary="List by joining",
        parameters=_PAGED,
        responses=shapes.Members,
        tags=TAGS,
    )
    def get(self, request: Request, list_id: str) -> Response:
        """Who is in a list and since when, those who came first before."""
        chosen, found = list_with(list_id), asked_after(request)
        rows = current(chosen).order_by("joined_at", "contact_id")
        if found:
            at, pk = _joined_after(found)
            rows = rows.filter(joined_at__gte=at).filter(Q(joined_at__gt=at) | Q(contact_id__gt=pk))
        return Response(page_of(request, chosen, rows, _joining_of))


class AddMembers(MemberView):
    """Contacts to put into a static list."""

    @extend_schema(operation_id="add_members", summary="Add", request=_IDS, responses=shapes.Moved, tags=TAGS)
    def put(self, request: Request, list_id: str) -> Response:
        """Put contacts into a static list; those that are in it already stay."""
        chosen = list_with(list_id)
        return Response(self.change(request, chosen, ids_in(request.data), []))


class RemoveMembers(MemberView):
    """Contacts to take out of a static list."""

    @extend_schema(operation_id="remove_members", summary="Remove", request=_IDS, responses=shapes.Moved, tags=TAGS)
    def put(self, request: Request, list_id: str) -> Response:
        """Take contacts out of a static list. The contacts stay."""
        chosen = list_with(list_id)
        return Response(self.change(request, chosen, [], ids_in(request.data)))


class ChangeMembers(MemberView):
    """Contacts to put into a static list, and others to take out."""

    @extend_schema(
        operation_id="change_members",
        summary="Add and remove",
        request=bodies.MembershipChanges,
        responses=shapes.Moved,
        tags=TAGS,
    )
    def put(self, request: Request, list_id: str) -> Response:
        """Both at once. An id in both is refused."""
        chosen, body = list_with(list_id), read(bodies.MembershipChanges, request.data)
        add, remove = body["recordIdsToAdd"], body["recordIdsToRemove"]
        if both := set(add) & set(remove):
            raise validation_error(f"Record {min(both)} is to be added and to be removed. Say one of them.")
        return Response(self.change(request, chosen, add, remove))


class AddMembersFrom(MemberView):
    """The members of another list."""

    @extend_schema(
        operation_id="add_members_from", summary="Add from a list", request=None, responses={204: None}, tags=TAGS
    )
    def put(self, request: Request, list_id: str, source_list_id: str) -> Response:
        """Put all members of another list into a static one."""
        chosen, source = list_with(list_id), list_with(source_list_id)
        with told_errors(), transaction.atomic():
            added = members.copy(source, chosen)
            note_moved(request, chosen, added=len(added), source=source.pk)
        return Response(status=204)


class ListsOfRecord(ListView):
    """The lists that a record is in."""

    @extend_schema(
        operation_id="list_memberships", summary="Lists of a record", responses=shapes.Memberships, tags=TAGS
    )
    def get(self, request: Request, object_type_id: str, record_id: str) -> Response:
        """The lists that a contact is in, with when it came first and last."""
        check_contacts(object_type_id)
        if not is_id(record_id) or not Contact.objects.live().filter(pk=int(record_id)).exists():
            raise not_found(f"There is no contact {record_id[:100]}.", [record_id[:100]])
        stays = ListMembership.objects.filter(contact_id=int(record_id))
        live = ContactList.objects.live()
        rows = list(
            stays.filter(left_at=None, contact_list__in=live).select_related("contact_list").order_by("contact_list")
        )
        first = dict(stays.values_list("contact_list").annotate(Min("joined_at")))
        results = [
            {
                "listId": str(one.contact_list_id),
                "listVersion": one.contact_list.version,
                "firstAddedTimestamp": moment(first[one.contact_list_id]),
                "lastAddedTimestamp": moment(one.joined_at),
            }
            for one in rows
        ]
        return Response({"total": len(results), "results": results})


def current(contact_list: ContactList) -> QuerySet[ListMembership]:
    """The stays of those who are in a list."""
    return ListMembership.objects.current().filter(contact_list=contact_list)


def page_of(request: Request, contact_list: ContactList, found: QuerySet[ListMembership], key: Any) -> dict[str, Any]:
    """A page of stays; `key` says after which one the next page begins."""
    limit = number(request, "limit", _PAGE, _MOST, least=1)
    rows = list(found[: limit + 1])
    results = [{"recordId": str(one.contact_id), "membershipTimestamp": moment(one.joined_at)} for one in rows[:limit]]
    paging = {"paging": next_page(request, key(rows[limit - 1]))} if len(rows) > limit else {}
    return {"total": contact_list.size, "results": results, **paging}


def asked_after(request: Request) -> str:
    """Where a page begins. Raises ApiError (400) for pages backward."""
    if request.query_params.get("before"):
        raise validation_error("Members are paged forward, by after. Leave before out.")
    return request.query_params.get("after", "")


def bad_after(after: str) -> Exception:
    """For an `after` that no page gave."""
    return validation_error(f"after is what the page before gave, not “{after[:50]}”.")


def ids_in(given: Any) -> list[int]:
    """Ids of records in a body that is a list of them. Raises ApiError (400)."""
    return list(read(bodies.RecordIds, {"recordIds": given})["recordIds"])


def note_moved(request: Request, contact_list: ContactList, **numbers: int) -> None:
    """Note in the audit log how many came and went, where somebody did."""
    if any(numbers.get(name) for name in ("added", "removed")):
        record(None, Action.LIST_MEMBERS_CHANGED, contact_list, api_token=token_of(request), **numbers)


def _joining_of(one: ListMembership) -> str:
    return f"{(one.joined_at - _EPOCH) // _MICROSECOND}-{one.contact_id}"


def _joined_after(after: str) -> tuple[datetime, int]:
    micros, _, pk = after.partition("-")
    try:
        if not is_id(micros) or not is_id(pk):
            raise ValueError
        return _EPOCH + int(micros) * _MICROSECOND, int(pk)
    except (ValueError, OverflowError) as error:
        raise bad_after(after) from error
