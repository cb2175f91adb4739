"""Lists of contacts: made, read, searched, renamed, asked anew, deleted and brought back."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import Action, record
from crm.api.lists import bodies, shapes
from crm.api.lists.asked import check_contacts, filters_in, list_with, shown, shown_found, told_errors
from crm.lists import editing
from crm.models import ContactList, ProcessingType
from rest.asked import flag, is_id, names
from rest.errors import validation_error
from rest.views import ApiView, read

TAGS = ["Lists"]
READ, WRITE = ("crm.lists.read",), ("crm.lists.write",)
_FILTERS = OpenApiParameter("includeFilters", bool, description="Tell the filterBranch, too")


class ListView(ApiView):
    """A view of lists."""

    scopes = {"GET": READ, "POST": WRITE, "PUT": WRITE, "DELETE": WRITE}


class Lists(ListView):
    """Lists by their ids, and a new one."""

    @extend_schema(
        operation_id="read_lists",
        summary="Read several",
        parameters=[OpenApiParameter("listIds", str, many=True), _FILTERS],
        responses=shapes.SomeLists,
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """Lists by id, those of none left out."""
        ids = [int(one) for one in names(request, "listIds") if is_id(one)]
        if len(ids) > bodies.MOST_FOUND:
            raise validation_error(f"At most {bodies.MOST_FOUND} listIds can be asked for at once.")
        rows = list(ContactList.objects.live().filter(pk__in=ids).order_by("pk"))
        return Response({"lists": shown(rows, with_filters=flag(request, "includeFilters"))})

    @extend_schema(
        operation_id="create_list", summary="Create", request=bodies.NewList, responses=shapes.OneList, tags=TAGS
    )
    def post(self, request: Request) -> Response:
        """Make a list. Its members are found right after: processingStatus is PROCESSING until then."""
        body = read(bodies.NewList, request.data)
        check_contacts(body["objectTypeId"])
        with told_errors(), transaction.atomic():
            made = editing.create(_wanted(body), None)
            record(None, Action.LIST_MADE, made, api_token=token_of(request))
        return Response({"list": _one(made)})


class SearchLists(ListView):
    """Lists by part of their names."""

    scopes = {"POST": READ}

    @extend_schema(
        operation_id="search_lists", summary="Search", request=bodies.ListSearch, responses=shapes.FoundLists, tags=TAGS
    )
    def post(self, request: Request) -> Response:
        """Lists whose names hold the query, of these types and ids where some are named."""
        body = read(bodies.ListSearch, request.data)
        found = ContactList.objects.live().filter(name__icontains=body["query"].replace("\x00", "").strip())
        if body["processingTypes"]:
            found = found.filter(processing_type__in=body["processingTypes"])
        if body["listIds"]:
            found = found.filter(pk__in=body["listIds"])
        sort, total = body["sort"], found.count()
        order = sort[: sort.startswith("-")] + bodies.SORTS[sort.removeprefix("-")]
        end = body["offset"] + body["count"]
        page = [shown_found(one) for one in found.order_by(order, "pk")[body["offset"] : end]]
        return Response({"total": total, "offset": end, "hasMore": end < total, "lists": page})


class OneList(ListView):
    """One list."""

    @extend_schema(operation_id="read_list", summary="Read", parameters=[_FILTERS], responses=shapes.OneList, tags=TAGS)
    def get(self, request: Request, list_id: str) -> Response:
        """A list by its id."""
        return Response({"list": _one(list_with(list_id), with_filters=flag(request, "includeFilters"))})

    @extend_schema(operation_id="delete_list", summary="Delete", responses={204: None}, tags=TAGS)
    def delete(self, request: Request, list_id: str) -> Response:
        """Delete a list; it can be restored. One that others or saved views are about is not deleted (409)."""
        chosen = list_with(list_id)
        with told_errors(), transaction.atomic():
            editing.delete(chosen, None)
            record(None, Action.LIST_DELETED, chosen, api_token=token_of(request))
        return Response(status=204)


class ListNamed(ListView):
    """A list by its name."""

    @extend_schema(
        operation_id="read_list_by_name",
        summary="Read by name",
        parameters=[_FILTERS],
        responses=shapes.OneList,
        tags=TAGS,
    )
    def get(self, request: Request, object_type_id: str, list_name: str) -> Response:
        """A list by its name, whatever its case."""
        check_contacts(object_type_id)
        found = ContactList.objects.live().filter(name__iexact=list_name.replace("\x00", "")).first()
        chosen = found or list_with(list_name, ContactList.objects.none())
        return Response({"list": _one(chosen, with_filters=flag(request, "includeFilters"))})


class RestoreList(ListView):
    """A deleted list."""

    @extend_schema(operation_id="restore_list", summary="Restore", request=None, responses={204: None}, tags=TAGS)
    def put(self, request: Request, list_id: str) -> Response:
        """Bring a deleted list back. One that is there stays as it is."""
        chosen = list_with(list_id, ContactList.objects.all())
        if chosen.deleted_at is not None:
            with told_errors(), transaction.atomic():
                editing.restore(chosen, None)
                record(None, Action.LIST_RESTORED, chosen, api_token=token_of(request))
        return Response(status=204)


class RenameList(ListView):
    """A list's name."""

    @extend_schema(
        operation_id="rename_list",
        summary="Rename",
        parameters=[OpenApiParameter("listName", str, required=True), _FILTERS],
        request=None,
        responses=shapes.UpdatedList,
        tags=TAGS,
    )
    def put(self, request: Request, list_id: str) -> Response:
        """Give a list another name."""
        chosen = list_with(list_id)
        with told_errors(), transaction.atomic():
            name = request.query_params.get("listName", "")
            row = editing.place(chosen, name, chosen.folder, None)
            record(None, Action.LIST_CHANGED, row, api_token=token_of(request))
        return Response({"updatedList": _one(row, with_filters=flag(request, "includeFilters"))})


