"""Imports of contacts from files."""

from django.contrib import admin

from crm.admin.read_only import SyncedAdmin
from crm.models import ContactImport, ImportPiece


@admin.register(ContactImport)
class ContactImportAdmin(SyncedAdmin[ContactImport]):
    """Files of contacts, newest first."""

    list_display = ["file_name", "status", "created_at", "user", "total", "created", "updated", "refused"]
    list_select_related = ["user"]
    list_filter = ["status"]
    search_fields = ["file_name", "^user__email"]


@admin.register(ImportPiece)
class ImportPieceAdmin(SyncedAdmin[ImportPiece]):
    """Pieces of files, without what is in them."""

    list_display = ["contact_import", "number", "at"]
    list_select_related = ["contact_import"]
    search_fields = ["=contact_import__id"]
    fields = ["contact_import", "number", "at", "created_ids"]
