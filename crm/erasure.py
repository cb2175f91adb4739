"""Erasing people for good (SPEC C8, K3): after ninety days in the recycle bin, or when the law asks for it.

What stays of a person is a salted hash of the address, so that it does not come back, and the amounts of what was sold.
"""

from collections.abc import Iterable, Sequence

from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from crm.importing.forgetting import forget_rows_of
from crm.ingest.erased import PERSONAL
from crm.ingest.purchases import recompute_purchases
from crm.ingest.tombstones import address_key, bury, customer_key, person_key, wait_for_merges
from crm.models import Contact, CustomerLink, Deal, DealWords, ObjectType, RecordChange
from crm.signals import send_addresses_erased, send_contacts_changed, send_deals_changed


def forget_contacts(contact_ids: Sequence[int]) -> None:
    """Erase contacts with their history; their customers are never made into contacts again.

    A contact that was merged into one that stays goes alone: its customers and its address are the other's.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        chosen = Contact.objects.filter(Q(pk__in=contact_ids) | Q(merged_into__in=contact_ids))
        erased = list(chosen.values_list("pk", "email", "merged_into_id"))
        pks = [pk for pk, _, _ in erased]
        addresses = {email for _, email, into in erased if email and (into is None or into in pks)}
        bury(cursor, ObjectType.CONTACT, sorted(map(address_key, addresses)), now)
        CustomerLink.objects.filter(contact_id__in=pks).update(
            contact=None, erased=True, email="", waits_for_address=False
        )
        drop_contacts(pks)


def erase_person(customer_id: int | None, email: str, order_ids: Iterable[int]) -> tuple[int, int]:
    """Erase all that is known of a person by Shopify's customer id, the address and orders; (contacts, deals).

    A person who is not known yet is not taken in later either; deals of theirs that come later come without them.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = contacts_of_person(customer_id, email)
        customers = set(CustomerLink.objects.filter(contact_id__in=contacts).values_list("pk", flat=True))
        orders = set(order_ids)
        theirs = deals_of_person(customer_id, email, orders)
        deals = dict(theirs.values_list("pk", "shopify_order_id"))
        _erase_deals(cursor, list(deals))
        forget_contacts(contacts)
        bury(cursor, ObjectType.DEAL, map(person_key, orders.union(filter(None, deals.values()))), now)
        if customer_id is not None:
            customers.add(customer_id)
            CustomerLink.objects.get_or_create(customer_id=customer_id, defaults={"updated_at": now})
            CustomerLink.objects.filter(customer_id=customer_id).update(
                contact=None, erased=True, email="", waits_for_address=False
            )
        bury(cursor, ObjectType.CONTACT, map(customer_key, customers), now)
        if email:
            bury(cursor, ObjectType.CONTACT, [address_key(email)], now)
            forget_rows_of(email)
            send_addresses_erased([email])
    return len(contacts), len(deals)


def drop_contacts(pks: Sequence[int]) -> None:
    """Delete contacts with their history and words, and their names in the log of the Django admin."""
    RecordChange.objects.filter(object_type=ObjectType.CONTACT, record_id__in=pks).delete()
    of_contacts = LogEntry.objects.filter(content_type__app_label="crm", content_type__model="contact")
    of_contacts.filter(object_id__in=map(str, pks)).update(object_repr="")
    dropped = Contact.objects.filter(pk__in=pks).exclude(email="")
    addresses = set(dropped.annotate(lower=Lower("email")).values_list("lower", flat=True))
    Contact.objects.filter(pk__in=pks).delete()
    # A contact that was merged leaves its address to the one that stays.
    left = Contact.objects.live().annotate(lower=Lower("email")).filter(lower__in=addresses)
    send_addresses_erased(addresses.difference(left.values_list("lower", flat=True)))
    send_contacts_changed([], pks)


def contacts_of_person(customer_id: int | None, email: str) -> list[int]:
    """The contacts of a person, those in the recycle bin and those that were merged among them."""
    found: set[int] = set()
    if email.strip():
        lower = email.strip().lower()
        found.update(Contact.objects.alias(lower=Lower("email")).filter(lower=lower).values_list("pk", flat=True))
    if customer_id is not None:
        found.update(Contact.objects.filter(customers__customer_id=customer_id).values_list("pk", flat=True))
    found.update(filter(None, Contact.objects.filter(pk__in=found).values_list("merged_into_id", flat=True)))
    found.update(Contact.objects.filter(merged_into__in=found).values_list("pk", flat=True))
    return sorted(found)


def deals_of_person(customer_id: int | None, email: str, order_ids: Iterable[int]) -> QuerySet[Deal]:
    """The deals of a person: of their contacts and customer, placed with their address, or named."""
    theirs = Q(contact_id__in=contacts_of_person(customer_id, email)) | Q(shopify_order_id__in=list(order_ids))
    if customer_id is not None:
        theirs |= Q(customer_id=customer_id)
    if email.strip():
        theirs |= Q(lower=email.strip().lower())
    return Deal.objects.alias(lower=Lower("email")).filter(theirs)


def _erase_deals(cursor: CursorWrapper, deal_ids: Sequence[int]) -> None:
    """Take the person out of deals; whoever else they belonged to has bought so much less."""
    belonged = Deal.objects.filter(pk__in=deal_ids, contact__isnull=False)
    buyers = sorted(set(belonged.values_list("contact_id", flat=True)))
    Deal.objects.filter(pk__in=deal_ids).update(contact=None, erased=True, updated_at=timezone.now(), **PERSONAL)
    DealWords.objects.filter(pk__in=deal_ids).delete()
    RecordChange.objects.filter(object_type=ObjectType.DEAL, record_id__in=deal_ids).delete()
    send_deals_changed([], deal_ids)
    recompute_purchases(cursor, buyers)
    send_contacts_changed([], buyers)
