"""Enrolling those whom something set off, a workflow a statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from crm.advisory_lock import held_lock
from crm.stages import WON_STAGES
from workflows.enrolling.triggers import TRIGGERS
from workflows.models import Kind, Workflow
from workflows.subscriptions.reachability import is_reachable

LOCK = 7_410

# How long ago something may have happened that still sets off a workflow when it is switched on for existing contacts.
EXISTING_WITHIN: dict[str, timedelta] = {
    Kind.WELCOME: timedelta(days=30),
    Kind.ABANDONED_CART: timedelta(days=7),
    Kind.RE_ENGAGEMENT: timedelta(days=730),
}

# Nobody is in a workflow twice at once.
IS_IN_IT = """EXISTS (SELECT 1 FROM workflows_enrolment e
                    WHERE e.workflow_id = %(workflow)s AND e.contact_id = o.contact_id AND e.state = 'active')"""
# Whoever may not be written to is not enrolled; `coverage` says so of them.
_REACHABLE = is_reachable("c", "%(kind)s")
_ENROL = f"""
    WITH occurred AS ({{triggers}}),
    enrolled AS (
        INSERT INTO workflows_enrolment
               (workflow_id, contact_id, deal_id, occurrence, triggered_at, enrolled_at, arm, state, left_because)
        SELECT %(workflow)s, o.contact_id, o.deal_id, o.occurrence, o.triggered_at, %(now)s, 'treatment', 'active', ''
          FROM occurred o JOIN crm_contact c ON c.id = o.contact_id
         WHERE {_REACHABLE}
            ON CONFLICT DO NOTHING
     RETURNING id, triggered_at
    ),
    planned AS (
        INSERT INTO workflows_ledgerentry
               (enrolment_id, workflow_id, place, state, since, due_at, waits_for, attempts, message_id, address,
                skipped_because, is_wanted_late, problem)
        SELECT id, %(workflow)s, 1, 'planned', starts_at, starts_at + %(delay)s, 'delay', 0, '', '', '',
               false, ''
          FROM (SELECT id, CASE WHEN %(from_now)s THEN %(now)s ELSE triggered_at END AS starts_at FROM enrolled) e
     RETURNING 1
    )
    SELECT count(*) FROM planned
"""  # noqa: S608 - put together from constants
# A cart that is left while its owner is in the workflow for an older one: the running enrolment goes on about it.
_JOIN = """
    WITH occurred AS ({triggers}),
    newer AS (
        SELECT o.*, e.id AS enrolment_id
          FROM occurred o
          JOIN workflows_enrolment e
            ON e.workflow_id = %(workflow)s AND e.contact_id = o.contact_id AND e.state = 'active'
         WHERE o.deal_id IS DISTINCT FROM e.deal_id AND o.triggered_at > e.triggered_at
    ),
    joined AS (
        INSERT INTO workflows_enrolment
               (workflow_id, contact_id, deal_id, occurrence, triggered_at, enrolled_at, arm, state, ended_at,
                left_because)
        SELECT %(workflow)s, contact_id, deal_id, occurrence, triggered_at, %(now)s, 'treatment', 'joined', %(now)s, ''
          FROM newer
            ON CONFLICT DO NOTHING
     RETURNING contact_id, deal_id
    )
    UPDATE workflows_enrolment e
       SET deal_id = joined.deal_id
      FROM joined
     WHERE e.workflow_id = %(workflow)s AND e.contact_id = joined.contact_id AND e.state = 'active'
"""


_COUNT = f"""
    WITH occurred AS ({{triggers}})
    SELECT count(*)
      FROM occurred o JOIN crm_contact c ON c.id = o.contact_id
     WHERE {_REACHABLE}
           AND NOT EXISTS (SELECT 1 FROM workflows_enrolment e
                            WHERE e.workflow_id = %(workflow)s AND e.occurrence = o.occurrence)
           AND NOT {IS_IN_IT}
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many came into a workflow, and how many carts went into an enrolment that was running."""

    new: int = 0
    joined: int = 0


def enrol_all(now: datetime) -> dict[str, Enrolled]:
    """Enrol whomever something set off in each workflow that is on, by kind; {} while another process does it."""
    with held_lock(LOCK) as held:
        if not held:
            return {}
        running = Workflow.objects.filter(is_on=True).exclude(on_since=None)
        return {workflow.kind: enrol(workflow, now) for workflow in running}


def enrol(workflow: Workflow, now: datetime) -> Enrolled:
    """Enrol whomever something set off since the workflow is on.

    What happened longer ago than its first e-mail is of use enrols nobody any more.
    """
    given = parameters(workflow, max(workflow.on_since or now, of_use_since(workflow, now)), now)
    with transaction.atomic(), connection.cursor() as cursor:
        joined = 0
        if workflow.kind == Kind.ABANDONED_CART:
            cursor.execute(_JOIN.format(triggers=TRIGGERS[workflow.kind].sets_off), given)
            joined = cursor.rowcount
        cursor.execute(_ENROL.format(triggers=TRIGGERS[workflow.kind].sets_off), given)
        return Enrolled(cursor.fetchone()[0], joined)


def enrol_existing(workflow: Workflow, now: datetime) -> int:
    """Enrol those whom something set off before the workflow was on (SPEC W4); their delays count from now."""
    given = {**parameters(workflow, now - EXISTING_WITHIN[workflow.kind], now), "from_now": True}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ENROL.format(triggers=TRIGGERS[workflow.kind].sets_off), given)
        return int(cursor.fetchone()[0])


def existing(workflow: Workflow, now: datetime) -> int:
    """How many `enrol_existing` would enrol."""
    given = parameters(workflow, now - EXISTING_WITHIN[workflow.kind], now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(triggers=TRIGGERS[workflow.kind].sets_off), given)
        return int(cursor.fetchone()[0])


def of_use_since(workflow: Workflow, now: datetime) -> datetime:
    """What happened before is too long ago for the first e-mail to be of use."""
    first = workflow.steps.get(place=1)
    return now - first.delay - first.useless_after


def parameters(workflow: Workflow, since: datetime, now: datetime) -> dict[str, Any]:
    """What the statements over triggers ask for: what happened from `since` to `now` (UTC)."""
    return {
        "workflow": workflow.pk,
        "kind": workflow.kind,
        "since": since,
        "until": now,
        "now": now,
        "from_now": False,
        "won": list(WON_STAGES),
        "lapse": timedelta(days=workflow.lapse_days or 0),
        "delay": workflow.steps.get(place=1).delay,
    }
