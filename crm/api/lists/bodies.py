"""What calls about lists send. The names are HubSpot's."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api.bodies import RecordId, Texts
from crm.models import ProcessingType

MOST_MEMBERS = 100_000
MOST_FOUND = 500
SORTS = {
    "listId": "pk",
    "name": "name",
    "size": "size",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}


@extend_schema_field(OpenApiTypes.OBJECT)
class Branch(serializers.JSONField):
    """A filter branch: an OR of ANDs of filters (docs/api.md)."""


class _Lenient(serializers.Serializer[Any]):
    """HubSpot's clients send null for what they leave out."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class NewList(_Lenient):
    """A list to make. customProperties are taken and left out."""

    name = serializers.CharField(max_length=3000)
    objectTypeId = serializers.CharField(max_length=200)
    processingType = serializers.ChoiceField(choices=ProcessingType.values)
    filterBranch = Branch(required=False)
    listFolderId = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    customProperties = serializers.DictField(required=False)


class ListFilters(serializers.Serializer[Any]):
    """Other filters for a list."""

    filterBranch = Branch()


class ListSearch(_Lenient):
    """A search: part of a name, types, ids; the page; the order, upward or, with - before it, downward."""

    query = serializers.CharField(default="", allow_blank=True, max_length=3000)
    processingTypes = serializers.ListField(
        child=serializers.ChoiceField(choices=ProcessingType.values), default=list, max_length=10
    )
    listIds = serializers.ListField(child=RecordId(), default=list, max_length=MOST_FOUND)
    additionalProperties = Texts(default=list)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=10_000)
    count = serializers.IntegerField(default=20, min_value=0, max_value=MOST_FOUND)
    sort = serializers.ChoiceField(choices=[*SORTS, *(f"-{one}" for one in SORTS)], default="listId")


class MembershipChanges(_Lenient):
    """Ids of records to put into a list, and of those to take out."""

    recordIdsToAdd = serializers.ListField(child=RecordId(), default=list, max_length=MOST_MEMBERS)
    recordIdsToRemove = serializers.ListField(child=RecordId(), default=list, max_length=MOST_MEMBERS)


class RecordIds(serializers.Serializer[Any]):
    """Ids of records, which HubSpot sends as a list by itself."""

    recordIds = serializers.ListField(child=RecordId(), max_length=MOST_MEMBERS)
