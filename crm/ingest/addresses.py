"""Contacts follow their customers to new e-mail addresses (SPEC K4; docs/ingest.md, "Who is who").

Shopify never lets two customers have one address. So where a customer comes to an address by which another is still
known here, it is that other one's state that is old: it is asked about, and the address waits until it is known. Where
nobody at Shopify has the address any more, the two contacts are one person, and are merged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from crm.ingest.contact_merge import merge_contacts
from crm.ingest.purchases import recompute_purchases
from crm.models.contact import Contact, CustomerLink
from crm.models.deal import Deal
from crm.models.history import ChangeSource, RecordChange
from crm.models.object_type import ObjectType
from crm.signals import send_deals_changed


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
        waiting = _waiting()
        todo = set(waiting) if moved or any(_rotate(one, source, settled) for one in waiting) else set()
    return settled


def live_customers(contact: Contact) -> QuerySet[CustomerLink]:
    """Customers of a contact who are still there at Shopify."""
    return CustomerLink.objects.filter(contact=contact, deleted_at__isnull=True)


def move_customer(link: CustomerLink, contact: Contact, settled: Settled) -> None:
    """Let a customer leave a contact for another one, and take its deals along.

    What the two say of themselves is mixed in the contact that is left: who stays there is read again, and taken for
    newer.
    """
    left = link.contact
    settled.doubted.update(one.customer_id for one in _known_by(contact, contact.email, besides=link))
    link.contact, link.waits_for_address = contact, False
    link.save(update_fields=["contact", "waits_for_address"])
    deals = Deal.objects.filter(customer_id=link.customer_id, contact=left)
    moved = list(deals.values_list("pk", flat=True))
    deals.update(contact=contact, updated_at=timezone.now())
    send_deals_changed([], moved)
    changed = {contact.pk}
    if left:
        changed.add(left.pk)
        settled.doubted.update(live_customers(left).values_list("customer_id", flat=True))
        Contact.objects.filter(pk=left.pk).update(
            shopify_updated_at=None, shopify_as_of=None, consent_as_of=None, stale_properties={}
        )
    with connection.cursor() as cursor:
        recompute_purchases(cursor, sorted(changed))
    settled.changed |= changed


def _waiting() -> list[int]:
    waiting = CustomerLink.objects.filter(waits_for_address=True).order_by("customer_id")
    return list(waiting.values_list("customer_id", flat=True))


def _settle(customer_id: int, source: ChangeSource, settled: Settled) -> bool:
    """Bring one customer and its contact to one address. Whether something moved."""
    link = CustomerLink.objects.select_for_update().get(customer_id=customer_id)
    contact = Contact.objects.live().select_for_update(of=("self",)).filter(customers=link).first()
    if contact is None or link.email in ("", contact.email.lower()):
        _wait(link, waits=False)
        return False
    if link.deleted_at:
        return _follow_the_gone(link, contact, source, settled)
    mates = _known_by(contact, contact.email, besides=link)
    if mates:
        settled.doubted.update([customer_id, *(mate.customer_id for mate in mates)])
        if mates[0].customer_id < customer_id:  # who had the contact first keeps it
            move_customer(link, _contact_at(link.email), settled)
            return True
    holder = Contact.objects.live_at(link.email).select_for_update().first()
    if holder:
        rivals = list(live_customers(holder).exclude(email=""))
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
        move_customer(mate, _contact_at(former), settled)
    return True


def _follow_the_gone(link: CustomerLink, contact: Contact, source: ChangeSource, settled: Settled) -> bool:
    """A late state of a customer that Shopify deleted: the contact follows, as it would have, to a free address."""
    if _known_by(contact, contact.email, besides=link) or Contact.objects.live_at(link.email).exists():
        return False
    _give_address(contact, link.email, source)
    settled.changed.add(contact.pk)
    return True


def _rotate(customer_id: int, source: ChangeSource, settled: Settled) -> bool:
    """Where contacts wait for each other's addresses in a circle, let all of them move at once. Whether they did."""
    circle: list[tuple[Contact, CustomerLink]] = []
    link = CustomerLink.objects.get(customer_id=customer_id)
    while True:
        contact = Contact.objects.live().select_for_update(of=("self",)).filter(customers=link).first()
        if contact is None or contact in (one for one, _ in circle):
            break
        circle.append((contact, link))
        holder = Contact.objects.live_at(link.email).first()
        waiting = live_customers(holder).order_by("customer_id") if holder else CustomerLink.objects.none()
        if any(one.email == link.email for one in waiting):
            return False
        following = next((one for one in waiting if one.waits_for_address), None)
        if following is None:
            return False
        link = following
    if contact is None or contact != circle[0][0]:
        return False  # a way into a circle, not one of its places
    Contact.objects.filter(pk=contact.pk).update(email="")
    for one, its_link in reversed(circle):
        _give_address(one, its_link.email, source)
        _wait(its_link, waits=False)
        settled.changed.add(one.pk)
    return True


def _known_by(contact: Contact, email: str, besides: CustomerLink) -> list[CustomerLink]:
    """Other customers of a contact, still there at Shopify, who are known by this address; the oldest first."""
    links = live_customers(contact).filter(email=email.lower()).exclude(email="")
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
    known = Contact.objects.live_at(email).first()
    return known or Contact.objects.create(email=email, created_at=now, updated_at=now)
