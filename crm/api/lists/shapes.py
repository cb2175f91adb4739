"""What answers about lists look like, for the OpenAPI document. The names are HubSpot's."""

from typing import Any

from rest_framework import serializers

from crm.api.shapes import Paging
from crm.models import ProcessingType


class ListShared(serializers.Serializer[Any]):
    """What is always told of a list."""

    listId = serializers.CharField()
    listVersion = serializers.IntegerField()
    name = serializers.CharField()
    objectTypeId = serializers.CharField()
    processingType = serializers.ChoiceField(choices=ProcessingType.values)
    processingStatus = serializers.ChoiceField(choices=["COMPLETE", "PROCESSING"])
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()
    filtersUpdatedAt = serializers.DateTimeField()
    createdById = serializers.CharField(required=False)
    updatedById = serializers.CharField(required=False)


class ContactList(ListShared):
    """A list."""

    size = serializers.IntegerField()
    filterBranch = serializers.JSONField(required=False)


class FoundList(ListShared):
    """A list as searches tell it."""

    additionalProperties = serializers.DictField(child=serializers.CharField())


class OneList(serializers.Serializer[Any]):
    """One list."""

    list = ContactList()


class UpdatedList(serializers.Serializer[Any]):
    """A list after a change."""

    updatedList = ContactList()


class SomeLists(serializers.Serializer[Any]):
    """Several lists."""

    lists = ContactList(many=True)


class FoundLists(serializers.Serializer[Any]):
    """A page of a search."""

    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    hasMore = serializers.BooleanField()
    lists = FoundList(many=True)


class Member(serializers.Serializer[Any]):
    """A record of a list, and since when it is in it."""

    recordId = serializers.CharField()
    membershipTimestamp = serializers.DateTimeField()


class Members(serializers.Serializer[Any]):
    """A page of a list's records."""

    total = serializers.IntegerField()
    results = Member(many=True)
    paging = Paging(required=False)


class Moved(serializers.Serializer[Any]):
    """What changed; missing are ids that no record has."""

    recordsIdsAdded = serializers.ListField(child=serializers.CharField())
    recordIdsRemoved = serializers.ListField(child=serializers.CharField())
    recordIdsMissing = serializers.ListField(child=serializers.CharField())


class Membership(serializers.Serializer[Any]):
    """A list that a record is in."""

    listId = serializers.CharField()
    listVersion = serializers.IntegerField()
    firstAddedTimestamp = serializers.DateTimeField()
    lastAddedTimestamp = serializers.DateTimeField()


class Memberships(serializers.Serializer[Any]):
    """All lists that a record is in."""

    total = serializers.IntegerField()
    results = Membership(many=True)
