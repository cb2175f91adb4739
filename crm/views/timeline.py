"""What happened to a record, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import Contact, ContactMerge, Deal, ObjectType, RecordChange, StageChange
from crm.properties import TextLike
from crm.property_labels import label_of
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
    """One thing that happened: what, when, where it came from, and the deal it is about (if it is another record).

    `undo` is the address that takes it back, where one can.
    """

    at: datetime
    title: str
    icon: str
    tone: str = ""
    source: str = ""
    deal: Deal | None = None
    changes: list[PropertyChange] = field(default_factory=list)
    undo: str = ""


def record_timeline(object_type: ObjectType, record_id: int, but: str = "") -> list[Event]:
    """Changes of a record's properties, all `but` one. One query."""
    changes = list(
        RecordChange.objects.filter(object_type=object_type, record_id=record_id).select_related("user")[:EVENTS]
    )
    for change in changes:
        change.changes.pop(but, None)
    return [_changed(object_type, change) for change in changes if change.changes]


def deal_timeline(deal: Deal, changes: list[StageChange]) -> list[Event]:
    """A deal's stages (given with their stages selected) and property changes."""
    stages = [_entered(change) for change in changes]
    # Its stages tell more than that the property changed.
    changed = record_timeline(ObjectType.DEAL, deal.pk, but="stage")
    return newest_first([*stages, *changed])


def contact_timeline(contact: Contact) -> list[Event]:
    """A contact's deals moving through their stages, property changes, contacts that went into it. Three queries."""
    moves = (
        StageChange.objects.filter(deal__contact=contact, deal__deleted_at__isnull=True)
        .select_related("deal", "to_stage", "from_stage")
        .order_by("-at", "-id")[:EVENTS]
    )
    merges = ContactMerge.objects.filter(kept=contact).select_related("merged", "user")[:EVENTS]
    return newest_first(
        [
            *(_entered(move, move.deal) for move in moves),
            *record_timeline(ObjectType.CONTACT, contact.pk),
            *map(_merged, merges),
        ]
    )


def newest_first(events: Iterable[Event]) -> list[Event]:
    """The newest of the events, in that order."""
    return sorted(events, key=lambda event: event.at, reverse=True)[:EVENTS]


def _entered(change: StageChange, deal: Deal | None = None) -> Event:
    stage = change.to_stage
    return Event(change.at, str(stage), icon_of(stage), tone_of(stage), change.get_reason_display(), deal)


def _merged(merge: ContactMerge) -> Event:
    other = merge.merged
    name = f"{other.full_name} ({other.email})" if other.full_name and other.email else str(other)
    source = [_by(merge)]
    if deals := len(merge.moved.get("deals", [])):
        source.append(ngettext("%(count)d deal came along", "%(count)d deals came along", deals) % {"count": deals})
    title, undo = _("Merged with %(contact)s") % {"contact": name}, reverse("undo-merge", args=[merge.pk])
    return Event(merge.at, title, "merge", source=" · ".join(source), undo=undo)


def _by(happened: RecordChange | ContactMerge) -> str:
    """Who or what did it."""
    return str(happened.user) if happened.user else str(happened.get_source_display())


def _changed(object_type: ObjectType, change: RecordChange) -> Event:
    if "deleted" in change.changes:
        is_gone = bool(change.changes["deleted"][1])
        title = _("Moved to the recycle bin") if is_gone else _("Restored from the recycle bin")
        return Event(change.at, title, "trash-2" if is_gone else "archive-restore", source=_by(change))
    changes = [
        PropertyChange(label_of(object_type, name), _text(old), _text(new))
        for name, (old, new) in change.changes.items()
    ]
    title = str(changes[0].label) if len(changes) == 1 else _("%(count)d properties changed") % {"count": len(changes)}
    return Event(change.at, title, "pencil", source=_by(change), changes=changes)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
