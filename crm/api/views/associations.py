"""What belongs to what: read, set, taken apart."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import asked, bodies, shapes
from crm.api.associations import associated, page_of, type_of
from crm.api.belonging import associate, dissociate
from crm.api.kinds import Kind, kind_named, records_of
from crm.api.views.batches import batch, placed
from crm.api.views.objects import ObjectView
from rest.asked import BIGGEST_ID, is_id, number
from rest.errors import not_found, validation_error
from rest.paging import next_page
from rest.views import read

MOST = 500


class PairView(ObjectView):
    """A view of two kinds; both decide on the scopes."""

    def scopes_for(self, request: Request) -> tuple[str, ...]:
        verb = "write" if request.method in self.writes else "read"
        return tuple(kind_named(self.kwargs[name]).scope(verb) for name in ("kind", "other"))


def types(kind: Kind, other: Kind) -> list[dict[str, Any]]:
    """The one way in which records of the two belong together."""
    category, type_id = type_of(kind, other)
    return [{"category": category, "typeId": type_id, "label": None}]


def record_id(text: str) -> int:
    """The id of an address. Raises ApiError (404) for what is none."""
    if not is_id(text):
        raise not_found("Object not found. objectId are usually numeric.", [text])
    return int(text)


class Associations(PairView):
    """What belongs to one record."""

    @extend_schema(
        operation_id="list_associations",
        summary="List",
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("after", str)],
        responses={200: shapes.Associated},
        tags=["Associations"],
    )
    def get(self, request: Request, kind: str, key: str, other: str) -> Response:
        """The ids of the other kind that belong to a record, ascending."""
        one, two = kind_named(kind), kind_named(other)
        record = asked.by_key(one, records_of(one), key, None)
        after = number(request, "after", 0, BIGGEST_ID)
        page = page_of(one, two, record.pk, after, number(request, "limit", MOST, MOST, 1))
        named = types(one, two)
        body: dict[str, Any] = {"results": [{"toObjectId": pk, "associationTypes": named} for pk in page.ids]}
        if page.after is not None:
            body["paging"] = next_page(request, str(page.after))
        return Response(body)


class Association(PairView):
    """Two records that belong together, or shall not."""

    @extend_schema(
        operation_id="associate",
        summary="Associate",
        request=bodies.AssociationType(many=True),
        responses={201: shapes.Labels},
        tags=["Associations"],
    )
    def put(self, request: Request, kind: str, key: str, other: str, other_key: str) -> Response:
        """Let two records belong together; the body names HubSpot's types."""
        one, two = kind_named(kind), kind_named(other)
        given = bodies.AssociationType(data=request.data, many=True)
        given.is_valid(raise_exception=True)
        check_types(one, two, given.validated_data)
        associate(one, record_id(key), two, record_id(other_key))
        return Response(pair(one, key, two, other_key), status=201)

    @extend_schema(operation_id="dissociate", summary="Dissociate", responses={204: None}, tags=["Associations"])
    def delete(self, request: Request, kind: str, key: str, other: str, other_key: str) -> Response:
        """Let two records not belong together any more."""
        dissociate(kind_named(kind), record_id(key), kind_named(other), record_id(other_key))
        return Response(status=204)


class DefaultAssociation(PairView):
    """Two records that shall belong together, in the only way there is."""

    @extend_schema(
        operation_id="associate_default",
        summary="Associate by default",
        request=None,
        responses={200: shapes.DefaultAssociations},
        tags=["Associations"],
    )
    def put(self, request: Request, kind: str, key: str, other: str, other_key: str) -> Response:
        """Let two records belong together."""
        began, one, two = timezone.now(), kind_named(kind), kind_named(other)
        associate(one, record_id(key), two, record_id(other_key))
        return Response(batch(began, [default_pair(one, key, two, other_key)]))


class AssociationTypes(PairView):
    """The ways in which two kinds belong together."""

    @extend_schema(
        operation_id="list_association_types",
        summary="Types",
        responses={200: shapes.AssociationTypes},
        tags=["Associations"],
    )
    def get(self, request: Request, kind: str, other: str) -> Response:
        """The one way there is, with its number; it has no label."""
        return Response({"results": types(kind_named(kind), kind_named(other))})


