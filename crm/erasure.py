"""Erasing people for good (SPEC C8, K3): after ninety days in the recycle bin, or when the law asks for it.

What stays of a person is a salted hash of the address, so that it does not come back, and the amounts of what was sold.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.ingest.tombstones import address_key, bury, wait_for_merges
from crm.models import Contact, CustomerLink, Deal, ObjectType, RecordChange
from crm.signals import send_contacts_changed, send_deals_changed

# What a deal says of the person; the numbers and what was bought are the merchant's books.
_PERSONAL = {
    "email": "",
    "note": "",
    "abandoned_checkout_url": "",
    "landing_site": "",
    "referring_site": "",
    "journey": None,
    "buyer_accepts_marketing": None,
    "token": "",
    "cart_token": "",
    "customer_id": None,
}


def forget_contacts(contact_ids: Sequence[int]) -> None:
    """Erase contacts with their history; their customers are never made into contacts again."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = Contact.objects.filter(pk__in=contact_ids)
        addresses = [address_key(email) for email in contacts.values_list("email", flat=True) if email]
        bury(cursor, ObjectType.CONTACT, addresses, timezone.now())
        CustomerLink.objects.filter(contact_id__in=contact_ids).update(
            contact=None, erased=True, email="", waits_for_address=False
        )
        RecordChange.objects.filter(object_type=ObjectType.CONTACT, record_id__in=contact_ids).delete()
        contacts.delete()
        send_contacts_changed([], list(contact_ids))


def erase_person(customer_id: int | None, email: str, order_ids: Iterable[int]) -> tuple[int, int]:
    """Erase all that is known of a person by Shopify's customer id, the address and orders; (contacts, deals).

    A person who is not known yet is not taken in later either.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = _contacts_of(customer_id, email)
        deals = Deal.objects.filter(contact_id__in=contacts) | Deal.objects.filter(shopify_order_id__in=list(order_ids))
        if customer_id is not None:
            deals |= Deal.objects.filter(customer_id=customer_id)
        erased = _erase_deals(deals)
        forget_contacts(contacts)
        if customer_id is not None:
            CustomerLink.objects.update_or_create(
                customer_id=customer_id,
                defaults={"contact": None, "erased": True, "email": "", "updated_at": timezone.now()},
            )
        if email:
            bury(cursor, ObjectType.CONTACT, [address_key(email)], timezone.now())
    return len(contacts), erased


def erase_everything() -> tuple[int, int]:
    """Erase every person of the store (Shopify's shop/redact); (contacts, deals). Products stay."""
    contacts = erased = 0
    while batch := list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:1000]):
        forget_contacts(batch)
        contacts += len(batch)
    personal = Deal.objects.exclude(**_PERSONAL).order_by("pk")
    while chosen := list(personal.values_list("pk", flat=True)[:1000]):
        erased += _erase_deals(Deal.objects.filter(pk__in=chosen))
    return contacts, erased


def _contacts_of(customer_id: int | None, email: str) -> list[int]:
    found: set[int] = set()
    if email:
        found.update(Contact.objects.filter(email__iexact=email).values_list("pk", flat=True))
    if customer_id is not None:
        found.update(Contact.objects.filter(customers__customer_id=customer_id).values_list("pk", flat=True))
    found.update(Contact.objects.filter(merged_into__in=found).values_list("pk", flat=True))
    return sorted(found)


def _erase_deals(deals: QuerySet[Deal]) -> int:
    chosen = list(deals.values_list("pk", flat=True))
    Deal.objects.filter(pk__in=chosen).update(contact=None, updated_at=timezone.now(), **_PERSONAL)
    RecordChange.objects.filter(object_type=ObjectType.DEAL, record_id__in=chosen).delete()
    send_deals_changed([], chosen)
    return len(chosen)
