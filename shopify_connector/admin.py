"""The connector in the Django admin."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from crm.admin.read_only import ReadOnlyInline, SyncedAdmin
from shopify_connector.models import ImportSession, ImportStep, StoreConnection, SyncError

if TYPE_CHECKING:
    StoreAdmin = admin.ModelAdmin[StoreConnection]
else:
    StoreAdmin = admin.ModelAdmin


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
