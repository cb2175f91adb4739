"""The connector in the Django admin."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from crm.admin.read_only import ReadOnlyInline, SyncedAdmin
from shopify_connector.models import (
    Delivery,
    ImportSession,
    ImportStep,
    PrivacyRequest,
    ReadRequest,
    StoreConnection,
    Subscription,
    SyncCheck,
    SyncCheckStep,
    SyncError,
)

if TYPE_CHECKING:
    StoreAdmin = admin.ModelAdmin[StoreConnection]
else:
    StoreAdmin = admin.ModelAdmin

# Of a delivery's body.
SHOWN_BYTES = 20_000


@admin.register(StoreConnection)
class StoreConnectionAdmin(StoreAdmin):
    """Stores as they are: connecting and disconnecting has its own page, and keys are never shown."""

    list_display = ["shop", "name", "status", "way", "currency", "connected_at", "disconnected_at"]
    list_filter = ["status", "way"]
    search_fields = ["shop", "myshopify_domain", "name"]
    exclude = ["access_token", "refresh_token", "client_secret"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StoreConnection | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StoreConnection | None = None) -> bool:
        # The row is the anchor of everything that came from the store.
        return False


class ImportStepInline(ReadOnlyInline):
    model = ImportStep


@admin.register(ImportSession)
class ImportSessionAdmin(SyncedAdmin[ImportSession]):
    """Imports and how they ended."""

    list_display = ["id", "store", "status", "started_at", "finished_at", "error"]
    list_filter = ["status"]
    search_fields = ["=id", "store__shop"]
    inlines = [ImportStepInline]


@admin.register(ImportStep)
class ImportStepAdmin(SyncedAdmin[ImportStep]):
    """The steps of imports."""

    list_display = ["session", "object", "status", "found", "created", "updated", "unchanged", "errors"]
    list_filter = ["object", "status"]
    search_fields = ["=session__id", "operation_id"]


@admin.register(SyncError)
class SyncErrorAdmin(SyncedAdmin[SyncError]):
    """What could not be taken in; retried and dismissed on the sync-health page."""

    list_display = ["object", "key", "reason", "field", "at", "resolved_at", "dismissed_at"]
    list_filter = ["object", "reason", "is_warning"]
    search_fields = ["key"]


@admin.register(Delivery)
class DeliveryAdmin(SyncedAdmin[Delivery]):
    """The inbox. Lists leave the bodies in the database; a delivery's own page shows its body as text."""

    list_display = ["topic", "delivery_id", "received_at", "handled_at", "outcome"]
    list_filter = ["outcome", "topic"]
    search_fields = ["=delivery_id"]
    exclude = ["body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).defer("body")

    def get_readonly_fields(self, request: HttpRequest, obj: Delivery | None = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        return [*(name for name in fields if name != "body"), "size", "text"]

    @admin.display(description=_("Size"))
    def size(self, delivery: Delivery) -> str:
        return filesizeformat(len(delivery.body))

    @admin.display(description=_("Body"))
    def text(self, delivery: Delivery) -> str:
        """Its beginning: a body may have megabytes."""
        return bytes(delivery.body[:SHOWN_BYTES]).decode(errors="replace")


@admin.register(Subscription)
class SubscriptionAdmin(SyncedAdmin[Subscription]):
    """The webhook subscriptions, as last seen at the store."""

    list_display = ["topic", "store", "is_there", "problem", "checked_at", "times_remade", "last_delivery_at"]
    search_fields = ["topic", "shopify_gid"]

    @admin.display(description=_("At the store"), boolean=True)
    def is_there(self, subscription: Subscription) -> bool:
        return subscription.is_there


@admin.register(ReadRequest)
class ReadRequestAdmin(SyncedAdmin[ReadRequest]):
    """Objects that wait to be read from the store."""

    list_display = ["object", "shopify_id", "store", "due_at", "tries"]
    list_filter = ["object"]
    search_fields = ["=shopify_id"]


class SyncCheckStepInline(ReadOnlyInline):
    model = SyncCheckStep


@admin.register(SyncCheck)
class SyncCheckAdmin(SyncedAdmin[SyncCheck]):
    """Comparisons with the store and what they found."""

    list_display = ["id", "store", "scope", "trigger", "status", "started_at", "finished_at"]
    list_filter = ["scope", "trigger", "status"]
    search_fields = ["=id", "store__shop"]
    inlines = [SyncCheckStepInline]


@admin.register(SyncCheckStep)
class SyncCheckStepAdmin(SyncedAdmin[SyncCheckStep]):
    """The kinds of object of comparisons."""

    list_display = ["sync_check", "object", "is_done", "checked", "differed", "repaired", "at_store", "here"]
    list_filter = ["object", "is_done"]
    search_fields = ["=sync_check__id"]


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(SyncedAdmin[PrivacyRequest]):
    """What the law asked for, and what became of it; handled on its own page in the settings."""

    list_display = ["kind", "customer_id", "store", "received_at", "due_at", "status", "handled_at", "handled_by"]
    list_filter = ["kind", "status"]
    search_fields = ["=customer_id", "=delivery_id", "=data_request_id"]
