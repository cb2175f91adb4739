"""Contacts follow their customers to new e-mail addresses (SPEC K4; docs/ingest.md, "Who is who").

Shopify never lets two customers have one address. So where a customer comes to an address by which another is still
known here, it is that other one's state that is old: it is asked about, and the address waits until it is known. Where
nobody at Shopify has the address any more, the two contacts are one person, and are merged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from crm.ingest.contact_merge import merge_contacts
from crm.ingest.purchases import recompute_purchases
from crm.models.contact import Contact, CustomerLink
from crm.models.deal import Deal
from crm.models.history import ChangeSource, RecordChange
from crm.models.object_type import ObjectType


@dataclass(slots=True)
class Settled:
    """Contacts that changed, and customers (Shopify's ids) whose known state contradicts what came."""

    changed: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)


def settle_addresses(customer_ids: Iterable[int], source: ChangeSource) -> Settled:
    """Bring contacts to the addresses of these customers, and of those who wait for one that may be free now.

    Call it in the transaction that changed the customers. It is done when nothing moves any more.
    """
    settled = Settled()
    todo = {*customer_ids, *_waiting()}
    while todo:
        moved = [customer_id for customer_id in sorted(todo) if _settle(customer_id, source, settled)]
        todo = set(_waiting()) if moved else set()
    return settled


def _waiting() -> list[int]:
    return list(CustomerLink.objects.filter(waits_for_address=True).values_list("customer_id", flat=True))


def _settle(customer_id: int, source: ChangeSource, settled: Settled) -> bool:
    """Bring one customer and its contact to one address. Whether something moved."""
    link = CustomerLink.objects.select_for_update().get(customer_id=customer_id)
    contact = Contact.objects.live().select_for_update(of=("self",)).filter(customers=link).first()
    if contact is None or link.deleted_at or link.email in ("", contact.email.lower()):
        _wait(link, waits=False)
        return False
    mates = _known_by(contact, contact.email.lower(), besides=link)
    if mates:
        settled.doubted.update(mate.customer_id for mate in mates)
        if mates[0].customer_id < customer_id:  # who had the contact first keeps it
            settled.doubted.add(customer_id)
            _move(link, _contact_at(link.email), settled)
            return True
    holder = Contact.objects.live().select_for_update().filter(email__iexact=link.email).first()
    if holder:
        rivals = _known_by(holder, link.email, besides=link)
        if rivals:
            settled.doubted.update(rival.customer_id for rival in rivals)
            _wait(link, waits=True)
            return False
        merge_contacts(contact, holder, source)
        settled.changed.add(holder.pk)
    former = contact.email
    _give_address(contact, link.email, source)
    settled.changed.add(contact.pk)
    _wait(link, waits=False)
    for mate in mates:
        _move(mate, _contact_at(former), settled)
    return True


def _known_by(contact: Contact, email: str, besides: CustomerLink) -> list[CustomerLink]:
    """Other customers of a contact, still there at Shopify, who are known by this address; the oldest first."""
    links = CustomerLink.objects.filter(contact=contact, email=email, deleted_at__isnull=True)
    return list(links.exclude(pk=besides.pk).order_by("customer_id"))


def _wait(link: CustomerLink, *, waits: bool) -> None:
    if link.waits_for_address != waits:
        link.waits_for_address = waits
        link.save(update_fields=["waits_for_address"])


def _give_address(contact: Contact, email: str, source: ChangeSource) -> None:
    now = timezone.now()
    RecordChange.objects.create(
        object_type=ObjectType.CONTACT,
        record_id=contact.pk,
        at=now,
        source=source,
        changes={"email": [contact.email, email]},
    )
    contact.email, contact.updated_at = email, now
    contact.save(update_fields=["email", "updated_at"])


def _contact_at(email: str) -> Contact:
    """The live contact with this address, made where there is none; its properties come when it is read."""
    now = timezone.now()
    known = Contact.objects.live().filter(email__iexact=email).first()
    return known or Contact.objects.create(email=email, created_at=now, updated_at=now)


def _move(link: CustomerLink, contact: Contact, settled: Settled) -> None:
    """Let a customer leave a contact for another one, and take its deals along."""
    left = link.contact
    link.contact, link.waits_for_address = contact, False
    link.save(update_fields=["contact", "waits_for_address"])
    Deal.objects.filter(customer_id=link.customer_id, contact=left).update(contact=contact)
    changed = {one.pk for one in (left, contact) if one}
    with connection.cursor() as cursor:
        recompute_purchases(cursor, sorted(changed))
    settled.changed |= changed
