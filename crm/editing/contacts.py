"""Contacts that people and programs make and change."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.editing.values import (
    AddressInUse,
    Editor,
    Fault,
    InvalidValues,
    Written,
    note_change,
    read_values,
    write_values,
)
from crm.ingest.tombstones import address_key, wait_for_merges
from crm.models import Contact, ObjectType, Tombstone
from crm.signals import send_contacts_changed


def create_contact(given: Mapping[str, Any], editor: Editor) -> Contact:
    """Make a contact of properties by their API names.

    Raises InvalidValues, also for no property at all and for an address that was erased for good; AddressInUse.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        written = read_values(ObjectType.CONTACT, given, None)
        contact = Contact(created_at=now, updated_at=now)
        changes = write_values(contact, written)
        if not changes:
            raise InvalidValues([nothing_given()])
        _claim_address(contact)
        empty_drill_downs(contact, written)
        contact.save()
        note_change(ObjectType.CONTACT, contact.pk, changes, editor, now)
        send_contacts_changed([contact.pk], [])
    return contact


def update_contact(contact_id: int, given: Mapping[str, Any], editor: Editor) -> Contact:
    """Change properties of a live contact. Raises Contact.DoesNotExist, InvalidValues, AddressInUse."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contact = Contact.objects.live().select_for_update().get(pk=contact_id)
        written = read_values(ObjectType.CONTACT, given, contact)
        changes = write_values(contact, written)
        if changes:
            if "email" in changes:
                _claim_address(contact)
            empty_drill_downs(contact, written)
            contact.updated_at = now
            contact.save()
            note_change(ObjectType.CONTACT, contact.pk, changes, editor, now)
            send_contacts_changed([], [contact.pk])
    return contact


def nothing_given() -> Fault:
    """What is wrong with a contact of no property at all."""
    return Fault("email", "REQUIRED", _("Give at least an e-mail address or a name."))


def erased_for_good() -> Fault:
    """What is wrong with the address of somebody who was erased."""
    message = _("The person with this address was erased for good and cannot be added again.")
    return Fault("email", "CONTACT_ERASED", message)


def _claim_address(contact: Contact) -> None:
    """An address belongs to one live contact; who was erased at their own request does not come back by it."""
    holder = Contact.objects.live_at(contact.email).exclude(pk=contact.pk).first()
    if holder:
        raise AddressInUse(holder.pk)
    if not contact.email:
        return
    buried = Tombstone.objects.filter(object_type=ObjectType.CONTACT, key=address_key(contact.email))
    if buried.exists() and not Contact.objects.filter(email__iexact=contact.email).exists():
        raise InvalidValues([erased_for_good()])
    buried.delete()


def empty_drill_downs(contact: Contact, written: list[Written]) -> None:
    """A person who corrects the original source knows nothing of the old one's details (docs/properties.md)."""
    if any(one.property.name == "source" for one in written):
        contact.source_data_1 = contact.source_data_2 = ""
