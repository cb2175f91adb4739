"""Of all that could have set off a workflow, how much enrolled somebody, and why the rest did not (SPEC W5).

The occurrences and their conditions are those that enrolling uses (workflows.enrolling.triggers). Reasons are told as
they are known now: who unsubscribed since stands under that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, overload

from django.db import connection
from django.db.models import TextChoices

from workflows.enrolling.running import IS_IN_IT, of_use_since, parameters
from workflows.enrolling.triggers import TRIGGERS
from workflows.models import LeftBecause, NotEnrolled, Workflow
from workflows.subscriptions.reachability import unreachable_because

ENROLLED = "enrolled"
# Enrolments count also where the rows no longer say what set them off: an order that was taken back, a merged contact.
_JUDGED = f"""
    WITH occurred AS MATERIALIZED ({{triggers}}),
    known AS (
        SELECT o.contact_id, o.deal_id, o.triggered_at, o.occurrence, o.because, e.id AS enrolment_id, e.state
          FROM occurred o
          LEFT JOIN workflows_enrolment e ON e.workflow_id = %(workflow)s AND e.occurrence = o.occurrence
         UNION ALL
        SELECT e.contact_id, e.deal_id, e.triggered_at, e.occurrence, NULL, e.id, e.state
          FROM workflows_enrolment e
         WHERE e.workflow_id = %(workflow)s AND e.triggered_at BETWEEN %(since)s AND %(until)s
               AND NOT EXISTS (SELECT 1 FROM occurred o WHERE o.occurrence = e.occurrence)
    ),
    judged AS (
        SELECT o.contact_id, o.deal_id, o.triggered_at, o.occurrence, o.enrolment_id,
               COALESCE(
                   CASE WHEN o.state = 'joined' THEN '{NotEnrolled.ALREADY_IN}'
                        WHEN o.enrolment_id IS NOT NULL THEN '{ENROLLED}'
                        WHEN %(on_since)s::timestamptz IS NULL THEN '{NotEnrolled.OFF}'
                        WHEN o.triggered_at < %(on_since)s THEN '{NotEnrolled.BEFORE_ON}'
                   END,
                   CASE WHEN c.id IS NOT NULL THEN {unreachable_because("c", "%(kind)s")} END,
                   o.because,
                   CASE WHEN {IS_IN_IT} THEN '{NotEnrolled.ALREADY_IN}'
                        WHEN o.triggered_at < %(of_use_since)s THEN '{NotEnrolled.TOO_LATE}'
                        ELSE '{NotEnrolled.SOON}'
                   END) AS verdict
          FROM known o LEFT JOIN crm_contact c ON c.id = o.contact_id
    )
"""  # noqa: S608 - put together from constants
_COUNTS = f"{_JUDGED} SELECT verdict, count(*) FROM judged GROUP BY verdict"  # noqa: S608 - put together from constants
_ROWS = f"""
    {_JUDGED}
    SELECT contact_id, deal_id, triggered_at, enrolment_id, verdict
      FROM judged
     WHERE %(verdict)s IN ('', verdict)
     ORDER BY triggered_at DESC, occurrence
     LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many occurrences enrolled nobody: `because` is a value of NotEnrolled or LeftBecause."""

    because: str
    number: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What happened in a period: how often it enrolled somebody, and why not, the most frequent reason first."""

    enrolled: int
    reasons: tuple[Reason, ...]

    @property
    def occurrences(self) -> int:
        """How often something happened that could have set the workflow off."""
        return self.enrolled + self.missed

    @property
    def missed(self) -> int:
        """How often it enrolled nobody."""
        return sum(one.number for one in self.reasons)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that could have set off a workflow. `verdict`: ENROLLED, or why it enrolled nobody."""

    contact_id: int | None
    deal_id: int | None
    triggered_at: datetime
    enrolment_id: int | None
    verdict: str


def since_of(workflow: Workflow, days: int | None, now: datetime) -> datetime:
    """When a period of so many days begins; None: since the workflow is on (now, where it is off)."""
    return workflow.on_since or now if days is None else now - timedelta(days=days)


def coverage_of(workflow: Workflow, since: datetime, now: datetime) -> Coverage:
    """How much of what happened from `since` to `now` (UTC) enrolled somebody. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_COUNTS, workflow), _given(workflow, since, now))
        counts: dict[str, int] = dict(cursor.fetchall())
    enrolled = counts.pop(ENROLLED, 0)
    return Coverage(enrolled, tuple(Reason(*one) for one in sorted(counts.items(), key=lambda one: (-one[1], one[0]))))


@dataclass(frozen=True, slots=True)
class Occurrences(Sequence[Occurrence]):
    """What happened, the newest first, read a slice at a time: all of it, or what came to one verdict."""

    workflow: Workflow
    since: datetime
    now: datetime
    verdict: str
    number: int

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, asked: int) -> Occurrence: ...
    @overload
    def __getitem__(self, asked: slice) -> Sequence[Occurrence]: ...
    def __getitem__(self, asked: int | slice) -> Occurrence | Sequence[Occurrence]:
        if isinstance(asked, int):
            return self[asked : asked + 1][0]
        first, last, _step = asked.indices(self.number)
        given: dict[str, Any] = {"verdict": self.verdict, "limit": max(0, last - first), "offset": first}
        with connection.cursor() as cursor:
            cursor.execute(_statement(_ROWS, self.workflow), {**_given(self.workflow, self.since, self.now), **given})
            return [Occurrence(*row) for row in cursor.fetchall()]


def label_of(verdict: str) -> str:
    """A verdict in words; empty for what is none."""
    choices: tuple[type[TextChoices], ...] = (NotEnrolled, LeftBecause)
    return next((str(one(verdict).label) for one in choices if verdict in one.values), "")


def _statement(statement: str, workflow: Workflow) -> str:
    return statement.format(triggers=TRIGGERS[workflow.kind].judged)


def _given(workflow: Workflow, since: datetime, now: datetime) -> dict[str, Any]:
    return {
        **parameters(workflow, since, now),
        "on_since": workflow.on_since if workflow.is_on else None,
        "of_use_since": of_use_since(workflow, now),
    }
