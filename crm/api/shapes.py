"""What answers look like, for the OpenAPI document. The names are HubSpot's."""

from typing import Any

from rest_framework import serializers


class NextPage(serializers.Serializer[Any]):
    """Where the next page begins."""

    after = serializers.CharField()
    link = serializers.CharField(required=False)


class Paging(serializers.Serializer[Any]):
    """Left out on the last page."""

    next = NextPage()


class AssociatedId(serializers.Serializer[Any]):
    """A record that belongs to this one."""

    id = serializers.CharField()
    type = serializers.CharField()


class AssociatedIds(serializers.Serializer[Any]):
    """Those of one kind."""

    results = AssociatedId(many=True)


class Record(serializers.Serializer[Any]):
    """A record."""

    id = serializers.CharField()
    properties = serializers.DictField(child=serializers.CharField(allow_null=True))
    propertiesWithHistory = serializers.DictField(required=False)
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()
    archived = serializers.BooleanField()
    archivedAt = serializers.DateTimeField(required=False)
    associations = serializers.DictField(child=AssociatedIds(), required=False)


class Page(serializers.Serializer[Any]):
    """A page of records."""

    results = Record(many=True)
    paging = Paging(required=False)


class Found(Page):
    """A page of what a search found."""

    total = serializers.IntegerField()


class ErrorDetail(serializers.Serializer[Any]):
    """One thing that was wrong."""

    message = serializers.CharField()
    code = serializers.CharField(required=False)
    context = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]


class Error(serializers.Serializer[Any]):
    """What every call that fails is answered with."""

    status = serializers.CharField()
    message = serializers.CharField()
    correlationId = serializers.CharField()
    category = serializers.CharField()
    subCategory = serializers.CharField(required=False)
    errors = ErrorDetail(many=True, required=False)  # type: ignore[assignment]


class BatchError(serializers.Serializer[Any]):
    """What was not found by a batch that reads."""

    status = serializers.CharField()
    category = serializers.CharField()
    message = serializers.CharField()
    context = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


class BatchOutcome(serializers.Serializer[Any]):
    """What every batch tells. `numErrors` and `errors` come with 207 only."""

    status = serializers.CharField()
    startedAt = serializers.DateTimeField()
    completedAt = serializers.DateTimeField()
    numErrors = serializers.IntegerField(required=False)
    errors = BatchError(many=True, required=False)  # type: ignore[assignment]


class Batch(BatchOutcome):
    """What a batch of records did."""

    results = Record(many=True)


class NamedType(serializers.Serializer[Any]):
    """A way to belong together."""

    category = serializers.CharField()
    typeId = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]


class AssociationTypes(serializers.Serializer[Any]):
    """The ways there are."""

    results = NamedType(many=True)


class AssociatedRecord(serializers.Serializer[Any]):
    """A record that belongs to another, and how."""

    toObjectId = serializers.IntegerField()
    associationTypes = NamedType(many=True)


class Associated(serializers.Serializer[Any]):
    """A page of them."""

    results = AssociatedRecord(many=True)
    paging = Paging(required=False)


class AssociatedOf(serializers.Serializer[Any]):
    """Those of one record."""

    to = AssociatedRecord(many=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": FoundId(), **super().get_fields()}


class FoundId(serializers.Serializer[Any]):
    """The id of a record."""

    id = serializers.CharField()


class AssociatedBatch(BatchOutcome):
    """What a batch of associations holds."""

    results = AssociatedOf(many=True)


class Labels(serializers.Serializer[Any]):
    """Two records that belong together."""

    fromObjectTypeId = serializers.CharField()
    fromObjectId = serializers.CharField()
    toObjectTypeId = serializers.CharField()
    toObjectId = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())


class LabelsBatch(BatchOutcome):
    """What a batch let belong together."""

    results = Labels(many=True)


class AssociationSpec(serializers.Serializer[Any]):
    """A way to belong together, as new associations name it."""

    associationCategory = serializers.CharField()
    associationTypeId = serializers.IntegerField()


class DefaultAssociation(serializers.Serializer[Any]):
    """Two records that belong together, and how."""

    to = FoundId()
    associationSpec = AssociationSpec()

    def get_fields(self) -> dict[str, Any]:
        return {"from": FoundId(), **super().get_fields()}


class DefaultAssociations(BatchOutcome):
    """What was let belong together."""

    results = DefaultAssociation(many=True)


class DefinedOption(serializers.Serializer[Any]):
    """One value that an enumeration may have."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    displayOrder = serializers.IntegerField()
    hidden = serializers.BooleanField()


class PropertyDefinition(serializers.Serializer[Any]):
    """A property."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    type = serializers.CharField()
    fieldType = serializers.CharField()
    groupName = serializers.CharField()
    options = DefinedOption(many=True)
    calculated = serializers.BooleanField()
    hasUniqueValue = serializers.BooleanField()
    hubspotDefined = serializers.BooleanField()
    archived = serializers.BooleanField()


class PropertyList(serializers.Serializer[Any]):
    """All of a kind."""

    results = PropertyDefinition(many=True)


class PropertyBatch(BatchOutcome):
    """What a batch of properties did."""

    results = PropertyDefinition(many=True)


class PropertyGroup(serializers.Serializer[Any]):
    """A group of properties."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    displayOrder = serializers.IntegerField()
    archived = serializers.BooleanField()


class PropertyGroups(serializers.Serializer[Any]):
    """All groups of a kind."""

    results = PropertyGroup(many=True)


class Stage(serializers.Serializer[Any]):
    """A stage."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    displayOrder = serializers.IntegerField()
    metadata = serializers.DictField(child=serializers.CharField())
    archived = serializers.BooleanField()


class StageList(serializers.Serializer[Any]):
    """All stages of a pipeline."""

    results = Stage(many=True)


class Pipeline(serializers.Serializer[Any]):
    """A pipeline."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    displayOrder = serializers.IntegerField()
    stages = Stage(many=True)
    archived = serializers.BooleanField()


class PipelineList(serializers.Serializer[Any]):
    """All pipelines."""

    results = Pipeline(many=True)


class Owner(serializers.Serializer[Any]):
    """A person."""

    id = serializers.CharField()
    email = serializers.CharField()
    firstName = serializers.CharField()
    lastName = serializers.CharField()
    userId = serializers.IntegerField()
    archived = serializers.BooleanField()


class OwnerPage(serializers.Serializer[Any]):
    """A page of people."""

    results = Owner(many=True)
    paging = Paging(required=False)
