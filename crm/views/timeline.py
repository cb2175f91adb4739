"""What happened to a record, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.models import Contact, Deal, ObjectType, RecordChange, StageChange
from crm.properties import FIXED_PROPERTIES, TextLike
from crm.words import icon_of, tone_of

# What a page shows; older events stay in the database.
EVENTS = 50


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property's old and new value, as text; empty where there was or is none."""

    label: TextLike
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: what, when, where it came from, and the deal it is about (if it is another record)."""

    at: datetime
    title: str
    icon: str
    tone: str = ""
    source: str = ""
    deal: Deal | None = None
    changes: list[PropertyChange] = field(default_factory=list)


def record_timeline(object_type: ObjectType, record_id: int) -> list[Event]:
    """Changes of a record's properties. One query."""
    changes = RecordChange.objects.filter(object_type=object_type, record_id=record_id).select_related("user")
    return [_changed(object_type, change) for change in changes[:EVENTS]]


def deal_timeline(deal: Deal, changes: list[StageChange]) -> list[Event]:
    """A deal's stages (given with their stages selected) and property changes."""
    stages = [_entered(change) for change in changes]
    return newest_first([*stages, *record_timeline(ObjectType.DEAL, deal.pk)])


def contact_timeline(contact: Contact) -> list[Event]:
    """A contact's deals moving through their stages, and property changes. Two queries."""
    moves = (
        StageChange.objects.filter(deal__contact=contact, deal__deleted_at__isnull=True)
        .select_related("deal", "to_stage", "from_stage")
        .order_by("-at", "-id")[:EVENTS]
    )
    return newest_first(
        [*(_entered(move, move.deal) for move in moves), *record_timeline(ObjectType.CONTACT, contact.pk)]
    )


def newest_first(events: Iterable[Event]) -> list[Event]:
    """The newest of the events, in that order."""
    return sorted(events, key=lambda event: event.at, reverse=True)[:EVENTS]


def _entered(change: StageChange, deal: Deal | None = None) -> Event:
    stage = change.to_stage
    return Event(change.at, str(stage), icon_of(stage), tone_of(stage), change.get_reason_display(), deal)


def _changed(object_type: ObjectType, change: RecordChange) -> Event:
    labels = {one.name: one.label for one in FIXED_PROPERTIES[object_type]}
    changes = [
        PropertyChange(labels.get(name, name), _text(old), _text(new)) for name, (old, new) in change.changes.items()
    ]
    title = str(changes[0].label) if len(changes) == 1 else _("%(count)d properties changed") % {"count": len(changes)}
    source = str(change.user) if change.user else change.get_source_display()
    return Event(change.at, title, "pencil", source=source, changes=changes)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
