"""Comparisons as rows: begun, cancelled, ended, found."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from crm.queueing import queue
from shopify_connector.models import ImportedObject, StoreConnection, SyncCheck, SyncCheckStep

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=90)
# Dropped at once; the next round drops more.
_BATCH = 1_000

CHANGES, EVERYTHING = SyncCheck.Scope.CHANGES, SyncCheck.Scope.EVERYTHING


def begin(
    store: StoreConnection,
    scope: SyncCheck.Scope,
    trigger: SyncCheck.Trigger,
    at: datetime,
    since: datetime | None = None,
) -> SyncCheck:
    """Begin a comparison, or answer with the one of this scope that runs. `since`: what changed from then on (UTC)."""
    with transaction.atomic():
        StoreConnection.objects.select_for_update().get(pk=store.pk)
        running = running_check(store, scope)
        if running:
            return running
        check = SyncCheck.objects.create(store=store, scope=scope, trigger=trigger, since=since, started_at=at)
        SyncCheckStep.objects.bulk_create(
            SyncCheckStep(sync_check=check, object=kind, place=place) for place, kind in enumerate(ImportedObject)
        )
    return check


def running_check(store: StoreConnection, scope: SyncCheck.Scope | None = None) -> SyncCheck | None:
    """The comparison that runs; of what changed before one of everything, which takes longer."""
    running = SyncCheck.objects.filter(store=store, status=SyncCheck.Status.RUNNING)
    if scope:
        running = running.filter(scope=scope)
    return running.order_by("scope").first()


def newest_check(store: StoreConnection, scope: SyncCheck.Scope) -> SyncCheck | None:
    """The comparison of this scope that was begun last and came to its end."""
    completed = SyncCheck.objects.filter(store=store, scope=scope, status=SyncCheck.Status.COMPLETED)
    return completed.order_by("-started_at", "-id").first()


def cancel(check: SyncCheck) -> None:
    """Ask a comparison to stop; what it has repaired stays."""
    SyncCheck.objects.filter(pk=check.pk, status=SyncCheck.Status.RUNNING).update(cancel_requested=True)
    wake_worker()


def finish(check: SyncCheck, status: SyncCheck.Status, at: datetime, error: str = "") -> None:
    """End a comparison."""
    check.status, check.finished_at, check.error = status, at, error
    check.save(update_fields=["status", "finished_at", "error"])
    logger.info("check_finished check=%s scope=%s status=%s", check.pk, check.scope, status.value)


def drop_old(at: datetime) -> int:
    """Drop comparisons that were begun more than `KEPT_FOR` before `at`; how many. The chart shows thirty days."""
    old = SyncCheck.objects.filter(started_at__lt=at - KEPT_FOR).order_by("started_at")
    batch = list(old.values_list("pk", flat=True)[:_BATCH])
    SyncCheckStep.objects.filter(sync_check__in=batch).delete()
    SyncCheck.objects.filter(pk__in=batch).delete()
    return len(batch)


def wake_worker() -> None:
    """Let a worker go on with it now; without Redis the scheduler's next round does."""
    from shopify_connector.tasks import compare_with_store

    queue(compare_with_store)
