"""The catalogue: the rows of `wares` as products with variants and pictures."""

from __future__ import annotations

import re
import unicodedata

from demo_store.instants import DAY
from demo_store.records import Picture, Product, Variant
from demo_store.seeding.making import Making
from demo_store.seeding.wares import WARES, Ware

_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ı": "i", "ø": "o", "Ø": "O", "æ": "ae", "’": "", "'": ""})


def plain_ascii(text: str) -> str:
    """Letters without accents: "Łukasz" → "Lukasz"; what has no such form is dropped."""
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()


def handle_of(title: str) -> str:
    """The address part Shopify derives from a title: "Pestle & Mortar" → "pestle-mortar"."""
    return re.sub(r"[^a-z0-9]+", "-", plain_ascii(title).lower()).strip("-")


def seed_products(making: Making) -> list[Product]:
    """All products, oldest first. One draft, one archived (neither published); a few published to the web only."""
    now = making.now
    ages = sorted((making.rng.randrange(400, 1400) for _ in WARES), reverse=True)
    products = [
        _product(making, ware, number, now - age * DAY)
        for number, (ware, age) in enumerate(zip(WARES, ages, strict=True))
    ]
    _unpublish(products, "Broom & Dustpan", "DRAFT")
    _unpublish(products, "Framed Print, Dunes", "ARCHIVED")
    for product in products:
        if "new" in product.tags:
            product.created_at = now - 60 * DAY
            product.published_at = now - 58 * DAY
    return products


def _product(making: Making, ware: Ware, number: int, created: int) -> Product:
    rng, ids, now = making.rng, making.ids, making.now
    product = Product(
        id=ids.mint("Product"),
        title=ware.title,
        description_html=_description(ware),
        handle=handle_of(ware.title),
        product_type=ware.kind,
        vendor=ware.vendor,
        status="ACTIVE",
        tags=tuple(sorted(tag.strip() for tag in ware.tags.split(","))),
        created_at=created,
        updated_at=now - rng.randrange(2, 90) * DAY - rng.randrange(DAY),
        published_at=created + 2 * DAY,
        published_scope="web" if number % 6 == 5 else "global",
        collection=ware.collection,
        is_gift_card=ware.kind == "Gift Card",
    )
    product.variants = _variants(making, ware, product, number)
    product.pictures = [
        Picture(ids.mint("MediaImage"), f"{product.handle}-{angle}.svg", f"{ware.title}, {words}")
        for angle, words in (("front", "on its own"), ("room", "in a room"))
    ]
    return product


def _variants(making: Making, ware: Ware, product: Product, number: int) -> list[Variant]:
    choices = ware.variants or (("Default Title", 0),)
    return [
        Variant(
            id=making.ids.mint("ProductVariant"),
            product=product,
            position=position,
            title=title,
            options=((ware.option or "Title", title),),
            sku=f"MA-{number + 101:03d}-{position:02d}",
            price=ware.price + surcharge,
            compare_at_price=(ware.price + surcharge) * 125 // 100 // 100 * 100 if number % 9 == 4 else None,
            barcode=f"200{making.rng.randrange(10**10):010d}",
            inventory_quantity=making.rng.randrange(0, 140),
            grams=ware.grams,
            created_at=product.created_at,
            updated_at=product.updated_at,
        )
        for position, (title, surcharge) in enumerate(choices, start=1)
    ]


def _description(ware: Ware) -> str:
    choice = f"<p>Comes in {', '.join(title for title, _ in ware.variants)}.</p>" if ware.variants else ""
    weight = f"<li>{ware.grams / 1000:g} kg</li>" if ware.grams else ""
    return (
        (
            f"<p><strong>{ware.text}</strong></p>{choice}"
            f"<ul><li>{ware.vendor}</li>{weight}<li>30 days to change your mind</li></ul>"
        )
        .replace("&", "&amp;")
        .replace("'", "&#39;")
    )


def _unpublish(products: list[Product], title: str, status: str) -> None:
    for product in products:
        if product.title == title:
            product.status, product.published_at = status, None
