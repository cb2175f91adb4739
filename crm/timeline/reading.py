"""A page of a record's story. Its order is (at, source, id): a page ends and begins at one place for all sources."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from crm.models import ObjectType
from crm.timeline.events import Event, Source, sources_of

EVENTS = 30


@dataclass(frozen=True, slots=True)
class Story:
    """Events, newest first. `shown` is the code of the one source asked for, `more` where the next page begins."""

    events: list[Event]
    sources: list[Source] = field(default_factory=list)
    shown: str = ""
    more: str = ""


def read_story(object_type: ObjectType, record: Any, shown: str = "", before: str = "") -> Story:
    """A page of a record's story: of all sources or one, from the newest or from where another page ended.

    A query for each source. What is no source and no place is as if it were not asked for.
    """
    sources = sources_of(object_type)
    kinds = [one for one in sources if not one.shown_with]
    code = shown if any(one.code == shown for one in kinds) else ""
    place = _read_place(before)
    found: list[tuple[tuple[datetime, int, int], Event]] = []
    for rank, source in enumerate(sources):
        if code and code not in (source.code, source.shown_with):
            continue
        events = source.newest(record, _before(place, rank), EVENTS + 1)
        found += [((event.at, rank, event.id), event) for event in events]
    found.sort(key=lambda one: one[0], reverse=True)
    page = found[:EVENTS]
    more = _write_place(page[-1][0]) if len(found) > EVENTS else ""
    return Story([event for _, event in page], kinds, code, more)


def _before(place: tuple[datetime, int, int] | None, rank: int) -> Q:
    """Rows of the source of a rank that come after a place, which is: are older."""
    if place is None:
        return Q()
    at, last_rank, last_id = place
    if rank == last_rank:
        return Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=last_id))
    return Q(at__lte=at) if rank < last_rank else Q(at__lt=at)


def _write_place(place: tuple[datetime, int, int]) -> str:
    at, rank, row_id = place
    return f"{at.isoformat()}_{rank}_{row_id}"


def _read_place(text: str) -> tuple[datetime, int, int] | None:
    try:
        at, rank, row_id = text.split("_")
        moment = datetime.fromisoformat(at)
        return (moment, int(rank), int(row_id)) if moment.tzinfo and 0 <= int(row_id) < 2**63 else None
    except (ValueError, OverflowError):
        return None
