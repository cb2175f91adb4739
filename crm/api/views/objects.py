"""Records: listed, read, made, changed, deleted; two contacts merged; one erased."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import asked, bodies, shapes, writing
from crm.api.kinds import Kind, kind_named, records_of
from crm.api.records import Wanted, shown
from crm.editing.merging import merge
from crm.erasure import forget_contacts
from crm.models import Contact, ObjectType
from rest.asked import BIGGEST_ID, flag, is_id, number
from rest.errors import not_found, validation_error
from rest.paging import next_page
from rest.views import ApiView, read

MOST = 100
PROPERTIES = [
    OpenApiParameter("properties", str, many=True, description="Names of properties to tell, by commas or repeated."),
    OpenApiParameter("propertiesWithHistory", str, many=True, description="Those whose former values are told too."),
    OpenApiParameter("associations", str, many=True, description="Kinds of records whose ids are told too."),
]
ARCHIVED = OpenApiParameter("archived", bool, description="true: deleted records that are still kept.")
ID_PROPERTY = OpenApiParameter("idProperty", str, description="What the id in the address is a value of: email.")


class ObjectView(ApiView):
    """A view of one kind of record; the kind decides on the scopes."""

    writes: frozenset[str] = frozenset({"POST", "PATCH", "PUT", "DELETE"})

    def scopes_for(self, request: Request) -> tuple[str, ...]:
        verb = "write" if request.method in self.writes else "read"
        return (kind_named(self.kwargs["kind"]).scope(verb),)


def told(kind: Kind, pk: int, wanted: Wanted | None = None) -> dict[str, Any]:
    """One live record as it is now."""
    (answer,) = shown(kind, [records_of(kind).get(pk=pk)], wanted or Wanted())
    return answer


class Objects(ObjectView):
    """All records of a kind, and a new one."""

    @extend_schema(
        operation_id="list_objects",
        summary="List",
        parameters=[
            OpenApiParameter("limit", int, description=f"1 to {MOST}; 10 unless given."),
            OpenApiParameter("after", str, description="Where the page begins: paging.next.after of the one before."),
            *PROPERTIES,
            ARCHIVED,
        ],
        responses={200: shapes.Page},
        tags=["Objects"],
    )
    def get(self, request: Request, kind: str) -> Response:
        """Records by id, a page at a time. The last page of a million is as quick as the first."""
        limit = number(request, "limit", 10, MOST, 1)
        after = number(request, "after", 0, BIGGEST_ID)
        chosen, wanted = kind_named(kind), asked.wanted(request)
        records = records_of(chosen, archived=flag(request, "archived"))
        rows = list(records.filter(pk__gt=after).order_by("pk")[: limit + 1])
        body: dict[str, Any] = {"results": shown(chosen, rows[:limit], wanted)}
        if len(rows) > limit:
            body["paging"] = next_page(request, str(rows[limit - 1].pk))
        return Response(body)

    @extend_schema(
        operation_id="create_object",
        summary="Create",
        request=bodies.NewRecord,
        responses={201: shapes.Record},
        tags=["Objects"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Make a record. A contact whose address another one has is refused with its id (409)."""
        chosen, body = kind_named(kind), read(bodies.NewRecord, request.data)
        pk = writing.create(chosen, body["properties"], writing.links_of(chosen, body["associations"]))
        return Response(told(chosen, pk, Wanted(list(body["properties"]))), status=201)


class Object(ObjectView):
    """One record."""

    @extend_schema(
        operation_id="read_object",
        summary="Read",
        parameters=[*PROPERTIES, ARCHIVED, ID_PROPERTY],
        responses={200: shapes.Record},
        tags=["Objects"],
    )
    def get(self, request: Request, kind: str, key: str) -> Response:
        """One record, by its id or, with idProperty=email, a contact by its address."""
        chosen, wanted = kind_named(kind), asked.wanted(request)
        records = records_of(chosen, archived=flag(request, "archived"))
        record = asked.by_key(chosen, records, key, request.query_params.get("idProperty"))
        return Response(shown(chosen, [record], wanted)[0])

    @extend_schema(
        operation_id="update_object",
        summary="Update",
        parameters=[ID_PROPERTY],
        request=bodies.RecordChanges,
        responses={200: shapes.Record},
        tags=["Objects"],
    )
    def patch(self, request: Request, kind: str, key: str) -> Response:
        """Change properties. What Shopify owns on a record that it knows is refused with the reason (400)."""
        chosen, body = kind_named(kind), read(bodies.RecordChanges, request.data)
        record = asked.by_key(chosen, records_of(chosen), key, request.query_params.get("idProperty"))
        writing.update(chosen, record.pk, body["properties"])
        return Response(told(chosen, record.pk, Wanted(list(body["properties"]))))

    @extend_schema(operation_id="archive_object", summary="Archive", responses={204: None}, tags=["Objects"])
    def delete(self, request: Request, kind: str, key: str) -> Response:
        """Delete. A contact goes to the recycle bin for ninety days; what came from Shopify is deleted there."""
        if is_id(key):
            writing.archive(kind_named(kind), [int(key)])
        return Response(status=204)


class ContactsOnly(ObjectView):
    """What only contacts have."""

    def chosen(self, kind: str) -> Kind:
        """Contacts. Raises ApiError (404) for other kinds."""
        chosen = kind_named(kind)
        if chosen.object_type != ObjectType.CONTACT:
            raise not_found(f"{chosen.object_type} have nothing at this address.")
        return chosen


class MergeContacts(ContactsOnly):
    """Two contacts become one."""

    @extend_schema(
        operation_id="merge_contacts",
        summary="Merge",
        request=bodies.Merge,
        responses={200: shapes.Record},
        tags=["Objects"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Take objectIdToMerge into primaryObjectId: deals and history move, gaps are filled, values stay."""
        chosen, body = self.chosen(kind), read(bodies.Merge, request.data)
        ids = [body["primaryObjectId"], body["objectIdToMerge"]]
        if ids[0] == ids[1]:
            raise validation_error("A contact cannot be merged with itself.")
        with writing.told(list(map(str, ids))):
            merge(ids[0], ids[1], writing.PROGRAM)
        return Response(told(chosen, ids[0]))


class EraseContact(ContactsOnly):
    """A contact erased for good."""

    @extend_schema(
        operation_id="gdpr_delete_contact",
        summary="GDPR delete",
        request=bodies.Erase,
        responses={204: None},
        tags=["Objects"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Erase a contact for good: it does not go to the recycle bin, and nothing brings it back."""
        chosen, body = self.chosen(kind), read(bodies.Erase, request.data)
        record = asked.by_key(chosen, Contact.objects.all(), body["objectId"], body.get("idProperty"))
        forget_contacts([record.pk])
        return Response(status=204)
