"""Erasing all that came from a store (SPEC C8: Shopify's shop/redact, 48 hours after the app was removed)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from crm.erasure import drop_contacts
from crm.ingest.purchases import recompute_purchases
from crm.ingest.tombstones import wait_for_merges
from crm.models import Contact, CustomerLink, Deal, ObjectType, Product, RecordChange
from crm.signals import send_contacts_changed, send_deals_changed, send_products_changed

_BATCH = 1000


class Erased(NamedTuple):
    """How many records went."""

    contacts: int
    deals: int
    products: int


def erase_store(before: datetime | None = None) -> Erased:
    """Erase contacts, deals and products that came from the store; what was made here alone stays.

    With `before`, the moment since which another store is connected: what came before it, and of the contacts those
    that were not touched since. A store that is connected again brings its own back: nothing keeps them out but what
    kept them out before.
    """
    came_before = Q(created_at__lt=before) if before else Q()
    untouched = came_before & Q(updated_at__lt=before) if before else Q()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        deals, buyers = _erase_deals(Deal.objects.filter(came_before, ecomm_synced=True))
        products = _erase_products(Product.objects.filter(came_before, shopify_product_id__isnull=False))
        contacts = _erase_contacts(Contact.objects.filter(untouched))
        if before is None:
            CustomerLink.objects.filter(contact=None, erased=False).delete()
        left = sorted(Contact.objects.filter(pk__in=buyers).values_list("pk", flat=True))
        recompute_purchases(cursor, left)
        send_contacts_changed([], left)
    return Erased(contacts, deals, products)


def _erase_deals(deals: QuerySet[Deal]) -> tuple[int, set[int]]:
    """How many deals went, and the contacts they belonged to."""
    erased = 0
    buyers: set[int] = set()
    for pks in _batches(deals):
        gone = Deal.objects.filter(pk__in=pks)
        buyers.update(gone.exclude(contact=None).values_list("contact_id", flat=True))
        RecordChange.objects.filter(object_type=ObjectType.DEAL, record_id__in=pks).delete()
        gone.delete()
        send_deals_changed([], pks)
        erased += len(pks)
    return erased, buyers


def _erase_products(products: QuerySet[Product]) -> int:
    erased = 0
    for pks in _batches(products):
        RecordChange.objects.filter(object_type=ObjectType.PRODUCT, record_id__in=pks).delete()
        Product.objects.filter(pk__in=pks).delete()
        send_products_changed([], pks)
        erased += len(pks)
    return erased


def _erase_contacts(contacts: QuerySet[Contact]) -> int:
    """Contacts that Shopify knows, then those that went into one of them (they are not counted)."""
    known = contacts.filter(Q(shopify_updated_at__isnull=False) | Q(customers__isnull=False), merged_into=None)
    erased = 0
    for pks in _batches(known.distinct()):
        merged = Contact.objects.filter(merged_into__in=pks).values_list("pk", flat=True)
        CustomerLink.objects.filter(contact_id__in=pks, erased=False).delete()
        drop_contacts([*pks, *merged])
        erased += len(pks)
    return erased


def _batches(records: "QuerySet[Any]") -> Iterator[list[int]]:
    """The ids of the records, a part at a time; each part must be gone when the next is asked for."""
    ids = records.order_by("pk").values_list("pk", flat=True)
    while batch := list(ids[:_BATCH]):
        yield batch
