"""Why a contact is in a list, or is not: the filters one by one, with what the contact has instead."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from crm.filters import Condition, Definition, Group, records_matching
from crm.filters.compiler import events_matching, related_records
from crm.filters.events import EventKind, event_kind, events_of
from crm.filters.families import LISTS, Family, family, hangs_on, records_within
from crm.lists import definitions
from crm.models import Contact, ContactList, ObjectType
from crm.property_values import value_of
from crm.scores import with_scores

# Records looked at to say which comes nearest.
_MOST_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a list asks for: whether it holds, and what the contact has.

    `conditions` are asked of one record: the contact, or (`family`) one that hangs on it. `value` is the contact's own
    value of the one condition. `record` is a deal (or the like) that meets them all, else the one that comes nearest;
    `part` the line item of it. Of an event, it is the newest that is asked about, else the newest at any time.
    `is_lacking`: it was asked that there be none. `number` counts the contact's records.
    """

    holds: bool
    conditions: tuple[Condition, ...]
    value: Any = None
    family: Family | None = None
    is_lacking: bool = False
    record: Model | None = None
    part: Model | None = None
    unmet: tuple[Condition, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the facts of the group that holds; where none does, of the one that comes nearest."""

    is_member: bool
    facts: list[Fact] = field(default_factory=list)

    @property
    def unmet(self) -> list[Fact]:
        """What does not hold."""
        return [one for one in self.facts if not one.holds]


def why(contact_list: ContactList, contact: Contact, at: datetime | None = None) -> Reason:
    """Why a contact is in an active list, or is not. Raises FilterError where the filters make no sense any more."""
    return reason_of(definitions.read(contact_list.filters), contact, at or timezone.now())


def reason_of(definition: Definition, contact: Contact, at: datetime) -> Reason:
    """The same of a definition."""
    looked_at = with_scores(Contact.objects.filter(pk=contact.pk), at).select_related("purchases").get()
    best: list[Fact] = []
    for group in definition.groups:
        facts = list(_facts(group, looked_at, at))
        if all(one.holds for one in facts):
            return Reason(is_member=True, facts=facts)
        if not best or _unmet(facts) < _unmet(best):
            best = facts
    return Reason(is_member=not definition.groups, facts=best)


def _unmet(facts: list[Fact]) -> int:
    return sum(not one.holds for one in facts)


def _facts(group: Group, contact: Contact, at: datetime) -> Iterator[Fact]:
    for one in group.conditions:
        if not one.family:
            yield Fact(_holds(one, contact, at), (one,), value_of(contact, one.property))
        elif one.family == LISTS:
            yield Fact(_holds(one, contact, at), (one,), family=family(LISTS))
        elif kind := event_kind(one):
            yield _fact_of_events(one, kind, contact, at)
    for records in records_within(ObjectType.CONTACT.value):
        if records.code in group.lacks or any(hangs_on(one.family, records.code) for one in group.conditions):
            yield _fact_of_records(group, records, contact, at)


def _holds(condition: Condition, contact: Contact, at: datetime) -> bool:
    asked = Definition(ObjectType.CONTACT, (Group((condition,)),))
    return records_matching(Contact.objects.filter(pk=contact.pk), asked, at).exists()


def _fact_of_events(one: Condition, kind: EventKind, contact: Contact, at: datetime) -> Fact:
    newest_first = f"-{kind.property.attribute}"
    found = events_matching(one, contact.pk, at).order_by(newest_first).first()
    shown = found or events_of(kind, contact.pk, one.sources).order_by(newest_first).first()
    return Fact((found is None) == one.has_not, (one,), family=family(one.family), record=shown)


def _fact_of_records(group: Group, one: Family, contact: Contact, at: datetime) -> Fact:
    conditions = tuple(it for it in group.conditions if hangs_on(it.family, one.code))
    is_lacking = one.code in group.lacks
    newest = _newest(related_records(one, group, contact.pk, at))
    found = newest.first()
    if found is not None or is_lacking:
        part = _part(one, group, found, at) if found is not None else None
        return Fact((found is None) == is_lacking, conditions, None, one, is_lacking, found, part)
    there = _newest(one.of(contact.pk))
    nearest, unmet = _nearest(one, conditions, contact, at)
    return Fact(False, conditions, None, one, record=nearest, unmet=unmet, number=there.count())


def _newest(records: QuerySet[Any]) -> QuerySet[Any]:
    return records.order_by("-pk")


def _part(one: Family, group: Group, record: Model, at: datetime) -> Model | None:
    """The first record within one that meets what is asked of such: of a deal, the line item."""
    for nested in records_within(one.code):
        if any(hangs_on(it.family, nested.code) for it in group.conditions):
            part: Model | None = related_records(nested, group, record.pk, at).order_by("pk").first()
            return part
    return None


def _nearest(
    one: Family, conditions: tuple[Condition, ...], contact: Contact, at: datetime
) -> tuple[Model | None, tuple[Condition, ...]]:
    """The newest of the records that meet the most conditions, and those that it does not meet."""
    newest = list(_newest(one.of(contact.pk))[:_MOST_LOOKED_AT])
    meeting = {
        it: set(related_records(one, Group((it,)), contact.pk, at).values_list("pk", flat=True)) for it in conditions
    }
    if not newest:
        return None, conditions
    nearest = max(newest, key=lambda record: sum(record.pk in pks for pks in meeting.values()))
    unmet = tuple(it for it in conditions if nearest.pk not in meeting[it])
    # Each holds for some line item, but all of them for none.
    return nearest, unmet or conditions
