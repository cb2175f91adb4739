"""The products' table and a product's page."""

from dataclasses import dataclass

import nh3
from django.db.models import Count as CountOf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal
from accounts.paging import Sorting, parse_moment
from crm.locks import is_synced
from crm.models import Deal, LineItem, ObjectType, Product, Variant
from crm.properties import TextLike
from crm.search import find_products
from crm.views.counting import count_all, count_found
from crm.views.properties import shown_groups
from crm.views.rows import deal_rows
from crm.views.table import Column, Table
from crm.views.timeline import record_timeline
from crm.words import PRODUCT_STATUS

COLUMNS = (
    Column("title", _("Title")),
    Column("status", _("Status")),
    Column("vendor", _("Vendor")),
    Column("type", _("Product type")),
    Column("variants", _("Variants"), css="table__number"),
    Column("price", _("Price"), css="table__number"),
    Column("created", _("Added"), Sorting("created_at", parse_moment), starts_descending=True),
)
DEALS_SHOWN = 10
STATUS_TONES = {"active": "won", "draft": "pending", "unlisted": "pending"}


def products(request: HttpRequest) -> HttpResponse:
    """All products, a page at a time."""
    table = Table(request, COLUMNS, default="-created", keep={})
    live = Product.objects.live()
    found = find_products(live, table.query) if table.query else live
    page = table.read(found.defer("body_html"))
    count = count_found(found, page) if table.query else count_all("products", live)
    return render(
        request,
        "crm/products.html",
        {
            "table": table,
            "rows": product_rows(page.rows),
            "page": table.links(page, count),
            "count": count,
            "currency": Portal.current().currency,
        },
    )


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
            "timeline": record_timeline(ObjectType.PRODUCT, record.pk),
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
        return cls(PRODUCT_STATUS.get(product.status, product.status), STATUS_TONES.get(product.status, "neutral"))


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product with its status, first picture and number of variants."""

    product: Product
    status: ProductStatus | None
    picture: str
    variants: int


def product_rows(products: list[Product]) -> list[ProductRow]:
    """Products for a table. One query, for their variants."""
    counts = dict(
        Variant.objects.filter(product__in=products).order_by().values_list("product").annotate(CountOf("id"))
    )
    return [
        ProductRow(one, ProductStatus.of(one), one.images[0] if one.images else "", counts.get(one.pk, 0))
        for one in products
    ]


def safe_html(html: str) -> SafeString:
    """A store's HTML without scripts, styles, forms and frames (SPEC P1)."""
    return mark_safe(nh3.clean(html))  # noqa: S308 - this is what nh3 is for
