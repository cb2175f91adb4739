"""Up to a hundred records in one call. What is written is written whole or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import asked, bodies, shapes, writing
from crm.api.kinds import Kind, kind_named, records_of
from crm.api.records import Wanted, shown
from crm.api.views.objects import ObjectView
from rest.asked import flag
from rest.errors import ApiError, not_found
from rest.rendering import moment
from rest.views import read


def batch(began: Any, results: list[dict[str, Any]], missing: Sequence[str] = ()) -> dict[str, Any]:
    """The answer of a batch; what is missing is told as HubSpot tells it."""
    body = {
        "status": "COMPLETE",
        "results": results,
        "startedAt": moment(began),
        "completedAt": moment(timezone.now()),
    }
    if not missing:
        return body
    error = {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": "Could not get some objects, they may be deleted or not exist. Check that ids are valid.",
        "context": {"ids": list(missing)},
    }
    return body | {"numErrors": 1, "errors": [error]}


class ReadBatch(ObjectView):
    """Records by their keys."""

    writes = frozenset()

    @extend_schema(
        operation_id="read_batch",
        summary="Read a batch",
        request=bodies.BatchRead,
        responses={200: shapes.Batch, 207: shapes.Batch},
        tags=["Batches"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Records by id, or contacts by address (idProperty: email). 207 when some are not there."""
        began, chosen, body = timezone.now(), kind_named(kind), read(bodies.BatchRead, request.data)
        keys = [one["id"] for one in body["inputs"]]
        records = records_of(chosen, archived=flag(request, "archived"))
        found = asked.by_keys(chosen, records, keys, body.get("idProperty"))
        wanted = Wanted(body["properties"], body["propertiesWithHistory"])
        missing = [key for key in keys if key not in found]
        results = shown(chosen, {row.pk: row for row in found.values()}.values(), wanted)
        return Response(batch(began, results, missing), status=207 if missing else 200)


class CreateBatch(ObjectView):
    """New records."""

    @extend_schema(
        operation_id="create_batch",
        summary="Create a batch",
        request=bodies.BatchCreate,
        responses={201: shapes.Batch},
        tags=["Batches"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Make records: all of them, or none when one cannot be made."""
        began, chosen, body = timezone.now(), kind_named(kind), read(bodies.BatchCreate, request.data)
        ids, names = [], []
        with transaction.atomic():
            for n, one in enumerate(body["inputs"]):
                with placed(n):
                    ids.append(writing.create(chosen, one["properties"], writing.links_of(chosen, one["associations"])))
                names += list(one["properties"])
        return Response(batch(began, told_all(chosen, ids, names)), status=201)


class UpdateBatch(ObjectView):
    """Changes to records."""

    @extend_schema(
        operation_id="update_batch",
        summary="Update a batch",
        request=bodies.BatchUpdate,
        responses={200: shapes.Batch},
        tags=["Batches"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Change records by id or idProperty: all of them, or none when one cannot be changed."""
        began, chosen, body = timezone.now(), kind_named(kind), read(bodies.BatchUpdate, request.data)
        ids, names = [], []
        with transaction.atomic():
            found = found_all(chosen, body["inputs"])
            for n, one in enumerate(body["inputs"]):
                with placed(n):
                    pk = found[n]
                    if pk is None:
                        raise not_found("Object not found. objectId are usually numeric.", [one["id"]])
                    writing.update(chosen, pk, one["properties"])
                ids.append(pk)
                names += list(one["properties"])
        return Response(batch(began, told_all(chosen, ids, names)))


class UpsertBatch(ObjectView):
    """Records changed where they are, made where they are not."""

    @extend_schema(
        operation_id="upsert_batch",
        summary="Upsert a batch",
        request=bodies.BatchUpsert,
        responses={200: shapes.Batch},
        tags=["Batches"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Contacts by address (idProperty: email), others by id: changed, or made (`new`). All of them, or none."""
        began, chosen, body = timezone.now(), kind_named(kind), read(bodies.BatchUpsert, request.data)
        ids, names, new = [], [], set()
        with transaction.atomic():
            for n, one in enumerate(body["inputs"]):
                with placed(n):
                    pk = found_all(chosen, [one])[0]
                    if pk is not None:
                        writing.update(chosen, pk, one["properties"])
                    elif one.get("idProperty") == "email":
                        pk = writing.create(chosen, {"email": one["id"], **one["properties"]})
                        new.add(str(pk))
                    else:
                        raise not_found("Object not found. Only contacts can be made by their idProperty.", [one["id"]])
                ids.append(pk)
                names += list(one["properties"])
        results = [answer | {"new": answer["id"] in new} for answer in told_all(chosen, ids, names)]
        return Response(batch(began, results))


class ArchiveBatch(ObjectView):
    """Records to delete."""

    @extend_schema(
        operation_id="archive_batch",
        summary="Archive a batch",
        request=bodies.BatchArchive,
        responses={204: None},
        tags=["Batches"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Delete records; ids of none are no error."""
        body = read(bodies.BatchArchive, request.data)
        writing.archive(kind_named(kind), [one["id"] for one in body["inputs"]])
        return Response(status=204)


@contextmanager
def placed(n: int) -> Iterator[None]:
    """Says of an error in which input of the batch it was."""
    try:
        yield
    except ApiError as error:
        error.context["index"] = [str(n)]
        error.message = f"Input {n}: {error.message}"
        raise


def found_all(kind: Kind, inputs: Sequence[dict[str, Any]]) -> list[int | None]:
    """The ids of live records by their keys, in the order of the inputs; None where there is none."""
    by_property: dict[str | None, list[str]] = {}
    for one in inputs:
        by_property.setdefault(one.get("idProperty"), []).append(one["id"])
    found = {
        (name, key): row.pk
        for name, keys in by_property.items()
        for key, row in asked.by_keys(kind, records_of(kind), keys, name).items()
    }
    return [found.get((one.get("idProperty"), one["id"])) for one in inputs]


def told_all(kind: Kind, ids: Iterable[int], names: Iterable[str]) -> list[dict[str, Any]]:
    """Records as they are now, each once, in the order of the ids."""
    rows = records_of(kind).in_bulk(list(ids))
    return shown(kind, [rows[pk] for pk in dict.fromkeys(ids)], Wanted(list(dict.fromkeys(names))))
