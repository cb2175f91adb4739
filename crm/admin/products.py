"""Products and variants."""

from django.contrib import admin

from crm.admin.read_only import ReadOnlyInline, SyncedAdmin
from crm.models import Product, Variant


class VariantInline(ReadOnlyInline):
    model = Variant


@admin.register(Product)
class ProductAdmin(SyncedAdmin[Product]):
    """Products, found by title, handle, vendor or SKU."""

    list_display = ["title", "vendor", "product_type", "price", "status", "published_at", "deleted_at"]
    list_filter = ["status", "product_type"]
    search_fields = ["title", "handle", "vendor", "variants__sku", "=shopify_product_id"]
    editable = ("custom",)
    inlines = [VariantInline]


@admin.register(Variant)
class VariantAdmin(SyncedAdmin[Variant]):
    """Variants of products."""

    list_display = ["title", "product", "sku", "price", "position"]
    list_select_related = ["product"]
    search_fields = ["sku", "title", "=shopify_variant_id"]
