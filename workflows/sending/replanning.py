"""A delay or a sending window that is changed holds for those who wait, too."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from workflows.models import LedgerEntry, WaitsFor, Workflow, WorkflowStep


def waiting(step: WorkflowStep) -> int:
    """How many wait for a step's e-mail."""
    return _planned(step).count()


def replan(step: WorkflowStep) -> int:
    """Plan the e-mail of everybody who waits for it by the step's delay as it is now; how many that are."""
    delay = timedelta(seconds=step.delay_seconds)
    return _planned(step).update(due_at=F("since") + delay, waits_for=WaitsFor.DELAY)


def look_again(workflow: Workflow, now: datetime) -> int:
    """Look now at everybody who waits for the sending window of a workflow, which is another one; how many."""
    waits = LedgerEntry.objects.filter(workflow=workflow, state=LedgerEntry.State.PLANNED, waits_for=WaitsFor.WINDOW)
    return waits.update(due_at=now)


def _planned(step: WorkflowStep) -> "QuerySet[LedgerEntry]":
    return LedgerEntry.objects.filter(
        workflow=step.workflow_id, place=step.place, state=LedgerEntry.State.PLANNED
    ).exclude(waits_for__in=[WaitsFor.RETRY, WaitsFor.REPAIR])
