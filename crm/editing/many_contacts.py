"""Many contacts written at once, by the rules of `create_contact` and `update_contact`, in a handful of statements.

One thing is otherwise: a value that only Shopify or hubsync changes is left out and told, and the others are written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.catalogue import properties_of
from crm.editing.contacts import empty_drill_downs, erased_for_good, nothing_given
from crm.editing.values import READ_ONLY, Editor, Fault, InvalidValues, Written, sort_values, write_values
from crm.ingest.tombstones import address_keys, wait_for_merges
from crm.models import Contact, ObjectType, RecordChange, Tombstone
from crm.properties import Property
from crm.signals import send_contacts_changed

_FIELDS = [one.name for one in Contact._meta.concrete_fields if not one.primary_key]


class Wanted(Protocol):
    """A contact as somebody wants it: who it is, and the values by API name for the contact found (None: a new one).

    `email` is in lower case, empty where none is given; `record_id` finds a contact by its number.
    """

    email: str
    record_id: int | None

    def values_for(self, contact: Contact | None) -> Mapping[str, Any]:
        """Raises InvalidValues."""


class Result(StrEnum):
    """What became of one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Outcome:
    """What became of one: why it was refused, or what of it was left out."""

    result: Result
    contact: Contact | None = None
    faults: list[Fault] = field(default_factory=list)
    locked: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Rules:
    """How those who are there already are treated.

    `updates`: they are written; else only those are that were made at one of the moments `made_at` (by the same file).
    `assumed` are addresses whose contacts are there by then (for a check, which writes nothing).
    """

    updates: bool = True
    made_at: Collection[datetime] = ()
    assumed: Collection[str] = ()


