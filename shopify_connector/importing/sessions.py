"""Import sessions: started once, run by whichever worker holds their lock, resumed after any interruption."""

import logging
import time

from django.db import transaction
from django.utils import timezone

from crm.advisory_lock import held_lock
from crm.queueing import queue
from shopify_connector.errors import ShopifyError
from shopify_connector.importing.steps import Cancelled, run_steps
from shopify_connector.models import ImportedObject, ImportSession, ImportStep, SessionStatus, StoreConnection

logger = logging.getLogger(__name__)

# First half of the advisory lock that the session's runner holds; the second is the session's id.
_LOCK = 7_301
_POLL_SECONDS = 0.5


def start(store: StoreConnection) -> ImportSession:
    """Start importing a store, or go on with the import that runs; the work is a worker's."""
    with transaction.atomic():
        StoreConnection.objects.select_for_update().get(pk=store.pk)
        session = ImportSession.objects.filter(store=store, status=SessionStatus.RUNNING).first()
        if session is None:
            session = ImportSession.objects.create(store=store, started_at=timezone.now())
            ImportStep.objects.bulk_create(
                ImportStep(session=session, object=kind, place=place) for place, kind in enumerate(ImportedObject)
            )
    wake_worker(session)
    return session


def wake_worker(session: ImportSession) -> None:
    """Ask a worker to run a session; without Redis the scheduler's next round does."""
    from shopify_connector.tasks import run_import

    queue(run_import, session.pk)


def current(store: StoreConnection) -> ImportSession | None:
    """The newest import of a store."""
    return ImportSession.objects.filter(store=store).order_by("-started_at", "-id").first()


def cancel(session: ImportSession) -> None:
    """Ask a running import to stop; what it has taken in stays."""
    ImportSession.objects.filter(pk=session.pk, status=SessionStatus.RUNNING).update(cancel_requested=True)
    wake_worker(session)


def run(session_id: int) -> bool:
    """Run a session to its end from where it stands; False when another process is at it.

    Raises nothing for what Shopify refuses: the session is failed with the reason in words. Database errors are
    raised; the session stays running and is resumed.
    """
    with held_lock(_LOCK, session_id) as held:
        if not held:
            return False
        session = ImportSession.objects.select_related("store").get(pk=session_id)
        if not session.is_running:
            return True
        try:
            run_steps(session)
        except Cancelled:
            _finish(session, SessionStatus.CANCELLED)
        except ShopifyError as error:
            session.refresh_from_db(fields=["cancel_requested"])
            if session.cancel_requested:  # a store that is being let go no longer answers
                _finish(session, SessionStatus.CANCELLED)
                return True
            logger.warning("import_failed session=%s error=%s", session_id, type(error).__name__)
            _finish(session, SessionStatus.FAILED, str(error))
        else:
            _finish(session, SessionStatus.COMPLETED)
        return True


def wait(session: ImportSession) -> bool:
    """Run a session here, or wait for the worker that runs it; whether it was completed."""
    while session.is_running:
        if not run(session.pk):
            time.sleep(_POLL_SECONDS)
        session.refresh_from_db()
    return session.status == SessionStatus.COMPLETED


def _finish(session: ImportSession, status: SessionStatus, error: str = "") -> None:
    session.status, session.error, session.finished_at = status, error, timezone.now()
    session.save(update_fields=["status", "error", "finished_at"])
    logger.info("import_finished session=%s status=%s", session.pk, status.value)
