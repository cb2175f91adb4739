"""Contacts that a person deletes (SPEC K3; docs/data-model.md, "Deletion"): kept for ninety days, restored in one step.

Until it is restored or erased, nothing from Shopify makes the contact again: its customers are known, and its address
has a tombstone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from crm.erasure import forget_contacts
from crm.ingest.addresses import settle_addresses
from crm.ingest.purchases import recompute_purchases
from crm.ingest.tombstones import address_key, bury, wait_for_merges
from crm.models import Contact, Deal, ObjectType, RecordChange, Tombstone
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed, send_customers_doubted, send_deals_changed

KEPT_FOR = timedelta(days=90)
_BATCH = 1000


class AddressTaken(ValueError):
    """Another contact has the address by now: the two cannot both be there. `str(error)` is for people."""


def delete_contacts(
    contact_ids: Iterable[int], user: User | None, source: ChangeSource = ChangeSource.PERSON
) -> list[int]:
    """Move contacts to the recycle bin; those that were moved. Their deals stay, without a contact."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = list(Contact.objects.live().select_for_update().filter(pk__in=list(contact_ids)).order_by("pk"))
        moved = [contact.pk for contact in contacts]
        bury(cursor, ObjectType.CONTACT, [address_key(one.email) for one in contacts if one.email], now)
        Contact.objects.filter(pk__in=moved).update(deleted_at=now, updated_at=now)
        _note(moved, user, now, source, deleted=True)
        settled = settle_addresses([], source)  # who waited for one of their addresses has it now
        send_contacts_changed([], [*moved, *sorted(settled.changed)])
        send_customers_doubted(settled.doubted)
    return moved


def restore_contact(contact: Contact, user: User | None) -> None:
    """Bring a contact back from the recycle bin, with its deals; its customers are read again.

    Raises AddressTaken, and Contact.DoesNotExist where it is not in the recycle bin (any more).
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        row = Contact.objects.in_recycle_bin().select_for_update().get(pk=contact.pk)
        if Contact.objects.live_at(row.email).exists():
            raise AddressTaken(
                _("There is another contact with the address %(email)s by now. Delete or change that one first.")
                % {"email": row.email}
            )
        Tombstone.objects.filter(object_type=ObjectType.CONTACT, key=address_key(row.email)).delete()
        row.deleted_at, row.updated_at = None, now
        row.save(update_fields=["deleted_at", "updated_at"])
        customers = list(row.customers.values_list("customer_id", flat=True))
        deals = Deal.objects.filter(contact__isnull=True, customer_id__in=customers)
        adopted = list(deals.values_list("pk", flat=True))
        deals.update(contact=row, updated_at=now)
        recompute_purchases(cursor, [row.pk])
        _note([row.pk], user, now, ChangeSource.PERSON, deleted=False)
        send_deals_changed([], adopted)
        send_contacts_changed([], [row.pk])
        send_customers_doubted(customers)


def empty(at: datetime) -> int:
    """Erase for good what has been in the recycle bin for `KEPT_FOR`; how many contacts."""
    erased = 0
    while True:
        old = Contact.objects.filter(deleted_at__lte=at - KEPT_FOR).order_by("pk").values_list("pk", flat=True)
        batch = list(old[:_BATCH])
        if not batch:
            return erased
        forget_contacts(batch)
        erased += len(batch)


def _note(contact_ids: Iterable[int], user: User | None, at: datetime, source: ChangeSource, *, deleted: bool) -> None:
    changes = {"deleted": [not deleted, deleted]}
    RecordChange.objects.bulk_create(
        RecordChange(object_type=ObjectType.CONTACT, record_id=pk, at=at, source=source, user=user, changes=changes)
        for pk in contact_ids
    )
