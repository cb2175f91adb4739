"""Contacts, deals and products as the search shows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal
from crm.finding.registry import HITS, Asked, Badge, Finder, Hit, register
from crm.finding.words import Query, words_of
from crm.models import Contact, Deal, ObjectType, Product, Variant
from crm.properties import TextLike
from crm.views.products import ProductStatus
from crm.words import icon_of, tone_of

Draw = Callable[[Iterable[Any], Query], list[Hit]]


def register_records() -> None:
    """Let contacts, deals and products be found."""
    register(_finder(ObjectType.CONTACT, 10, _contacts, contact_hits, _("Show all contacts")))
    register(replace(_finder(ObjectType.DEAL, 20, _deals, deal_hits, _("Show all deals")), find=find_deals))
    register(_finder(ObjectType.PRODUCT, 30, _products, product_hits, _("Show all products")))


def find_deals(asked: Asked) -> list[Hit]:
    """Deals by name, number and e-mail address, then the newest ones of the contacts that are found."""
    found = _hits(asked, ObjectType.DEAL, _deals(), deal_hits)
    contacts = list(asked.records(ObjectType.CONTACT))[:HITS]
    if len(found) > HITS or not contacts:
        return found
    others = _deals().filter(contact__in=contacts).exclude(pk__in=asked.records(ObjectType.DEAL))
    newest = others.order_by(F("shopify_created_at").desc(nulls_last=True), "-pk")[: HITS + 1 - len(found)]
    return found + deal_hits(newest, asked.query)


def contact_hits(contacts: Iterable[Contact], query: Query) -> list[Hit]:
    """Contacts with what they bought; beside the address stands what else of them was looked for."""
    currency = Portal.current().currency
    return [
        Hit(
            title=str(one),
            url=one.get_absolute_url(),
            about=_about(
                one.email if one.full_name else "",
                one.phone if query.digits else "",
                one.city if _begins(query, one.city) else "",
            ),
            avatar=True,
            amount=one.purchases.total_revenue if hasattr(one, "purchases") else None,
            currency=currency,
        )
        for one in contacts
    ]


def deal_hits(deals: Iterable[Deal], query: Query) -> list[Hit]:
    """Deals with their contact, stage and amount."""
    return [
        Hit(
            title=str(one),
            url=one.get_absolute_url(),
            about=str(one.contact) if one.contact and not one.contact.deleted_at else one.email,
            icon="handshake",
            badge=Badge(str(one.stage), tone_of(one.stage), icon_of(one.stage)),
            amount=one.amount,
            currency=one.currency,
        )
        for one in deals
    ]


def product_hits(products: Iterable[Product], query: Query) -> list[Hit]:
    """Products with picture, status and price; beside the vendor stands a SKU that was looked for."""
    shown, currency = list(products), Portal.current().currency
    skus = (
        Variant.objects.filter(product__in=shown).exclude(sku="").order_by("position").values_list("product_id", "sku")
    )
    asked_for = {product: sku for product, sku in reversed(skus) if _begins(query, sku)}
    return [
        Hit(
            title=str(one),
            url=one.get_absolute_url(),
            about=_about(one.vendor, one.product_type, asked_for.get(one.pk, "")),
            picture=one.images[0] if one.images else "",
            badge=_status(one),
            amount=one.price,
            currency=currency,
        )
        for one in shown
    ]


def _finder(kind: ObjectType, place: int, live: Callable[[], Any], draw: Draw, all_label: TextLike) -> Finder:
    nothing = Query.of("")

    def by_id(ids: Sequence[int]) -> Mapping[int, Hit]:
        records = live().in_bulk(ids)
        return dict(zip(records, draw(records.values(), nothing), strict=True))

    def newest(number: int) -> Sequence[Hit]:
        return draw(live().order_by("-pk")[:number], nothing)

    return Finder(
        name=kind.value,
        label=kind.label,
        place=place,
        find=lambda asked: _hits(asked, kind, live(), draw),
        all_at=lambda query: f"{reverse(kind.value)}?{urlencode({'q': query.text})}",
        all_label=all_label,
        by_id=by_id,
        newest=newest,
    )


def _contacts() -> QuerySet[Contact]:
    return Contact.objects.live().select_related("purchases")


def _deals() -> QuerySet[Deal]:
    return Deal.objects.live().select_related("stage", "contact")


def _products() -> QuerySet[Product]:
    return Product.objects.live().defer("body_html")


def _hits(asked: Asked, kind: ObjectType, live: QuerySet[Any], draw: Draw) -> list[Hit]:
    """The records that were looked up and are still there, in their order."""
    looked_up = asked.records(kind)
    there = live.in_bulk(looked_up)
    ids = [pk for pk in looked_up if pk in there][: HITS + 1]
    hits = draw((there[pk] for pk in ids), asked.query)
    return [replace(hit, is_exact=looked_up[pk]) for pk, hit in zip(ids, hits, strict=True)]


def _about(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


def _begins(query: Query, text: str) -> bool:
    """Whether a word of the query begins one of the text."""
    words = words_of(text)
    return any(word.startswith(begun) for begun in query.words for word in words)


def _status(product: Product) -> Badge | None:
    status = ProductStatus.of(product)
    return Badge(status.label, status.tone) if status else None
