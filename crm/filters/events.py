"""What happened to a contact, again and again: e-mails they were sent and opened. Rooms above register such families.

A condition on an event is answered by itself: that it happened, or that it did not, to any of some things (e-mails), at
some time. Two of a group need not be the same event, as two on deals are about the same deal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet

from crm.filters.conditions import Condition
from crm.filters.families import Family, families_of, family, is_family
from crm.models import ObjectType
from crm.properties import Property, TextLike


@dataclass(frozen=True, slots=True)
class Said:
    """That an event happened, in words: to anything at all, and to `%(what)s`."""

    any: TextLike
    named: TextLike


@dataclass(frozen=True, slots=True)
class EventWords:
    """An event in words. `was` and `was_not` of one contact ("opened an e-mail", "has not opened %(what)s"), `who` and
    `who_not` of many, as they stand behind “Contacts”.
    """

    was: Said
    was_not: Said
    who: Said
    who_not: Said


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: a row for each time that it happened.

    `property` stands for the moments: its attribute is the rows' field with the moment, its API name is the kind's in a
    filter. `link` leads from a row to the contact's id, `source` to the id of what it happened to, `source_record` to
    that itself (None where it is gone).
    """

    property: Property
    records: Callable[[], QuerySet[Any]]
    link: str
    source: str
    source_record: str
    words: EventWords


@dataclass(frozen=True, slots=True)
class HangingTable:
    """A table that hangs on contacts, by rows of a table before it (crm.lists.close_up): `column` holds the ids of
    `parent`, which is crm_contact or another of them.
    """

    name: str
    column: str
    parent: str


@dataclass(frozen=True, slots=True)
class EventFamily(Family):
    """A family of events.

    `sources` gives what they can happen to, with names, by id; `source_is_gone` says in words that one of them does not
    exist any more, `gone_source` names it (`%(id)s`). `filter_type` is HubSpot's word for such filters of lists,
    `source_key` its word for the id of a source. `tables` are those that the kinds stand in, each after its parent.
    """

    kinds: Mapping[str, EventKind] = field(default_factory=dict)
    sources: Callable[[], Mapping[str, str]] = dict
    sources_label: TextLike = ""
    any_source: TextLike = ""
    source_is_gone: TextLike = ""
    gone_source: TextLike = ""
    filter_type: str = ""
    source_key: str = ""
    tables: tuple[HangingTable, ...] = ()


def event_family(code: str) -> EventFamily | None:
    """The family of a code, where it is one of events."""
    found = family(code) if is_family(code) else None
    return found if isinstance(found, EventFamily) else None


def event_families() -> list[EventFamily]:
    """Those that contacts can be asked for by."""
    return [one for one in families_of(ObjectType.CONTACT) if isinstance(one, EventFamily)]


def event_kind(condition: Condition) -> EventKind | None:
    """The kind of event that a condition is about; None where it is about no event."""
    found = event_family(condition.family)
    return found.kinds[condition.property.api_name] if found else None


def events_of(kind: EventKind, outer: OuterRef | int, sources: tuple[str, ...] = ()) -> QuerySet[Any]:
    """The events of a kind of one contact (its primary key), of some things where they are named."""
    records = kind.records().filter(**{kind.link: outer})
    return records.filter(**{f"{kind.source}__in": [int(one) for one in sources]}) if sources else records
