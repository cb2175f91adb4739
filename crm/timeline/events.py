"""Events, and the sources that they come from. Rooms above the CRM tell of theirs by `tell_of` when they start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from crm.models import Deal, ObjectType
from crm.properties import TextLike


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property's old and new value, as text; empty where there was or is none."""

    label: TextLike
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: what, when, where it came from, and the deal it is about (if it is another record).

    `id` is its row's in its source; `undo` is the address that takes it back, where one can; `url` that of what the
    title names.
    """

    id: int
    at: datetime
    title: str
    icon: str
    tone: str = ""
    source: str = ""
    deal: Deal | None = None
    changes: list[PropertyChange] = field(default_factory=list)
    undo: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of events: its code in the address, its words, the rows of a record (a query set that has `at`), and how
    a row is told. Rows that tell of two things need two sources: the second is shown together with the one that
    `shown_with` names."""

    code: str
    label: TextLike
    rows: Callable[[Any], QuerySet[Any]]
    tell: Callable[[Any], Event]
    shown_with: str = ""

    def newest(self, record: Any, before: Q, number: int) -> list[Event]:
        """So many events of a record that pass a condition on `at` and `id`, newest first. One query."""
        return [self.tell(row) for row in self.rows(record).filter(before).order_by("-at", "-id")[:number]]


_SOURCES: dict[ObjectType, list[Source]] = {}


def tell_of(object_type: ObjectType, source: Source) -> None:
    """Let the timelines of a kind of record have one more source; one of the same code is replaced."""
    others = [one for one in _SOURCES.get(object_type, []) if one.code != source.code]
    _SOURCES[object_type] = [*others, source]


def sources_of(object_type: ObjectType) -> list[Source]:
    """The sources of a kind of record, in the order in which they were told of."""
    return _SOURCES.get(object_type, [])
