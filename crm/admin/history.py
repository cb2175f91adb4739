"""What changed, what must not come back, and the merchant's own properties."""

from django.contrib import admin

from crm.admin.read_only import SyncedAdmin
from crm.models import ContactMerge, CustomProperty, RecordChange, Tombstone


@admin.register(RecordChange)
class RecordChangeAdmin(SyncedAdmin[RecordChange]):
    """Changes of records, newest first."""

    list_display = ["object_type", "record_id", "at", "source", "user"]
    list_select_related = ["user"]
    list_filter = ["object_type", "source"]
    search_fields = ["=record_id"]


@admin.register(ContactMerge)
class ContactMergeAdmin(SyncedAdmin[ContactMerge]):
    """Contacts that became one, newest first."""

    list_display = ["kept", "merged", "at", "source", "user"]
    list_select_related = ["kept", "merged", "user"]
    list_filter = ["source"]
    search_fields = ["=kept__id", "=merged__id", "^kept__email", "^merged__email"]


@admin.register(Tombstone)
class TombstoneAdmin(SyncedAdmin[Tombstone]):
    """Deleted objects that stay deleted."""

    list_display = ["object_type", "key", "deleted_at"]
    list_filter = ["object_type"]
    search_fields = ["=key"]


@admin.register(CustomProperty)
class CustomPropertyAdmin(admin.ModelAdmin[CustomProperty]):
    """Properties that the merchant added."""

    list_display = ["label", "name", "object_type", "type", "group"]
    list_filter = ["object_type", "type"]
    search_fields = ["label", "name"]