class ReadAssociations(PairView):
    """What belongs to several records."""

    writes = frozenset()

    @extend_schema(
        operation_id="read_associations",
        summary="Read a batch",
        request=bodies.BatchIds,
        responses={200: shapes.AssociatedBatch, 207: shapes.AssociatedBatch},
        tags=["Associations"],
    )
    def post(self, request: Request, kind: str, other: str) -> Response:
        """The ids of the other kind that belong to each record; 207 when some have none."""
        began, one, two = timezone.now(), kind_named(kind), kind_named(other)
        ids = [given["id"] for given in read(bodies.BatchIds, request.data)["inputs"]]
        links, named = associated(one, two, ids), types(one, two)
        results = [
            {
                "from": {"id": str(pk)},
                "to": [{"toObjectId": other_pk, "associationTypes": named} for other_pk in links[pk]],
            }
            for pk in dict.fromkeys(ids)
            if pk in links
        ]
        missing = [str(pk) for pk in dict.fromkeys(ids) if pk not in links]
        return Response(batch(began, results, missing), status=207 if missing else 200)


class CreateAssociations(PairView):
    """Several pairs that shall belong together."""

    @extend_schema(
        operation_id="create_associations",
        summary="Associate a batch",
        request=bodies.BatchAssociate,
        responses={201: shapes.LabelsBatch},
        tags=["Associations"],
    )
    def post(self, request: Request, kind: str, other: str) -> Response:
        """Let records belong together: all pairs, or none when one cannot."""
        began, one, two = timezone.now(), kind_named(kind), kind_named(other)
        inputs = read(bodies.BatchAssociate, request.data)["inputs"]
        for given in inputs:
            check_types(one, two, given["types"])
        associate_all(one, two, inputs)
        results = [pair(one, given["from"]["id"], two, given["to"]["id"]) for given in inputs]
        return Response(batch(began, results), status=201)


class CreateDefaultAssociations(PairView):
    """Several pairs that shall belong together, in the only way there is."""

    @extend_schema(
        operation_id="create_default_associations",
        summary="Associate a batch by default",
        request=bodies.BatchAssociate,
        responses={200: shapes.DefaultAssociations},
        tags=["Associations"],
    )
    def post(self, request: Request, kind: str, other: str) -> Response:
        """Let records belong together: all pairs, or none when one cannot."""
        began, one, two = timezone.now(), kind_named(kind), kind_named(other)
        inputs = read(bodies.BatchAssociate, request.data)["inputs"]
        associate_all(one, two, inputs)
        return Response(batch(began, [default_pair(one, each["from"]["id"], two, each["to"]["id"]) for each in inputs]))


class ArchiveAssociations(PairView):
    """Several pairs that shall not belong together any more."""

    @extend_schema(
        operation_id="archive_associations",
        summary="Dissociate a batch",
        request=bodies.BatchDissociate,
        responses={204: None},
        tags=["Associations"],
    )
    def post(self, request: Request, kind: str, other: str) -> Response:
        """Take pairs apart: all of them, or none when one cannot be."""
        one, two = kind_named(kind), kind_named(other)
        with transaction.atomic():
            for n, given in enumerate(read(bodies.BatchDissociate, request.data)["inputs"]):
                with placed(n):
                    for target in given["to"]:
                        dissociate(one, given["from"]["id"], two, target["id"])
        return Response(status=204)


def associate_all(kind: Kind, other: Kind, inputs: list[dict[str, Any]]) -> None:
    """Let pairs of records belong together, all or none. Raises ApiError, which names the input."""
    with transaction.atomic():
        for n, given in enumerate(inputs):
            with placed(n):
                associate(kind, given["from"]["id"], other, given["to"]["id"])


def check_types(kind: Kind, other: Kind, given: list[dict[str, Any]]) -> None:
    """Raise ApiError (400) for types that are not the one there is."""
    allowed = type_of(kind, other)
    for one in given:
        if (one["associationCategory"], one["associationTypeId"]) != allowed:
            raise validation_error(
                f"{kind.object_type} and {other.object_type} belong together by type {allowed[1]} ({allowed[0]}) only."
            )


def pair(kind: Kind, key: object, other: Kind, other_key: object) -> dict[str, Any]:
    """Two records and their kinds' numbers."""
    return {
        "fromObjectTypeId": kind.type_id,
        "fromObjectId": str(key),
        "toObjectTypeId": other.type_id,
        "toObjectId": str(other_key),
        "labels": [],
    }


def default_pair(kind: Kind, key: object, other: Kind, other_key: object) -> dict[str, Any]:
    """Two records and the way in which they belong together."""
    category, type_id = type_of(kind, other)
    return {
        "from": {"id": str(key)},
        "to": {"id": str(other_key)},
        "associationSpec": {"associationCategory": category, "associationTypeId": type_id},
    }