def write_contacts(wanted: Sequence[Wanted], editor: Editor, rules: Rules, at: datetime) -> list[Outcome]:
    """Make or change contacts in one transaction, in order: a later one of an address changes what an earlier made."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        batch = _Batch(wanted, rules, at, editor)
        outcomes = [batch.settle(one) for one in wanted]
        batch.write()
        created = [one.contact.pk for one in outcomes if one.contact and one.result == Result.CREATED]
        updated = {one.contact.pk for one in outcomes if one.contact and one.result == Result.UPDATED}
        send_contacts_changed(created, sorted(updated.difference(created)))
    return outcomes


def check_contacts(wanted: Sequence[Wanted], rules: Rules) -> list[Outcome]:
    """What `write_contacts` would do; nothing is written. Contacts are those of that moment, unsaved."""
    batch = _Batch(wanted, rules, timezone.now(), None)
    return [batch.settle(one) for one in wanted]


class _Batch:
    """The contacts that a few hundred wanted ones are about, and what is to be written of them."""

    def __init__(self, wanted: Sequence[Wanted], rules: Rules, at: datetime, editor: Editor | None) -> None:
        self._rules, self._at, self._editor = rules, at, editor
        self._known: dict[str, Property] = properties_of(ObjectType.CONTACT)
        live = Contact.objects.live()
        if editor:
            live = live.select_for_update()
        emails = {one.email for one in wanted if one.email}
        found = live.exclude(email="").alias(lower=Lower("email")).filter(lower__in=emails).order_by("pk")
        self._by_email = {contact.email.lower(): contact for contact in found}
        own = {contact.pk: contact for contact in self._by_email.values()}
        numbers = {one.record_id for one in wanted if one.record_id is not None}
        self._by_id = own | {one.pk: one for one in live.filter(pk__in=numbers - own.keys())}
        for email in emails.intersection(rules.assumed).difference(self._by_email):
            self._by_email[email] = Contact(email=email, created_at=at, updated_at=at)
        self._buried = _buried(emails - self._by_email.keys())
        self._binned = _binned(self._buried.values())
        self._new: list[Contact] = []
        self._changed: dict[int, Contact] = {}
        self._notes: list[tuple[Contact, dict[str, list[Any]]]] = []
        self._freed: set[str] = set()

    def settle(self, one: Wanted) -> Outcome:
        """Make or change the contact that one is about."""
        contact = self._by_email.get(one.email) if one.email else None
        if one.record_id is not None:
            numbered = self._by_id.get(one.record_id)
            if numbered is None:
                return _refused(Fault("hs_object_id", "NOT_FOUND", _("There is no contact with this record ID.")))
            if contact not in (None, numbered):
                return _refused(_in_use())
            contact = numbered
        if contact and not self._rules.updates and not self._is_made_now(contact):
            return Outcome(Result.UNCHANGED, contact)
        try:
            return self._change(one, contact) if contact else self._make(one)
        except InvalidValues as error:
            return _refused(*error.faults)

    def write(self) -> None:
        """Write what is not written yet."""
        if self._editor is None:
            return
        if self._changed:
            Contact.objects.bulk_create(
                self._changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS
            )
        Contact.objects.bulk_create(self._new)
        RecordChange.objects.bulk_create(
            RecordChange(
                object_type=ObjectType.CONTACT,
                record_id=contact.pk,
                at=self._at,
                source=self._editor.source,
                user=self._editor.user,
                changes=changes,
            )
            for contact, changes in self._notes
        )
        claimed = [key for key, email in self._buried.items() if email in self._by_email]
        if claimed:
            Tombstone.objects.filter(object_type=ObjectType.CONTACT, key__in=claimed).delete()
        self._new, self._changed, self._notes, self._freed = [], {}, [], set()

    def _make(self, one: Wanted) -> Outcome:
        contact = Contact(created_at=self._at, updated_at=self._at)
        written, locked = self._sort(one.values_for(None), None)
        changes = self._set(contact, written)
        if not changes:
            return _refused(nothing_given())
        self._new.append(contact)
        self._notes.append((contact, changes))
        return Outcome(Result.CREATED, contact, locked=locked)

    def _change(self, one: Wanted, contact: Contact) -> Outcome:
        written, locked = self._sort(one.values_for(contact), contact)
        changes = self._set(contact, written)
        if not changes:
            return Outcome(Result.UNCHANGED, contact, locked=locked)
        contact.updated_at = self._at
        self._notes.append((contact, changes))
        if contact.pk is not None:
            self._changed[contact.pk] = contact
        return Outcome(Result.UPDATED, contact, locked=locked)

    def _sort(self, given: Mapping[str, Any], contact: Contact | None) -> tuple[list[Written], list[Fault]]:
        written, faults = sort_values(self._known, given, contact)
        wrong = [fault for fault in faults if fault.code != READ_ONLY]
        if wrong:
            raise InvalidValues(wrong)
        return written, faults

    def _set(self, contact: Contact, written: list[Written]) -> dict[str, list[Any]]:
        """Write values on the contact, once the address among them is free for it."""
        before = contact.email.lower()
        address = next((str(one.value) for one in written if one.property.name == "email"), before)
        if address != before:
            self._claim(address)
        changes = write_values(contact, written)
        empty_drill_downs(contact, written)
        if address != before:
            if self._by_email.pop(before, None):
                self._freed.add(before)
            if address:
                self._by_email[address] = contact
        return changes

    def _claim(self, address: str) -> None:
        if address in self._by_email:
            raise InvalidValues([_in_use()])
        if address in self._buried.values():
            if self._binned.get(address):
                message = _("The contact with this address is in the recycle bin. Restore it there first.")
                raise InvalidValues([Fault("email", "CONTACT_IN_RECYCLE_BIN", message)])
            if address not in self._binned:
                raise InvalidValues([erased_for_good()])
        if address in self._freed:
            # Its former holder has to let go of it in the database first.
            self.write()

    def _is_made_now(self, contact: Contact) -> bool:
        return contact.created_at == self._at or contact.created_at in self._rules.made_at


def _buried(emails: set[str]) -> dict[str, str]:
    """{key: address} of those that have a tombstone."""
    keys = address_keys(emails)
    buried = Tombstone.objects.filter(object_type=ObjectType.CONTACT, key__in=list(keys)).values_list("key", flat=True)
    return {key: keys[key] for key in buried}


def _binned(emails: Collection[str]) -> dict[str, bool]:
    """Addresses of contacts that are not live: whether one of them is in the recycle bin (else it was merged)."""
    if not emails:
        return {}
    gone = Contact.objects.filter(deleted_at__isnull=False).alias(lower=Lower("email")).filter(lower__in=list(emails))
    found: dict[str, bool] = {}
    for email, into in gone.values_list("email", "merged_into_id"):
        found[email.lower()] = found.get(email.lower(), False) or into is None
    return found


def _in_use() -> Fault:
    return Fault("email", "CONTACT_EXISTS", _("Another contact has this address."))


def _refused(*faults: Fault) -> Outcome:
    return Outcome(Result.REFUSED, faults=list(faults))
