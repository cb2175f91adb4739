"""What answers look like, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from shopify_connector.health import State
from shopify_connector.models import ImportedObject, ImportSession, ImportStep, SyncCheck, SyncCheckStep, SyncError
from shopify_connector.problem_words import refusal_in_words


class Store(serializers.Serializer[Any]):
    """The store."""

    shop = serializers.CharField()
    connectedAt = serializers.DateTimeField(source="connected_at")
    isConnected = serializers.BooleanField(source="is_connected")


class Inbox(serializers.Serializer[Any]):
    """Deliveries that are kept and not applied yet."""

    pending = serializers.IntegerField()
    oldestSeconds = serializers.FloatField(allow_null=True, help_text="Age of the oldest one.")


class Waiting(serializers.Serializer[Any]):
    """What Shopify is being waited for."""

    reason = serializers.CharField()
    until = serializers.DateTimeField()


class Audit(serializers.Serializer[Any]):
    """The newest comparison of everything."""

    finishedAt = serializers.DateTimeField(source="finished_at")
    checked = serializers.IntegerField()
    differed = serializers.IntegerField()
    repaired = serializers.IntegerField()


class Health(serializers.Serializer[Any]):
    """How far hubsync is in step with the store."""

    state = serializers.ChoiceField(choices=[*State, "no_store"])
    store = Store(allow_null=True)
    lastChangeAt = serializers.DateTimeField(allow_null=True)
    inbox = Inbox()
    waitingFor = Waiting(allow_null=True)
    readsDue = serializers.IntegerField(help_text="Objects that are to be read from Shopify now.")
    openErrors = serializers.IntegerField()
    subscriptionsMissing = serializers.ListField(child=serializers.CharField(), help_text="Topics.")
    audit = Audit(allow_null=True)


class Day(serializers.Serializer[Any]):
    """What comparisons found on a day of the store's calendar; `checked` null: none was made."""

    day = serializers.DateField()
    checked = serializers.IntegerField(allow_null=True)
    differed = serializers.IntegerField()


class Drift(serializers.Serializer[Any]):
    """The last thirty days, oldest first."""

    results = Day(many=True)


class ImportStepShape(serializers.ModelSerializer[ImportStep]):
    """One kind of object in an import. `skipped` is the number by reason."""

    startedAt = serializers.DateTimeField(source="started_at")
    finishedAt = serializers.DateTimeField(source="finished_at")
    object = serializers.ChoiceField(choices=ImportedObject.choices)
    found = serializers.IntegerField(allow_null=True)

    class Meta:
        model = ImportStep
        fields = [
            *("object", "status", "found", "created", "updated", "unchanged", "skipped", "errors", "error"),
            *("startedAt", "finishedAt"),
        ]


class ImportShape(serializers.ModelSerializer[ImportSession]):
    """An import of the whole store."""

    startedAt = serializers.DateTimeField(source="started_at")
    finishedAt = serializers.DateTimeField(source="finished_at")
    steps = ImportStepShape(many=True)

    class Meta:
        model = ImportSession
        fields = ["id", "status", "error", "startedAt", "finishedAt", "steps"]


class CheckStepShape(serializers.ModelSerializer[SyncCheckStep]):
    """One kind of object in a comparison; `examples` are some of those that differed."""

    atStore = serializers.IntegerField(source="at_store", allow_null=True)

    class Meta:
        model = SyncCheckStep
        fields = ["object", "checked", "differed", "repaired", "atStore", "here", "examples", "problem"]


class CheckShape(serializers.ModelSerializer[SyncCheck]):
    """A comparison with the store."""

    startedAt = serializers.DateTimeField(source="started_at")
    finishedAt = serializers.DateTimeField(source="finished_at")
    steps = CheckStepShape(many=True)

    class Meta:
        model = SyncCheck
        fields = ["id", "scope", "trigger", "status", "error", "since", "startedAt", "finishedAt", "steps"]


class ErrorShape(serializers.ModelSerializer[SyncError]):
    """An object that could not be taken in, or not whole, and that nobody has seen to."""

    shopifyId = serializers.CharField(source="key")
    isWarning = serializers.BooleanField(source="is_warning")
    message = serializers.SerializerMethodField(help_text="The reason in words.")

    class Meta:
        model = SyncError
        fields = ["id", "object", "shopifyId", "at", "reason", "field", "value", "message", "isWarning"]

    def get_message(self, error: SyncError) -> str:
        return refusal_in_words(error.reason, error.field, error.value)


class ImportPage(serializers.Serializer[Any]):
    """Imports, newest first."""

    results = ImportShape(many=True)


class CheckPage(serializers.Serializer[Any]):
    """Comparisons, newest first."""

    results = CheckShape(many=True)


class ErrorPage(serializers.Serializer[Any]):
    """Open errors, newest first."""

    results = ErrorShape(many=True)
