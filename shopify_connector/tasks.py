"""Celery entry points of the connector: one line each."""

from celery import shared_task
from django.utils import timezone

from accounts import audit
from accounts.audit import Action
from crm import recycle_bin
from crm.ingest import sweep_abandoned
from shopify_connector import importing, subscriptions
from shopify_connector.inbox import retention
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import ImportSession, SessionStatus
from shopify_connector.reading.run import run_reads
from shopify_connector.reconciliation import checks, schedule


@shared_task
def run_import(session_id: int) -> None:
    """Run an import, unless another worker is at it."""
    importing.run(session_id)


@shared_task
def resume_imports() -> None:
    """Go on with imports whose worker was lost, or that could not be queued."""
    for session in ImportSession.objects.filter(status=SessionStatus.RUNNING):
        importing.run(session.pk)


@shared_task
def apply_inbox() -> None:
    """Apply what waits in the inbox."""
    apply_pending()


@shared_task
def check_subscriptions() -> None:
    """See to the webhook subscriptions of the connected store."""
    subscriptions.check_connected_store(timezone.now())


@shared_task
def read_requested() -> None:
    """Read the objects whose deliveries did not say all."""
    run_reads()


@shared_task
def abandon_checkouts() -> None:
    """Move the checkouts whose time has come (SPEC D6)."""
    sweep_abandoned()


@shared_task
def compare_with_store() -> None:
    """Go on with the comparison that runs, or begin the next that is due (SPEC L3)."""
    schedule.tick(timezone.now())


@shared_task
def clear_out() -> None:
    """Drop what was kept for a time only: handled deliveries, comparisons, and contacts long in the recycle bin."""
    retention.drop_handled(timezone.now())
    checks.drop_old(timezone.now())
    erased = recycle_bin.empty(timezone.now())
    if erased:
        audit.record(None, Action.PERSON_ERASED, count=erased)
