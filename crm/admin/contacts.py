"""Contacts and the Shopify customers behind them."""

from django.contrib import admin

from crm.admin.read_only import ReadOnlyInline, SyncedAdmin
from crm.models import Contact, CustomerLink, PurchaseSummary


class CustomerLinkInline(ReadOnlyInline):
    model = CustomerLink


class PurchaseSummaryInline(ReadOnlyInline):
    model = PurchaseSummary


@admin.register(Contact)
class ContactAdmin(SyncedAdmin[Contact]):
    """Contacts, found by the beginning of their address or name."""

    list_display = ["__str__", "email", "phone", "accepts_marketing", "source", "created_at", "deleted_at"]
    list_filter = ["accepts_marketing", "source", "tax_exempt", "verified_email"]
    search_fields = ["^email", "^first_name", "^last_name", "=customers__customer_id"]
    editable = ("source", "custom")
    inlines = [CustomerLinkInline, PurchaseSummaryInline]


@admin.register(CustomerLink)
class CustomerLinkAdmin(SyncedAdmin[CustomerLink]):
    """Shopify customers."""

    list_display = ["customer_id", "contact", "updated_at", "deleted_at"]
    list_select_related = ["contact"]
    search_fields = ["=customer_id", "^contact__email"]


@admin.register(PurchaseSummary)
class PurchaseSummaryAdmin(SyncedAdmin[PurchaseSummary]):
    """What contacts bought, derived from their deals."""

    list_display = ["contact", "number_of_orders", "total_revenue", "last_order_at", "last_abandoned_at"]
    list_select_related = ["contact"]
    search_fields = ["^contact__email"]
