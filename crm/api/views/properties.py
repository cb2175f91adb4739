"""Definitions of properties: read; own ones made, changed, archived."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import bodies, shapes
from crm.api.definitions import TYPES, definition, fill, groups_of, own_rows
from crm.api.kinds import Kind, kind_named
from crm.api.views.batches import batch, placed
from crm.catalogue import properties_of
from crm.models import CustomProperty, ObjectType
from rest.errors import ApiError, Detail, conflict, not_found, validation_error
from rest.permissions import scopes_of
from rest.views import ApiView, read

TAGS = ["Properties"]


class PropertyView(ApiView):
    """A view of the properties of one kind."""

    writes: frozenset[str] = frozenset({"POST", "PATCH", "DELETE"})

    def scopes_for(self, request: Request) -> tuple[str, ...]:
        """Who may read or write the records may read what their properties are."""
        kind = kind_named(self.kwargs["kind"])
        if request.method in self.writes:
            return (kind.schema_scope("write"),)
        objects = {kind.scope("read"), kind.scope("write")}
        return () if objects & scopes_of(request) else (kind.schema_scope("read"),)


class Properties(PropertyView):
    """All properties of a kind, and a new one."""

    @extend_schema(operation_id="list_properties", summary="List", responses=shapes.PropertyList, tags=TAGS)
    def get(self, request: Request, kind: str) -> Response:
        """Every property, in the catalogue's order, own ones last."""
        return Response({"results": list(definitions(kind_named(kind)).values())})

    @extend_schema(
        operation_id="create_property",
        summary="Create",
        request=bodies.NewProperty,
        responses={201: shapes.PropertyDefinition},
        tags=TAGS,
    )
    def post(self, request: Request, kind: str) -> Response:
        """Make a property of one's own. A name that there is already is refused (409)."""
        chosen, body = kind_named(kind), read(bodies.NewProperty, request.data)
        make(chosen, body)
        return Response(definitions(chosen)[body["name"]], status=201)


class Property(PropertyView):
    """One property."""

    @extend_schema(operation_id="read_property", summary="Read", responses=shapes.PropertyDefinition, tags=TAGS)
    def get(self, request: Request, kind: str, name: str) -> Response:
        """A property by its name."""
        return Response(_named(kind_named(kind), name))

    @extend_schema(
        operation_id="update_property",
        summary="Update",
        request=bodies.PropertyChanges,
        responses=shapes.PropertyDefinition,
        tags=TAGS,
    )
    def patch(self, request: Request, kind: str, name: str) -> Response:
        """Change the label, description, group or options of one's own property."""
        chosen, body = kind_named(kind), read(bodies.PropertyChanges, request.data)
        fill(_own(chosen, name), body).save()
        return Response(_named(chosen, name))

    @extend_schema(operation_id="archive_property", summary="Archive", responses={204: None}, tags=TAGS)
    def delete(self, request: Request, kind: str, name: str) -> Response:
        """Take one's own property away. Values stay with the records, and are there when it is made again."""
        _own(kind_named(kind), name).delete()
        return Response(status=204)


class PropertyGroups(PropertyView):
    """The groups that properties are in."""

    @extend_schema(operation_id="list_property_groups", summary="Groups", responses=shapes.PropertyGroups, tags=TAGS)
    def get(self, request: Request, kind: str) -> Response:
        """Groups in the catalogue's order. A group is there once a property names it."""
        groups = groups_of(properties_of(kind_named(kind).object_type)).items()
        return Response(
            {
                "results": [
                    {"name": name, "label": str(words), "displayOrder": place, "archived": False}
                    for place, (name, words) in enumerate(groups)
                ]
            }
        )


class ReadProperties(PropertyView):
    """Several properties."""

    writes = frozenset()

    @extend_schema(
        operation_id="read_properties",
        summary="Read a batch",
        request=bodies.PropertyNames,
        responses={200: shapes.PropertyBatch, 207: shapes.PropertyBatch},
        tags=TAGS,
    )
    def post(self, request: Request, kind: str) -> Response:
        """Properties by name; 207 when some are not there."""
        began, known = timezone.now(), definitions(kind_named(kind))
        names = [one["name"] for one in read(bodies.PropertyNames, request.data)["inputs"]]
        missing = [name for name in names if name not in known]
        results = [known[name] for name in names if name in known]
        return Response(batch(began, results, missing), status=207 if missing else 200)


class CreateProperties(PropertyView):
    """Several new properties."""

    @extend_schema(
        operation_id="create_properties",
        summary="Create a batch",
        request=bodies.NewProperties,
        responses={201: shapes.PropertyBatch},
        tags=TAGS,
    )
    def post(self, request: Request, kind: str) -> Response:
        """Make properties: all of them, or none when one cannot be made."""
        began, chosen, inputs = timezone.now(), kind_named(kind), read(bodies.NewProperties, request.data)["inputs"]
        with transaction.atomic():
            for n, body in enumerate(inputs):
                with placed(n):
                    make(chosen, body)
        known = definitions(chosen)
        return Response(batch(began, [known[body["name"]] for body in inputs]), status=201)


class ArchiveProperties(PropertyView):
    """Several properties to take away."""

    @extend_schema(
        operation_id="archive_properties",
        summary="Archive a batch",
        request=bodies.PropertyNames,
        responses={204: None},
        tags=TAGS,
    )
    def post(self, request: Request, kind: str) -> Response:
        """Take own properties away; names of none are no error."""
        chosen = kind_named(kind)
        names = [one["name"] for one in read(bodies.PropertyNames, request.data)["inputs"]]
        fixed = [
            one for one in names if one in properties_of(chosen.object_type) and one not in own_rows(chosen.object_type)
        ]
        if fixed:
            raise _fixed(fixed[0])
        CustomProperty.objects.filter(object_type=chosen.object_type, name__in=names).delete()
        return Response(status=204)


def definitions(kind: Kind) -> dict[str, dict[str, Any]]:
    """Every property of a kind by name."""
    rows = own_rows(kind.object_type)
    known = properties_of(kind.object_type).items()
    return {
        name: definition(one, rows.get(one.name) if one.is_custom else None, place)
        for place, (name, one) in enumerate(known)
    }


def make(kind: Kind, body: dict[str, Any]) -> None:
    """Make a property of the merchant's own. Raises ApiError: 409 for a name that there is, 400."""
    if kind.object_type == ObjectType.LINE_ITEM:
        raise validation_error("Line items have no properties of your own: they are written anew with their order.")
    name = body["name"]
    if name in properties_of(kind.object_type):
        message = f"Property “{name}” already exists."
        raise conflict(message, [Detail(message, "PROPERTY_EXISTS", {"propertyName": [name]})])
    fill(CustomProperty(object_type=kind.object_type, name=name, type=TYPES[body["type"]]), body).save()


def _named(kind: Kind, name: str) -> dict[str, Any]:
    known = definitions(kind)
    if name not in known:
        raise not_found(f"Property “{name}” does not exist.", [name])
    return known[name]


def _own(kind: Kind, name: str) -> CustomProperty:
    row = own_rows(kind.object_type).get(name)
    if row is None:
        _named(kind, name)
        raise _fixed(name)
    return row


def _fixed(name: str) -> ApiError:
    return validation_error(f"“{name}” is a property of hubsync's own: it can neither be changed nor taken away.")
