"""Product, its variants, pictures and prices."""

from __future__ import annotations

import re

from demo_store.graphql_api.context import Context, Fields, gid
from demo_store.instants import iso, iso_or_none
from demo_store.money import SHOP_CURRENCY, Money, price_text
from demo_store.records import Picture, Product, Variant


def picture_url(p: Picture, x: Context) -> str:
    """The public address of a product's picture."""
    return f"{x.base_url}/files/{p.name}"


def _text(p: Product, _: Context) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", p.description_html)).strip()


def _prices(p: Product) -> list[int]:
    return [variant.price for variant in p.variants] or [0]


def _store_url(p: Product, x: Context) -> str | None:
    return f"{x.base_url}/products/{p.handle}" if p.published_at else None


def _first_picture(p: Product, _: Context) -> Picture | None:
    return p.pictures[0] if p.pictures else None


def _variant_title(v: Variant, _: Context) -> str:
    return v.product.title if v.title == "Default Title" else f"{v.product.title} - {v.title}"


FIELDS: Fields = {
    "Product": {
        "id": lambda p, _: gid("Product", p.id),
        "legacyResourceId": lambda p, _: str(p.id),
        "title": lambda p, _: p.title,
        "handle": lambda p, _: p.handle,
        "descriptionHtml": lambda p, _: p.description_html,
        "bodyHtml": lambda p, _: p.description_html,
        "description": _text,
        "descriptionPlainSummary": _text,
        "productType": lambda p, _: p.product_type,
        "vendor": lambda p, _: p.vendor,
        "status": lambda p, _: p.status,
        "tags": lambda p, _: list(p.tags),
        "createdAt": lambda p, _: iso(p.created_at),
        "updatedAt": lambda p, _: iso(p.updated_at),
        "publishedAt": lambda p, _: iso_or_none(p.published_at),
        "onlineStoreUrl": _store_url,
        "onlineStorePreviewUrl": lambda p, x: f"{x.base_url}/products/{p.handle}?preview=1",
        "isGiftCard": lambda p, _: p.is_gift_card,
        "category": lambda p, _: None,
        "totalInventory": lambda p, _: sum(variant.inventory_quantity for variant in p.variants),
        "tracksInventory": lambda p, _: not p.is_gift_card,
        "totalVariants": lambda p, _: len(p.variants),
        "hasOnlyDefaultVariant": lambda p, _: len(p.variants) == 1 and p.variants[0].title == "Default Title",
        "hasOutOfStockVariants": lambda p, _: any(variant.inventory_quantity <= 0 for variant in p.variants),
        "hasVariantsThatRequiresComponents": lambda p, _: False,
        "requiresSellingPlan": lambda p, _: False,
        "templateSuffix": lambda p, _: None,
        "priceRangeV2": lambda p, _: p,
        "priceRange": lambda p, _: p,
        "featuredMedia": _first_picture,
        "featuredImage": _first_picture,
        "seo": lambda p, _: p,
        "options": lambda p, _: [p],
    },
    "ProductPriceRangeV2": {
        "minVariantPrice": lambda p, _: Money(min(_prices(p)), SHOP_CURRENCY),
        "maxVariantPrice": lambda p, _: Money(max(_prices(p)), SHOP_CURRENCY),
    },
    "ProductPriceRange": {
        "minVariantPrice": lambda p, _: Money(min(_prices(p)), SHOP_CURRENCY),
        "maxVariantPrice": lambda p, _: Money(max(_prices(p)), SHOP_CURRENCY),
    },
    "SEO": {"title": lambda p, _: None, "description": lambda p, _: None},
    "ProductOption": {
        "id": lambda p, _: gid("ProductOption", p.id),
        "name": lambda p, _: p.variants[0].options[0][0],
        "position": lambda p, _: 1,
        "values": lambda p, _: [variant.options[0][1] for variant in p.variants],
    },
    "ProductVariant": {
        "id": lambda v, _: gid("ProductVariant", v.id),
        "legacyResourceId": lambda v, _: str(v.id),
        "title": lambda v, _: v.title,
        "displayName": _variant_title,
        "sku": lambda v, _: v.sku,
        "barcode": lambda v, _: v.barcode,
        "price": lambda v, _: price_text(v.price),
        "compareAtPrice": lambda v, _: None if v.compare_at_price is None else price_text(v.compare_at_price),
        "position": lambda v, _: v.position,
        "inventoryQuantity": lambda v, _: v.inventory_quantity,
        "availableForSale": lambda v, _: v.inventory_quantity > 0,
        "taxable": lambda v, _: not v.product.is_gift_card,
        "createdAt": lambda v, _: iso(v.created_at),
        "updatedAt": lambda v, _: iso(v.updated_at),
        "selectedOptions": lambda v, _: list(v.options),
        "product": lambda v, _: v.product,
    },
    "SelectedOption": {"name": lambda o, _: o[0], "value": lambda o, _: o[1]},
    "MediaImage": {
        "id": lambda p, _: gid("MediaImage", p.id),
        "alt": lambda p, _: p.alt,
        "mediaContentType": lambda p, _: "IMAGE",
        "mimeType": lambda p, _: "image/svg+xml",
        "status": lambda p, _: "READY",
        "fileStatus": lambda p, _: "READY",
        "fileErrors": lambda p, _: [],
        "mediaErrors": lambda p, _: [],
        "mediaWarnings": lambda p, _: [],
        "image": lambda p, _: p,
        "preview": lambda p, _: p,
    },
    "MediaPreviewImage": {"image": lambda p, _: p, "status": lambda p, _: "READY"},
    "Image": {
        "id": lambda p, _: gid("ImageSource", p.id),
        "altText": lambda p, _: p.alt,
        "url": picture_url,
        "src": picture_url,
        "originalSrc": picture_url,
        "transformedSrc": picture_url,
        "width": lambda p, _: 800,
        "height": lambda p, _: 800,
    },
}

CONNECTIONS: Fields = {
    "Product": {
        "variants": lambda p, _: p.variants,
        "media": lambda p, _: p.pictures,
        "images": lambda p, _: p.pictures,
        "metafields": lambda p, _: [],
        "events": lambda p, _: [],
    },
    "ProductVariant": {
        "media": lambda v, _: v.product.pictures,
        "metafields": lambda v, _: [],
    },
}
