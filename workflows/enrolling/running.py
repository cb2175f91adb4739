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
               (enrolment_id, workflow_id, place, state, since, due_at, waits_for, priority, attempts, message_id,
                address, problem)
        SELECT id, %(workflow)s, 1, 'planned', triggered_at, triggered_at + %(delay)s, 'delay', %(priority)s, 0, '',
               '', ''
          FROM enrolled
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
    first = workflow.steps.get(place=1)
    since = max(workflow.on_since or now, now - first.delay - first.useless_after)
    given: dict[str, Any] = {
        "workflow": workflow.pk,
        "kind": workflow.kind,
        "since": since,
        "until": now,
        "now": now,
        "won": list(WON_STAGES),
        "lapse": timedelta(days=workflow.lapse_days or 0),
        "delay": first.delay,
        "priority": 0 if workflow.kind == Kind.ABANDONED_CART else 1,
    }
    triggers = TRIGGERS[workflow.kind]
    with transaction.atomic(), connection.cursor() as cursor:
        joined = 0
        if workflow.kind == Kind.ABANDONED_CART:
            cursor.execute(_JOIN.format(triggers=triggers), given)
            joined = cursor.rowcount
        cursor.execute(_ENROL.format(triggers=triggers), given)
        return Enrolled(cursor.fetchone()[0], joined)
