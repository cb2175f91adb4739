"""Saved views, and what was done to many records at once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.read_only import SyncedAdmin
from crm.models import BulkAction, ExportPart, RecordExport, SavedView


@admin.register(SavedView)
class SavedViewAdmin(SyncedAdmin[SavedView]):
    """Views of tables; only their name and whether they are shared change here."""

    editable = ("name", "is_shared")
    list_display = ["name", "object_type", "owner", "is_shared", "created_at"]
    list_select_related = ["owner"]
    list_filter = ["object_type", "is_shared"]
    search_fields = ["name", "owner__email"]


@admin.register(BulkAction)
class BulkActionAdmin(SyncedAdmin[BulkAction]):
    """What was done to many records; the ids are left out of the page."""

    exclude = ("ids",)
    list_display = ["what", "object_type", "property_name", "handled", "changed", "status", "user", "created_at"]
    list_select_related = ["user"]
    list_filter = ["what", "object_type", "status"]
    search_fields = ["property_name", "user__email"]


@admin.register(RecordExport)
class RecordExportAdmin(SyncedAdmin[RecordExport]):
    """Files that were asked for; only who asked takes one, on its own page."""

    exclude = ("ids",)
    list_display = ["object_type", "form", "total", "handled", "status", "user", "created_at"]
    list_select_related = ["user"]
    list_filter = ["object_type", "form", "status"]
    search_fields = ["user__email"]


@admin.register(ExportPart)
class ExportPartAdmin(SyncedAdmin[ExportPart]):
    """Pieces of files, without what is in them."""

    exclude = ("data",)
    list_display = ["export", "number"]
    list_select_related = ["export"]
    search_fields = ["=export__id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportPart]:
        return super().get_queryset(request).defer("data")
