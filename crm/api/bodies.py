"""What calls send. The names are HubSpot's."""

from typing import Any

from rest_framework import serializers

from crm.api.definitions import TYPES
from crm.filters.conditions import SEARCH_OPERATORS
from rest.asked import BIGGEST_ID

MOST_INPUTS = 100


class RecordId(serializers.IntegerField):
    """An id, as the text that HubSpot writes or as a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=BIGGEST_ID, **kwargs)


class Texts(serializers.ListField):
    """Names of properties and such."""

    child = serializers.CharField(max_length=200)


class Properties(serializers.DictField):
    """Values by property name: texts; numbers, true, false and null are taken too."""

    child = serializers.JSONField(allow_null=True)


class ObjectId(serializers.Serializer[Any]):
    """The id of a record."""

    id = RecordId()


class AssociationType(serializers.Serializer[Any]):
    """One of HubSpot's ways to belong (docs/api.md lists those there are)."""

    associationCategory = serializers.CharField(max_length=30)
    associationTypeId = serializers.IntegerField()


class AssociationForCreate(serializers.Serializer[Any]):
    """What a new record belongs to."""

    to = ObjectId()
    types = AssociationType(many=True, allow_empty=False)


class NewRecord(serializers.Serializer[Any]):
    """A record to make."""

    properties = Properties(default=dict)
    associations = AssociationForCreate(many=True, default=list)


class RecordChanges(serializers.Serializer[Any]):
    """Properties to change."""

    properties = Properties()


class BatchInput(serializers.Serializer[Any]):
    """What batches share: at most a hundred inputs."""

    def validate_inputs(self, value: list[Any]) -> list[Any]:
        if len(value) > MOST_INPUTS:
            raise serializers.ValidationError(f"At most {MOST_INPUTS} inputs fit into one batch.")
        return value


class BatchCreate(BatchInput):
    """Records to make."""

    inputs = NewRecord(many=True)


class RecordKey(serializers.Serializer[Any]):
    """How a record is named: by its id, or by the value of `idProperty`."""

    id = serializers.CharField(max_length=500)
    idProperty = serializers.CharField(max_length=200, required=False, allow_null=True)


class KeyedChanges(RecordKey):
    """A record's key and the properties to change."""

    properties = Properties()


class BatchUpdate(BatchInput):
    """Records to change."""

    inputs = KeyedChanges(many=True)


class BatchUpsert(BatchInput):
    """Records to change, or to make where there are none."""

    inputs = KeyedChanges(many=True)


class BatchArchive(BatchInput):
    """Records to delete."""

    inputs = ObjectId(many=True)


class ReadKey(serializers.Serializer[Any]):
    """How a record to read is named."""

    id = serializers.CharField(max_length=500)


class BatchRead(BatchInput):
    """Records to read."""

    inputs = ReadKey(many=True)
    properties = Texts(default=list)
    propertiesWithHistory = Texts(default=list)
    idProperty = serializers.CharField(max_length=200, required=False, allow_null=True)


class BatchIds(BatchInput):
    """Records whose associations are read."""

    inputs = ObjectId(many=True)


class Pair(serializers.Serializer[Any]):
    """Two records, and HubSpot's types of belonging together (none: the only one there is)."""

    to = ObjectId()
    types = AssociationType(many=True, default=list)

    def get_fields(self) -> dict[str, Any]:
        return {"from": ObjectId(), **super().get_fields()}


class BatchAssociate(BatchInput):
    """Pairs to let belong together."""

    inputs = Pair(many=True)


class PairsToPart(serializers.Serializer[Any]):
    """A record and those that shall not belong to it any more."""

    to = ObjectId(many=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": ObjectId(), **super().get_fields()}


class BatchDissociate(BatchInput):
    """Pairs to take apart."""

    inputs = PairsToPart(many=True)


class Merge(serializers.Serializer[Any]):
    """Two contacts to make one of."""

    primaryObjectId = RecordId()
    objectIdToMerge = RecordId()


class Erase(serializers.Serializer[Any]):
    """A contact to erase for good."""

    objectId = serializers.CharField(max_length=500)
    idProperty = serializers.CharField(max_length=200, required=False, allow_null=True)


class Filter(serializers.Serializer[Any]):
    """One property held against a value."""

    propertyName = serializers.CharField(max_length=200)
    operator = serializers.ChoiceField(choices=sorted(SEARCH_OPERATORS))
    value = serializers.CharField(max_length=5000, required=False, allow_null=True, default=None)
    highValue = serializers.CharField(max_length=5000, required=False, allow_null=True, default=None)
    values = serializers.ListField(
        child=serializers.CharField(max_length=5000), required=False, allow_null=True, default=None, max_length=100
    )


class FilterGroup(serializers.Serializer[Any]):
    """Filters that must all hold."""

    filters = Filter(many=True, allow_empty=False)


class SortField(serializers.Serializer[Any]):
    """A property to sort by; its name alone sorts upward, with - before it downward."""

    propertyName = serializers.CharField(max_length=200)
    direction = serializers.ChoiceField(choices=["ASCENDING", "DESCENDING"], default="ASCENDING")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            data = {
                "propertyName": data.removeprefix("-"),
                "direction": "DESCENDING" if data.startswith("-") else "ASCENDING",
            }
        return super().to_internal_value(data)


class Search(serializers.Serializer[Any]):
    """A search: groups of which one must hold, words, the order, and the page."""

    filterGroups = FilterGroup(many=True, default=list)
    sorts = SortField(many=True, default=list)
    query = serializers.CharField(default="", allow_blank=True, max_length=3000)
    properties = Texts(default=list)
    limit = serializers.IntegerField(default=10, min_value=0, max_value=200)
    after = serializers.CharField(default="", allow_blank=True, max_length=20)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):  # HubSpot's clients send null for what they leave out
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class PropertyName(serializers.Serializer[Any]):
    """The name of a property."""

    name = serializers.CharField(max_length=200)


class PropertyNames(BatchInput):
    """Names of properties."""

    inputs = PropertyName(many=True)


class Option(serializers.Serializer[Any]):
    """One value that an enumeration may have, and its words."""

    value = serializers.CharField(max_length=500)
    label = serializers.CharField(max_length=500)  # type: ignore[assignment]


class PropertyChanges(serializers.Serializer[Any]):
    """What can be changed on an own property; what else HubSpot has is taken and left out."""

    label = serializers.CharField(max_length=150, required=False)  # type: ignore[assignment]
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    groupName = serializers.CharField(max_length=100, required=False)
    options = Option(many=True, required=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):  # HubSpot's clients send null for what they leave out
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class NewProperty(PropertyChanges):
    """An own property to make."""

    name = serializers.RegexField(
        r"^[a-z][a-z0-9_]*$",
        max_length=100,
        error_messages={"invalid": "A name begins with a small letter; small letters, digits and _ may follow."},
    )
    type = serializers.ChoiceField(choices=list(TYPES))


class NewProperties(BatchInput):
    """Own properties to make."""

    inputs = NewProperty(many=True)


class PipelineChanges(serializers.Serializer[Any]):
    """What can be changed on a pipeline or a stage."""

    label = serializers.CharField(max_length=150, required=False)  # type: ignore[assignment]
    displayOrder = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
