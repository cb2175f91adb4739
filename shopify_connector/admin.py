"""The connector in the Django admin."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from shopify_connector.models import StoreConnection

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
