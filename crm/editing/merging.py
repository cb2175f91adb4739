"""Two contacts that a person or a program makes into one, and the way back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.catalogue import properties_of
from crm.editing.values import Editor, Locked
from crm.ingest.contact_merge import merge_contacts
from crm.ingest.purchases import recompute_purchases
from crm.ingest.tombstones import wait_for_merges
from crm.models import Contact, ContactMerge, CustomerLink, Deal, ObjectType, RecordChange
from crm.properties import CONTACT_PROPERTIES, Owner
from crm.property_values import from_text, to_json
from crm.signals import send_contacts_changed

# Shopify says them of its customers: of two contacts, those of the customer count.
OF_SHOPIFY = frozenset(one.name for one in CONTACT_PROPERTIES if one.owner == Owner.SHOPIFY)
# How old what Shopify said of a contact is.
_VERSIONS = ["shopify_updated_at", "shopify_as_of", "consent_as_of", "stale_properties"]


class MergedOn(ValueError):
    """A merge that cannot be undone any more. `str(error)` says why."""


def merge(kept_id: int, merged_id: int, editor: Editor, preferred: Collection[str] = ()) -> ContactMerge:
    """Take a contact into another, with the values of `preferred` properties (`crm.ingest.contact_merge`).

    Raises Contact.DoesNotExist; Locked for two customers of Shopify: what is made one here would come apart again with
    the next word of either.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = Contact.objects.live().select_for_update().in_bulk([kept_id, merged_id])
        kept, merged = contacts.get(kept_id), contacts.get(merged_id)
        if kept is None or merged is None or kept_id == merged_id:
            raise Contact.DoesNotExist
        customers = {pk: is_customer(contact) for pk, contact in contacts.items()}
        if all(customers.values()):
            raise Locked(_("Both are customers in Shopify. Merge them in the store's admin: hubsync follows."))
        if customers[merged_id]:
            preferred = {*preferred, *OF_SHOPIFY}
        elif customers[kept_id]:
            preferred = set(preferred) - OF_SHOPIFY
        before = _versions(kept)
        done = merge_contacts(kept, merged, editor.source, editor.user, preferred)
        if customers[merged_id]:
            _become_the_customers(kept, merged, before, done)
        return done


def unmerge(done: ContactMerge, editor: Editor) -> Contact:
    """Take a merge apart: what moved goes back, what was filled is emptied where it is still so; the other contact.

    Raises MergedOn when either contact is gone, went into another since, or the address is somebody else's by now.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        contacts = Contact.objects.select_for_update().in_bulk([done.kept_id, done.merged_id])
        kept, merged = contacts[done.kept_id], contacts[done.merged_id]
        if kept.deleted_at or merged.merged_into_id != kept.pk:
            raise MergedOn(_("One of the two contacts is gone, or went into another one since."))
        _take_back(kept, merged, done.filled)
        for email in (kept.email, merged.email):
            if Contact.objects.live_at(email).exclude(pk=kept.pk).exists():
                raise MergedOn(_("Another contact has the address %(email)s by now.") % {"email": email})
        kept.updated_at = now
        kept.save()
        merged.merged_into, merged.deleted_at, merged.updated_at = None, None, now
        merged.save(update_fields=["merged_into", "deleted_at", "updated_at"])
        _move_back(kept, merged, done.moved)
        done.delete()
        recompute_purchases(cursor, [kept.pk, merged.pk])
        send_contacts_changed([], [kept.pk, merged.pk])
    return merged


def is_customer(contact: Contact) -> bool:
    """Whether Shopify has a customer who is this contact."""
    return contact.customers.filter(deleted_at__isnull=True).exists()


def _versions(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in _VERSIONS}


def _become_the_customers(kept: Contact, merged: Contact, before: dict[str, Any], done: ContactMerge) -> None:
    """What Shopify says from now on is held against what it said of the other contact: it is the same customer."""
    for name, value in _versions(merged).items():
        setattr(kept, name, value)
    kept.save(update_fields=_VERSIONS)
    done.filled["versions"] = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()
    }
    done.save(update_fields=["filled"])


def _take_back(kept: Contact, merged: Contact, filled: dict[str, Any]) -> None:
    """Write the values before back, where nobody has written others since."""
    known = {one.name: one for one in properties_of(ObjectType.CONTACT).values()}
    for name, before in ((name, before) for name, before in filled.items() if name != "versions"):
        if name.startswith("custom."):
            own = name.removeprefix("custom.")
            if kept.custom.get(own) == merged.custom.get(own):
                kept.custom = {key: value for key, value in kept.custom.items() if key != own}
                kept.custom |= {} if before is None else {own: before}
        elif to_json(getattr(kept, name)) == to_json(getattr(merged, name)):
            is_text = isinstance(before, str) and not isinstance(getattr(merged, name), str)
            setattr(kept, name, from_text(before, known[name]) if is_text else before)
            kept.stale_properties.pop(name, None)
    for version, value in filled.get("versions", {}).items():
        setattr(kept, version, datetime.fromisoformat(value) if isinstance(value, str) else value)


def _move_back(kept: Contact, merged: Contact, moved: dict[str, list[int]]) -> None:
    CustomerLink.objects.filter(pk__in=moved.get("customers", []), contact=kept).update(contact=merged)
    Deal.objects.filter(pk__in=moved.get("deals", []), contact=kept).update(contact=merged)
    changes = RecordChange.objects.filter(object_type=ObjectType.CONTACT, record_id=kept.pk)
    changes.filter(pk__in=moved.get("changes", [])).update(record_id=merged.pk)
