"""A workflow rehearsed over a period, a thousand people at a time, and what it comes to."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Portal
from workflows.carts import check_carts
from workflows.models import Kind, LeftBecause, Workflow
from workflows.models.workflow import PLACES
from workflows.rehearsing.histories import Person, Span, people_of, who
from workflows.rehearsing.playing import Play, Played, Written
from workflows.sending.plans import Plan, plans_of

CHUNK = 1_000
EXAMPLES_OF_A_STEP = 2

Example = Written


@dataclass(slots=True)
class Rehearsal:
    """What a workflow would have sent from `since` to `until` (UTC); `emails` of each step by day of the store's zone.

    `kept_out`: whom something would have set off, who may not be written to. `examples`: the newest of each place.
    """

    since: datetime
    until: datetime
    enrolled: int = 0
    finished: int = 0
    active: int = 0
    late: int = 0
    skipped: int = 0
    emails: dict[date, list[int]] = field(default_factory=dict)
    left: Counter[LeftBecause] = field(default_factory=Counter)
    kept_out: Counter[LeftBecause] = field(default_factory=Counter)
    examples: dict[int, list[Example]] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """How many e-mails."""
        return sum(map(sum, self.emails.values()))

    def sent_of(self, place: int) -> int:
        """How many e-mails of a step."""
        return sum(of_day[place - 1] for of_day in self.emails.values())

    def add(self, played: Played, zone: ZoneInfo) -> None:
        """Count what became of one more person."""
        for name in ("enrolled", "finished", "active", "late", "skipped"):
            setattr(self, name, getattr(self, name) + getattr(played, name))
        self.left += played.left
        self.kept_out += played.kept_out
        for one in played.written:
            self.emails.setdefault(one.at.astimezone(zone).date(), [0] * len(PLACES))[one.place - 1] += 1
            self._show(one)

    def _show(self, one: Written) -> None:
        shown = self.examples.setdefault(one.place, [])
        if len(shown) < EXAMPLES_OF_A_STEP or one.at > shown[-1].at:
            shown.append(one)
            shown.sort(key=lambda written: written.at, reverse=True)
            del shown[EXAMPLES_OF_A_STEP:]


@dataclass(frozen=True, slots=True)
class Cast:
    """What is rehearsed: the workflow as it is set now, the period, and the contacts it may be about."""

    plan: Plan
    span: Span
    contact_ids: Sequence[int]


def cast_of(workflow: Workflow, days: int, now: datetime) -> Cast:
    """What a rehearsal of the days before `now` (UTC) takes."""
    plan = plans_of(Workflow.objects.filter(pk=workflow.pk))[workflow.pk]
    lapse = timedelta(days=plan.workflow.lapse_days or 0)
    span = Span(workflow.pk, plan.kind, now - timedelta(days=days), now, lapse, plan.pause)
    return Cast(plan, span, who(span))


def rehearse(cast: Cast, progress: Callable[[int], None] = lambda _done: None) -> Rehearsal:
    """What would have been sent. `progress` hears how many contacts are done, a chunk at a time."""
    found = Rehearsal(cast.span.since, cast.span.until)
    for first in range(0, len(cast.contact_ids), CHUNK):
        for played in plays_of(cast, cast.contact_ids[first : first + CHUNK]):
            found.add(played, cast.plan.store_zone)
        progress(min(first + CHUNK, len(cast.contact_ids)))
    return found


def plays_of(cast: Cast, contact_ids: Sequence[int]) -> Iterable[Played]:
    """What became of each of these contacts."""
    people = people_of(contact_ids, cast.span)
    emptied = _emptied(people, cast.span)
    return (Play(person, cast.plan, cast.span, emptied).to_the_end() for person in people)


def days_of(rehearsal: Rehearsal, zone: ZoneInfo) -> list[tuple[date, list[int]]]:
    """Each day of the period with the number of e-mails of each step."""
    first, last = (at.astimezone(zone).date() for at in (rehearsal.since, rehearsal.until))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, rehearsal.emails.get(day, [0] * len(PLACES))) for day in days]


def _emptied(people: Iterable[Person], span: Span) -> frozenset[int]:
    """Of carts nothing of which is sold any more no e-mail goes out."""
    if span.kind != Kind.ABANDONED_CART:
        return frozenset()
    left = [deal.id for person in people for deal in person.deals.values() if _is_left(deal.abandoned_at, span)]
    return frozenset(pk for pk, cart in check_carts(left, Portal.current().currency).items() if not cart.lines)


def _is_left(abandoned_at: datetime | None, span: Span) -> bool:
    return abandoned_at is not None and span.since <= abandoned_at <= span.until