class ChangeListFilters(ListView):
    """An active list's filters."""

    @extend_schema(
        operation_id="change_list_filters",
        summary="Change filters",
        request=bodies.ListFilters,
        responses=shapes.UpdatedList,
        tags=TAGS,
    )
    def put(self, request: Request, list_id: str) -> Response:
        """Let an active list ask for something else; all contacts are looked at anew."""
        chosen, body = list_with(list_id), read(bodies.ListFilters, request.data)
        if not chosen.is_active:
            raise validation_error("Only DYNAMIC lists follow their filters. Make a new list of these filters.")
        with told_errors(), transaction.atomic():
            wanted = editing.Wanted(
                chosen.name, ProcessingType.DYNAMIC, filters_in(body["filterBranch"]), chosen.folder
            )
            row = editing.change(chosen, wanted, None)
            record(None, Action.LIST_CHANGED, row, api_token=token_of(request))
        return Response({"updatedList": _one(row)})


def token_of(request: Request) -> int:
    """The id of the token that calls, for the audit log."""
    return int(request.auth.pk)


def _wanted(body: dict[str, Any]) -> editing.Wanted:
    kind = ProcessingType(body["processingType"])
    if body.get("listFolderId"):
        raise validation_error("Folders have no ids here. Leave listFolderId out; people put lists into folders.")
    if kind == ProcessingType.MANUAL and "filterBranch" in body:
        raise validation_error("A MANUAL list has no filterBranch. Make it SNAPSHOT: filled by its filters once.")
    filters = filters_in(body["filterBranch"]) if "filterBranch" in body else []
    return editing.Wanted(body["name"], kind, filters)


def _one(contact_list: ContactList, *, with_filters: bool = True) -> dict[str, Any]:
    return shown([contact_list], with_filters=with_filters)[0]
