"""What the address of a call asks for: how many, from where on, which properties."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import In
from rest_framework.request import Request

from crm.api.kinds import Kind, kind_named
from crm.api.records import Wanted
from crm.models import ObjectType
from rest.asked import is_id, names
from rest.errors import not_found, validation_error


def wanted(request: Request) -> Wanted:
    """What is to be told of each record."""
    others = [kind_named(name) for name in names(request, "associations")]
    return Wanted(names(request, "properties"), names(request, "propertiesWithHistory"), others)


def by_key(kind: Kind, records: QuerySet[Any], key: str, id_property: str | None) -> Any:
    """The record with an id or, with `id_property`, a value that only one has. Raises ApiError: 404, 400."""
    found = by_keys(kind, records, [key], id_property)
    if not found:
        raise not_found("Object not found. objectId are usually numeric.", [key])
    return found[key]


def by_keys(kind: Kind, records: QuerySet[Any], keys: Sequence[str], id_property: str | None) -> dict[str, Any]:
    """Records by the keys given; keys of none are left out. One query. Raises ApiError (400) for a bad idProperty."""
    if id_property in (None, "", "hs_object_id"):
        ids = {key: int(key) for key in keys if is_id(key)}
        rows = {row.pk: row for row in records.filter(pk__in=ids.values())}
        return {key: rows[pk] for key, pk in ids.items() if pk in rows}
    if id_property == "email" and kind.object_type == ObjectType.CONTACT:
        wanted_addresses = {key: key.strip().lower() for key in keys}
        found = records.exclude(email="").filter(In(Lower("email"), list(wanted_addresses.values())))
        rows = {row.email.lower(): row for row in found}
        return {key: rows[address] for key, address in wanted_addresses.items() if address in rows}
    raise validation_error(f"idProperty {id_property}: records are found by hs_object_id, contacts by email too.")
