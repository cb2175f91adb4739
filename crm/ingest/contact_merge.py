"""Two contacts become one, and nothing is lost (SPEC K4)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from crm.ingest.purchases import recompute_purchases
from crm.models.contact import Contact, CustomerLink
from crm.models.deal import Deal
from crm.models.history import ChangeSource, ContactMerge, RecordChange
from crm.models.object_type import ObjectType
from crm.property_values import to_json
from crm.signals import send_contacts_changed

# Filled from the merged contact where the kept one has nothing.
_SYNCED = (
    *("first_name", "last_name", "phone", "address", "city", "state", "zip", "country", "note"),
    *("accepts_marketing", "shopify_created_at", "orders_count", "tags", "tax_exempt", "verified_email"),
)
_SOURCE = ("source", "source_data_1", "source_data_2")


def merge_contacts(
    kept: Contact,
    merged: Contact,
    source: ChangeSource,
    user: User | None = None,
    preferred: Collection[str] = (),
) -> ContactMerge:
    """Take `merged` into `kept`: customers, deals and history move, empty properties are filled, values stay.

    `preferred` names properties (own ones as `custom.name`) of which the value of `merged` is taken all the same, if it
    has one. `merged` leaves the tables and points to `kept`. What was done is kept, so that it can be told and undone.
    """
    now = timezone.now()
    with transaction.atomic():
        record = ContactMerge.objects.create(
            kept=kept,
            merged=merged,
            at=now,
            source=source,
            user=user,
            moved=_move(kept, merged),
            filled=_fill(kept, merged, preferred),
        )
        # First, so that its address is free.
        merged.merged_into, merged.deleted_at, merged.updated_at = kept, now, now
        merged.save(update_fields=["merged_into", "deleted_at", "updated_at"])
        kept.updated_at = now
        kept.save()
        Contact.objects.filter(merged_into=merged).update(merged_into=kept)
        with connection.cursor() as cursor:
            recompute_purchases(cursor, [kept.pk, merged.pk])
        send_contacts_changed([], [kept.pk, merged.pk])
    return record


def _move(kept: Contact, merged: Contact) -> dict[str, list[int]]:
    """Move all that hangs on a contact; the ids that moved, by kind."""
    links = CustomerLink.objects.filter(contact=merged)
    deals = Deal.objects.filter(contact=merged)
    changes = RecordChange.objects.filter(object_type=ObjectType.CONTACT, record_id=merged.pk)
    moved = {
        "customers": list(links.values_list("pk", flat=True)),
        "deals": list(deals.values_list("pk", flat=True)),
        "changes": list(changes.values_list("pk", flat=True)),
    }
    links.update(contact=kept)
    deals.update(contact=kept)
    changes.update(record_id=kept.pk)
    return moved


def _fill(kept: Contact, merged: Contact, preferred: Collection[str]) -> dict[str, Any]:
    """Fill what `kept` does not know, marked with the state it comes from; the values before, for undoing."""
    filled: dict[str, Any] = {}
    if merged.created_at < kept.created_at:
        filled["created_at"], kept.created_at = kept.created_at.isoformat(), merged.created_at
    for name in _SYNCED:
        is_wanted = name in preferred or _is_empty(getattr(kept, name))
        if is_wanted and not _is_empty(getattr(merged, name)):
            filled[name] = to_json(getattr(kept, name))
            setattr(kept, name, getattr(merged, name))
            _mark(name, kept, merged)
    if merged.email and ("email" in preferred or not kept.email):
        filled["email"], kept.email = kept.email, merged.email
    if merged.source and ("source" in preferred or not kept.source):
        for name in _SOURCE:
            filled[name] = getattr(kept, name)
            setattr(kept, name, getattr(merged, name))
    for name, value in merged.custom.items():
        is_wanted = f"custom.{name}" in preferred or _is_empty(kept.custom.get(name))
        if is_wanted and not _is_empty(value):
            filled[f"custom.{name}"] = kept.custom.get(name)
            kept.custom[name] = value
    return filled


def _mark(name: str, kept: Contact, merged: Contact) -> None:
    """Note how old a value is that `kept` was filled with: as old as `merged` knew it, and not newer than `kept` is."""
    if name == "accepts_marketing":
        kept.consent_as_of = merged.consent_as_of
        return
    states = [state for state in (merged.stale_properties.get(name), _state(merged), _state(kept)) if state]
    if kept.shopify_updated_at and states:
        kept.stale_properties[name] = min(states, key=lambda state: [datetime.fromisoformat(part) for part in state])


def _state(contact: Contact) -> list[str] | None:
    """The newest state of a contact, as in `stale_properties`."""
    if contact.shopify_updated_at is None:
        return None
    moment = contact.shopify_as_of or contact.shopify_updated_at
    return [contact.shopify_updated_at.isoformat(), moment.isoformat()]


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])
