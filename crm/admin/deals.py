"""Deals, their lines and stages, and the pipeline."""

from django.contrib import admin

from crm.admin.read_only import ReadOnlyInline, SyncedAdmin
from crm.models import Deal, LineItem, Pipeline, Stage, StageChange


class LineItemInline(ReadOnlyInline):
    model = LineItem
    fields = ["title", "variant_title", "sku", "quantity", "price", "total_discount", "total"]


class StageChangeInline(ReadOnlyInline):
    model = StageChange


@admin.register(Deal)
class DealAdmin(SyncedAdmin[Deal]):
    """Deals, found by name, order number or token."""

    list_display = [
        "name",
        "stage",
        "amount",
        "currency",
        "contact",
        "shopify_created_at",
        "ecomm_synced",
        "deleted_at",
    ]
    list_filter = ["stage", "ecomm_synced", "financial_status", "fulfillment_status"]
    list_select_related = ["stage", "contact"]
    search_fields = ["^name", "=order_number", "=shopify_order_id", "=checkout_token", "^contact__email"]
    editable = ("custom",)
    inlines = [LineItemInline, StageChangeInline]


@admin.register(LineItem)
class LineItemAdmin(SyncedAdmin[LineItem]):
    """Lines of deals."""

    list_display = ["title", "variant_title", "sku", "quantity", "total", "deal"]
    list_select_related = ["deal"]
    search_fields = ["title", "sku", "^deal__name"]


@admin.register(StageChange)
class StageChangeAdmin(SyncedAdmin[StageChange]):
    """When deals entered their stages."""

    list_display = ["deal", "from_stage", "to_stage", "at", "reason"]
    list_select_related = ["deal", "from_stage", "to_stage"]
    list_filter = ["to_stage", "reason"]
    search_fields = ["^deal__name"]


@admin.register(Pipeline)
class PipelineAdmin(SyncedAdmin[Pipeline]):
    """Pipelines: the label can be changed, the id cannot."""

    list_display = ["label", "id", "display_order"]
    search_fields = ["label"]
    editable = ("label",)


@admin.register(Stage)
class StageAdmin(SyncedAdmin[Stage]):
    """Stages: labels can be changed, ids and what is won cannot."""

    list_display = ["label", "label_fr", "id", "pipeline", "probability", "is_won", "is_lost"]
    list_filter = ["pipeline"]
    search_fields = ["label", "label_fr", "id"]
    editable = ("label", "label_fr")
