"""Bodies of the product topics. Variants have no weight any more; past the hundredth only their ids are told."""

from __future__ import annotations

from typing import Final

from demo_store.graphql_api.context import Context, gid
from demo_store.graphql_api.fields_product import picture_url
from demo_store.money import price_text
from demo_store.records import Picture, Product, Variant
from demo_store.webhooks.bodies.wording import Json, utc_thousandths, zoned, zoned_or_none

MOST_VARIANTS: Final = 100
_SIDE: Final = 800


def product(p: Product, x: Context) -> Json:
    """products/create and products/update."""
    images = [_image(p, place, x) for place in range(len(p.pictures))]
    return {
        "admin_graphql_api_id": gid("Product", p.id),
        "body_html": p.description_html,
        "created_at": zoned(p.created_at),
        "handle": p.handle,
        "id": p.id,
        "product_type": p.product_type,
        "published_at": zoned_or_none(p.published_at),
        "template_suffix": None,
        "title": p.title,
        "updated_at": zoned(p.updated_at),
        "vendor": p.vendor,
        "status": p.status.lower(),
        "published_scope": p.published_scope,
        "tags": ", ".join(p.tags),
        "variants": [_variant(v) for v in p.variants[:MOST_VARIANTS]],
        "options": _options(p),
        "images": images,
        "image": images[0] if images else None,
        "media": [_media(p, place, x) for place in range(len(p.pictures))],
        "variant_gids": [
            {"admin_graphql_api_id": gid("ProductVariant", v.id), "updated_at": utc_thousandths(v.updated_at)}
            for v in p.variants
        ],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def deleted(p: Product, _: Context) -> Json:
    """products/delete."""
    return {"id": p.id}


def _variant(v: Variant) -> Json:
    values: list[str | None] = [value for _, value in v.options]
    one, two, three = (values + [None] * 3)[:3]
    return {
        "admin_graphql_api_id": gid("ProductVariant", v.id),
        "barcode": v.barcode,
        "compare_at_price": None if v.compare_at_price is None else price_text(v.compare_at_price),
        "created_at": zoned(v.created_at),
        "id": v.id,
        "inventory_policy": "deny",
        "position": v.position,
        "price": price_text(v.price),
        "product_id": v.product.id,
        "sku": v.sku,
        "taxable": not v.product.is_gift_card,
        "title": v.title,
        "updated_at": zoned(v.updated_at),
        "option1": one,
        "option2": two,
        "option3": three,
        "image_id": None,
        "inventory_item_id": v.id + 1,
        "inventory_quantity": v.inventory_quantity,
        "old_inventory_quantity": v.inventory_quantity,
    }


def _options(p: Product) -> list[Json]:
    if not p.variants:
        return []
    return [
        {
            "name": name,
            "id": p.id + place,
            "product_id": p.id,
            "position": place,
            "values": list(dict.fromkeys(v.options[place - 1][1] for v in p.variants)),
        }
        for place, (name, _) in enumerate(p.variants[0].options, start=1)
    ]


def _image(p: Product, place: int, x: Context) -> Json:
    picture = p.pictures[place]
    return {
        "id": picture.id + 1,
        "alt": picture.alt,
        "position": place + 1,
        "product_id": p.id,
        "created_at": zoned(p.created_at),
        "updated_at": zoned(p.created_at),
        "admin_graphql_api_id": gid("ProductImage", picture.id + 1),
        "width": _SIDE,
        "height": _SIDE,
        "src": picture_url(picture, x),
        "variant_ids": [],
    }


def _media(p: Product, place: int, x: Context) -> Json:
    picture = p.pictures[place]
    return {
        "id": picture.id,
        "product_id": p.id,
        "position": place + 1,
        "created_at": zoned(p.created_at),
        "updated_at": zoned(p.created_at),
        "alt": picture.alt,
        "status": "READY",
        "media_content_type": "IMAGE",
        "preview_image": _preview(picture, x),
        "variant_ids": [],
        "admin_graphql_api_id": gid("MediaImage", picture.id),
    }


def _preview(picture: Picture, x: Context) -> Json:
    return {"width": _SIDE, "height": _SIDE, "src": picture_url(picture, x), "status": "READY"}
