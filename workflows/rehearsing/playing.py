"""What a workflow would have done with one person: enrol, wait, write, let leave, moment by moment."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from workflows.deciding import Decision, Late, Leave, Send, Situation, Wait, decide, why_leave
from workflows.models import Kind, LeftBecause
from workflows.models.workflow import PLACES
from workflows.rehearsing.histories import DealHistory, Person, Span
from workflows.rehearsing.known import Known
from workflows.sending.plans import Plan


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What sets the workflow off. `key` tells one from another."""

    key: object
    triggered_at: datetime
    deal: DealHistory | None


@dataclass(frozen=True, slots=True)
class Written:
    """An e-mail that would have gone out."""

    place: int
    at: datetime
    contact_id: int
    deal_id: int | None


@dataclass(slots=True)
class Played:
    """What became of one person: enrolments by how they ended, e-mails, and why they were not enrolled.

    `late`: of the active ones, those who wait for somebody to decide.
    """

    written: list[Written] = field(default_factory=list)
    enrolled: int = 0
    finished: int = 0
    active: int = 0
    late: int = 0
    skipped: int = 0
    left: Counter[LeftBecause] = field(default_factory=Counter)
    kept_out: Counter[LeftBecause] = field(default_factory=Counter)


@dataclass(slots=True)
class _Enrolled:
    """Somebody in the workflow: when the next step is looked at (None: a person would be asked)."""

    deal: DealHistory | None
    triggered_at: datetime
    since: datetime
    due: datetime | None
    place: int = 1


class Play:
    """One person from the beginning of the period to its end.

    `emptied` are the deals of whose carts nothing is sold any more.
    """

    def __init__(self, person: Person, plan: Plan, span: Span, emptied: frozenset[int] = frozenset()) -> None:
        self._person, self._plan, self._span, self._emptied = person, plan, span, emptied
        self._known = Known(person.deals.values())
        self._zone = plan.zone(person.country)
        self._of_use = plan.steps[1].delay + plan.steps[1].useless_after
        self._in: _Enrolled | None = None
        self._seen: set[object] = set()
        self._wrote_at: datetime | None = None
        self.played = Played()

    def to_the_end(self) -> Played:
        """What became of them."""
        moments = self._moments()
        place = 0
        while (now := self._next(moments, place)) is not None:
            place = bisect_right(moments, now)
            self._known.forward(now)
            while self._turn(now):
                pass
        self.played.active += self._in is not None
        self.played.late += self._in is not None and self._in.due is None
        return self.played

    def _moments(self) -> list[datetime]:
        """When something happened that the workflow may go by, in order."""
        found = [*self._known.moments]
        if self._span.kind == Kind.RE_ENGAGEMENT:
            found += [deal.placed_at + self._span.lapse for deal in self._person.deals.values() if deal.placed_at]
        if self._person.unreachable_since:
            found.append(self._person.unreachable_since)
        return sorted({at for at in found if self._span.since <= at <= self._span.until})

    def _next(self, moments: list[datetime], place: int) -> datetime | None:
        coming = moments[place] if place < len(moments) else None
        due = self._in.due if self._in else None
        if due is None or (coming is not None and coming <= due):
            return coming
        return due if due <= self._span.until else coming

    def _turn(self, now: datetime) -> bool:
        """Do what is to be done at a moment; whether there may be more."""
        changed = self._enrol(now)
        if self._in is None:
            return changed
        if because := why_leave(self._situation(self._in, now)):
            self._leave(because)
            return True
        if self._in.due is not None and self._in.due <= now:
            return self._act(self._in, decide(self._situation(self._in, now), now), now)
        return changed

    def _enrol(self, now: datetime) -> bool:
        found = OCCURRENCES[self._span.kind](self._known, self._span)
        begins = max(self._span.since, now - self._of_use)
        if found is None or found.key in self._seen or not begins <= found.triggered_at <= now:
            return False
        if self._in is not None:
            return self._join(self._in, found)
        if because := self._person.unreachable_at(now):
            self._seen.add(found.key)
            self.played.kept_out[because] += 1
            return False
        self._seen.add(found.key)
        due = found.triggered_at + self._plan.steps[1].delay
        self._in = _Enrolled(found.deal, found.triggered_at, found.triggered_at, due)
        self.played.enrolled += 1
        return True

    def _join(self, running: _Enrolled, found: Occurrence) -> bool:
        """A newer cart goes into the running enrolment."""
        if found.deal is None or found.deal is running.deal or found.triggered_at <= running.triggered_at:
            return False
        self._seen.add(found.key)
        running.deal = found.deal
        return True

    def _act(self, running: _Enrolled, decision: Decision, now: datetime) -> bool:
        match decision:
            case Leave(because):
                self._leave(because)
            case Wait(until):
                running.due = until
                return False
            case Late():
                running.due = None
                return False
            case Send():
                self._write(running, now)
        return True

    def _write(self, running: _Enrolled, now: datetime) -> None:
        deal_id = running.deal.id if running.deal else None
        if deal_id in self._emptied:
            self.played.skipped += 1
        else:
            self.played.written.append(Written(running.place, now, self._person.contact_id, deal_id))
            self._wrote_at = now
        if running.place == PLACES[-1]:
            self.played.finished += 1
            self._in = None
            return
        running.place += 1
        running.since, running.due = now, now + self._plan.steps[running.place].delay

    def _leave(self, because: LeftBecause) -> None:
        self.played.left[because] += 1
        self._in = None

    def _situation(self, running: _Enrolled, now: datetime) -> Situation:
        step = self._plan.steps[running.place]
        return Situation(
            kind=self._span.kind,
            triggered_at=running.triggered_at,
            since=running.since,
            delay=step.delay,
            useless_after=step.useless_after,
            window=self._plan.window,
            zone=self._zone,
            pause=self._plan.pause,
            deal=self._known.state_of(running.deal) if running.deal else None,
            last_sale_at=self._known.last_sale_at,
            last_email_at=self._last_email_at(now),
            unreachable=self._person.unreachable_at(now),
        )

    def _last_email_at(self, now: datetime) -> datetime | None:
        emails = self._person.emails
        others = emails[place - 1] if (place := bisect_right(emails, now)) else None
        return max((at for at in (others, self._wrote_at) if at), default=None)


def _first_purchase(known: Known, _span: Span) -> Occurrence | None:
    deal = known.first_sale
    return Occurrence("first", deal.closed_at, deal) if deal and deal.closed_at else None


def _abandoned_cart(known: Known, _span: Span) -> Occurrence | None:
    deal, bought = known.newest_cart, known.last_sale_at
    if deal is None or deal.abandoned_at is None or (bought and bought > deal.abandoned_at):
        return None
    return Occurrence(deal.id, deal.abandoned_at, deal)


def _lapse(known: Known, span: Span) -> Occurrence | None:
    bought = known.last_sale_at
    return Occurrence(bought, bought + span.lapse, None) if bought else None


# The triggers (workflows.enrolling.triggers) for one person at a moment. A test holds the two equal.
OCCURRENCES: dict[Kind, Callable[[Known, Span], Occurrence | None]] = {
    Kind.WELCOME: _first_purchase,
    Kind.ABANDONED_CART: _abandoned_cart,
    Kind.RE_ENGAGEMENT: _lapse,
}
