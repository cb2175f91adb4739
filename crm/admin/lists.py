"""Lists of contacts; they are changed on their own pages."""

from django.contrib import admin

from crm.admin.read_only import SyncedAdmin
from crm.models import ContactList, ListCheck, ListMembership, ListSize


@admin.register(ContactList)
class ContactListAdmin(SyncedAdmin[ContactList]):
    """Lists, those that were deleted among them; only their folder changes here."""

    editable = ("folder",)
    list_display = ["name", "processing_type", "size", "is_waiting", "problem", "updated_at", "deleted_at"]
    list_filter = ["processing_type", "is_waiting"]
    search_fields = ["name", "folder"]


@admin.register(ListMembership)
class ListMembershipAdmin(SyncedAdmin[ListMembership]):
    """Stays of contacts in lists."""

    list_display = ["contact_list", "contact_id", "joined_at", "left_at", "how"]
    list_select_related = ["contact_list"]
    list_filter = ["how"]
    search_fields = ["=contact__id", "=contact_list__id"]


@admin.register(ListCheck)
class ListCheckAdmin(SyncedAdmin[ListCheck]):
    """Contacts that wait to be sorted."""

    list_display = ["contact_id"]
    search_fields = ["=contact_id"]


@admin.register(ListSize)
class ListSizeAdmin(SyncedAdmin[ListSize]):
    """Sizes of lists, day by day."""

    list_display = ["contact_list", "day", "size"]
    list_select_related = ["contact_list"]
    search_fields = ["contact_list__name"]
    date_hierarchy = "day"
