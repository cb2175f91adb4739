"""A product's page."""

from dataclasses import dataclass

import nh3
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Portal
from crm.locks import is_synced
from crm.models import Deal, LineItem, ObjectType, Product
from crm.properties import TextLike
from crm.views.properties import shown_groups
from crm.views.rows import deal_rows
from crm.views.timeline import story_of
from crm.words import PRODUCT_STATUS, PRODUCT_TONES

DEALS_SHOWN = 10


def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """One product: pictures, variants, who bought it lately, and every property."""
    record = get_object_or_404(Product, pk=product_id, deleted_at__isnull=True)
    portal = Portal.current()
    bought = LineItem.objects.filter(product=record).values("deal")
    deals = Deal.objects.live().filter(pk__in=bought).select_related("stage", "contact")
    newest = deals.order_by("-shopify_created_at", "-id")[:DEALS_SHOWN]
    return render(
        request,
        "crm/product.html",
        {
            "product": record,
            "record": record,
            "record_kind": "products",
            "may_delete": not is_synced(record),
            "status": ProductStatus.of(record),
            "currency": portal.currency,
            "variants": list(record.variants.order_by("position", "id")),
            "description": safe_html(record.body_html),
            "deals": deal_rows(newest),
            "groups": shown_groups(ObjectType.PRODUCT, record, portal.currency),
            **story_of(request, ObjectType.PRODUCT, record),
        },
    )


@dataclass(frozen=True, slots=True)
class ProductStatus:
    """A product's status in words and colour."""

    label: TextLike
    tone: str

    @classmethod
    def of(cls, product: Product) -> "ProductStatus | None":
        """The status of a product, if Shopify gave one."""
        if not product.status:
            return None
        return cls(PRODUCT_STATUS.get(product.status, product.status), PRODUCT_TONES.get(product.status, "neutral"))


def safe_html(html: str) -> SafeString:
    """A store's HTML without scripts, styles, forms and frames (SPEC P1)."""
    return mark_safe(nh3.clean(html))  # noqa: S308 - this is what nh3 is for
