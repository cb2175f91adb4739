"""What happened to people, read from rows for many of them at once: their deals' stages, and what they were written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from crm.stages import WON_STAGES
from workflows.models import Kind, LeftBecause
from workflows.subscriptions.reachability import unreachable_because, unreachable_since

# A deal whose history is not known was always in its stage.
ALWAYS = datetime.min.replace(tzinfo=UTC)

# Whoever something may have happened to in the period: more of them than it happened to.
_WHO: dict[str, str] = {
    # Who had bought before it did not buy for the first time in it.
    Kind.WELCOME: """
        SELECT DISTINCT d.contact_id FROM crm_deal d
         WHERE d.closed_at BETWEEN %(since)s AND %(until)s AND d.contact_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM crm_deal e
                                WHERE e.contact_id = d.contact_id AND e.stage_id = ANY(%(won)s)
                                      AND e.deleted_at IS NULL AND e.closed_at < %(since)s)""",
    Kind.ABANDONED_CART: """
        SELECT DISTINCT d.contact_id FROM crm_deal d
         WHERE d.abandoned_at BETWEEN %(since)s AND %(until)s AND d.contact_id IS NOT NULL""",
    Kind.RE_ENGAGEMENT: """
        SELECT DISTINCT d.contact_id FROM crm_deal d
         WHERE d.shopify_created_at BETWEEN %(since)s - %(lapse)s AND %(until)s - %(lapse)s
               AND d.contact_id IS NOT NULL AND (d.closed_at IS NOT NULL OR d.stage_id = ANY(%(won)s))""",
}
_PEOPLE = f"""
    SELECT c.id, c.country, {unreachable_because("c", "%(kind)s")}, {unreachable_since("c", "%(kind)s")}
      FROM crm_contact c WHERE c.id = ANY(%(ids)s)
"""  # noqa: S608 - put together from constants
_DEALS = """
    SELECT id, contact_id, stage_id, closed_at, abandoned_at, shopify_created_at, deleted_at
      FROM crm_deal WHERE contact_id = ANY(%(ids)s)
"""
_STAGES = """
    SELECT s.deal_id, s.at, s.to_stage_id
      FROM crm_stagechange s JOIN crm_deal d ON d.id = s.deal_id
     WHERE d.contact_id = ANY(%(ids)s)
     ORDER BY s.at, s.id
"""
# What the other workflows wrote to them in earnest: after it there is a pause.
_EMAILS = """
    SELECT e.contact_id, l.done_at
      FROM workflows_enrolment e
      JOIN workflows_ledgerentry l ON l.enrolment_id = e.id
     WHERE e.contact_id = ANY(%(ids)s) AND e.workflow_id <> %(workflow)s
           AND l.state IN ('sent', 'bounced', 'unknown') AND l.done_at >= %(since)s
     ORDER BY l.done_at
"""


@dataclass(slots=True)
class DealHistory:
    """A deal, and the stages it entered, in order. Moments are UTC."""

    id: int
    closed_at: datetime | None
    abandoned_at: datetime | None
    placed_at: datetime | None
    deleted_at: datetime | None
    stages: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """A contact as they are today, what happened to their deals, and when other workflows wrote to them.

    `unreachable`: why they may not be written to, from `unreachable_since` on.
    """

    contact_id: int
    country: str
    unreachable: LeftBecause | None
    unreachable_since: datetime | None
    deals: dict[int, DealHistory] = field(default_factory=dict)
    emails: list[datetime] = field(default_factory=list)

    def unreachable_at(self, now: datetime) -> LeftBecause | None:
        """Why they might not be written to at a moment."""
        if self.unreachable_since is None or now < self.unreachable_since:
            return None
        return self.unreachable


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: a workflow and a period."""

    workflow_id: int
    kind: Kind
    since: datetime
    until: datetime
    lapse: timedelta
    pause: timedelta


def who(span: Span) -> list[int]:
    """The ids of the contacts that may have set the workflow off, in order. One statement."""
    given = {"since": span.since, "until": span.until, "lapse": span.lapse, "won": list(WON_STAGES)}
    return sorted(pk for (pk,) in _rows(_WHO[span.kind], given))


def people_of(contact_ids: Sequence[int], span: Span) -> list[Person]:
    """These contacts with all that happened to them. Four statements, however many."""
    ids = {"ids": list(contact_ids)}
    people = {
        pk: Person(pk, country, LeftBecause(because) if because else None, since)
        for pk, country, because, since in _rows(_PEOPLE, {**ids, "kind": span.kind})
    }
    deals = {}
    stages_now = {}
    for pk, contact_id, stage, *moments in _rows(_DEALS, ids):
        deals[pk], stages_now[pk] = DealHistory(pk, *moments), stage
        people[contact_id].deals[pk] = deals[pk]
    for deal_id, at, stage in _rows(_STAGES, ids):
        # One that came in between the statements is left out.
        if deal_id in deals:
            deals[deal_id].stages.append((at, stage))
    for pk, deal in deals.items():
        deal.stages = deal.stages or [(ALWAYS, stages_now[pk])]
    given = {**ids, "workflow": span.workflow_id, "since": span.since - span.pause}
    for contact_id, at in _rows(_EMAILS, given):
        people[contact_id].emails.append(at)
    return list(people.values())


def _rows(statement: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
