"""Products: editing, duplicating, deleting."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from demo_store.back_office.actions.refusal import Refused
from demo_store.back_office.actions.tags import split_tags
from demo_store.instants import now
from demo_store.money import cents_of
from demo_store.records import Checkout, Order, Picture, Product
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store


@one_action
def edit_product(store: Store, product: Product, given: dict[str, str]) -> None:
    """Change what is given of title, tags, status and the variants' prices (`price-<id>`)."""
    try:
        prices = {
            variant: cents_of(given[f"price-{variant.id}"])
            for variant in product.variants
            if f"price-{variant.id}" in given
        }
    except ValueError:
        raise Refused("Please enter prices, like 12.50.") from None
    title = given.get("title", product.title).strip()
    if not title:
        raise Refused("Title can't be blank")
    product.title = title
    if "tags" in given:
        product.tags = split_tags(given["tags"])
    for variant, price in prices.items():
        if variant.price != price:
            variant.price, variant.updated_at = price, now()
    _change_status(product, given.get("status", product.status))
    store.touch(product)


@one_action
def duplicate_product(store: Store, product: Product, status: str = "DRAFT") -> Product:
    """A copy with ids of its own, without stock; a draft unless said otherwise."""
    at, number = now(), store.ids.mint("Product")
    made = dataclasses.replace(
        product,
        id=number,
        title=f"Copy of {product.title}",
        handle=f"{product.handle}-{number % 100_000}",
        created_at=at,
        updated_at=at,
        status="DRAFT",
        published_at=None,
    )
    made.variants = [
        dataclasses.replace(
            variant,
            id=store.ids.mint("ProductVariant"),
            product=made,
            inventory_quantity=0,
            created_at=at,
            updated_at=at,
        )
        for variant in product.variants
    ]
    made.pictures = [Picture(store.ids.mint("MediaImage"), picture.name, picture.alt) for picture in product.pictures]
    _change_status(made, status)
    store.add(made)
    return made


@one_action
def delete_product(store: Store, product: Product) -> None:
    """Orders and checkouts keep the words of its lines; the links become null."""
    store.remove(product)
    owners: list[Order | Checkout] = [*store.orders.all(), *store.checkouts.all()]
    for owner in owners:
        for line in owner.line_items:
            if line.product is product:
                line.product = line.variant = None


def _change_status(product: Product, status: str) -> None:
    if status != product.status and status in ("ACTIVE", "DRAFT", "ARCHIVED"):
        product.status = status
        product.published_at = (product.published_at or now()) if status == "ACTIVE" else None
