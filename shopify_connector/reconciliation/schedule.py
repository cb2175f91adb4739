"""What runs comparisons: a short turn every half minute, and on demand. One worker at a time, from where it stands."""

import logging
import time
from datetime import datetime, timedelta

from django.utils import timezone

from crm.advisory_lock import held_lock
from shopify_connector import importing
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AccessDenied, ShopifyError, StoreUnavailable
from shopify_connector.models import Delivery, StoreConnection, SyncCheck, SyncCheckStep
from shopify_connector.reconciliation import checks
from shopify_connector.reconciliation.checks import CHANGES, EVERYTHING
from shopify_connector.reconciliation.due import OVERLAP, changes_are_due, covered_until, everything_is_due
from shopify_connector.reconciliation.steps import advance, seconds_to_wait

logger = logging.getLogger(__name__)

_LOCK = 7_304
# Seconds of one turn: then the worker is free for others, and the next turn is asked for.
TURN_SECONDS = 10.0
# While deliveries have waited for longer than this, comparing would only count what they bring.
_INBOX_BEHIND = timedelta(seconds=5)
# No longer than this is waited for suspects within a turn.
_LONGEST_WAIT = 1.0


def tick(at: datetime) -> None:
    """Begin what is due at `at` (UTC), and go on with what runs for a turn."""
    store = StoreConnection.objects.connected()
    if store is None or _is_importing(store):
        return
    begin_due(store, at)
    if take_turn(store, TURN_SECONDS):
        checks.wake_worker()


def begin_due(store: StoreConnection, at: datetime) -> None:
    """Begin the comparisons that are due."""
    since = changes_are_due(store, at)
    if since:
        checks.begin(store, CHANGES, SyncCheck.Trigger.SCHEDULE, at, since)
    why = everything_is_due(store, at)
    if why:
        checks.begin(store, EVERYTHING, why, at)


def begin_after_outage(store: StoreConnection, at: datetime) -> None:
    """Subscriptions had been lost: what changed meanwhile was not delivered."""
    covered = covered_until(store)
    if covered:
        checks.begin(store, CHANGES, SyncCheck.Trigger.OUTAGE, at, covered - OVERLAP)
        checks.wake_worker()


def take_turn(store: StoreConnection, seconds: float) -> bool:
    """Go on with what runs for about so many seconds; whether more can be done right away."""
    until = time.monotonic() + seconds
    with held_lock(_LOCK) as held:
        while held and time.monotonic() < until:
            check = checks.running_check(store)
            if check is None or _inbox_is_behind(store):
                return False
            if not _go_on(store, check):
                return False
    return held


def _go_on(store: StoreConnection, check: SyncCheck) -> bool:
    """One page of a comparison, or its end; False where the store cannot be asked now."""
    step = check.steps.filter(is_done=False).order_by("place").select_related("sync_check__store").first()
    if check.cancel_requested:
        checks.finish(check, SyncCheck.Status.CANCELLED, timezone.now())
    elif step is None:
        checks.finish(check, SyncCheck.Status.COMPLETED, timezone.now())
    else:
        return _advance(store, check, step)
    return True


def _advance(store: StoreConnection, check: SyncCheck, step: SyncCheckStep) -> bool:
    try:
        if not advance(AdminApi(store), step):
            time.sleep(min(_LONGEST_WAIT, seconds_to_wait(step, timezone.now())))
    except AccessDenied as denied:
        step.problem, step.is_done = str(denied), True
        step.save(update_fields=["problem", "is_done"])
    except StoreUnavailable as error:
        logger.warning("check_put_off check=%s error=%s", check.pk, type(error).__name__)
        return False
    except ShopifyError as error:
        logger.warning("check_failed check=%s error=%s", check.pk, type(error).__name__)
        checks.finish(check, SyncCheck.Status.FAILED, timezone.now(), str(error))
    return True


def _is_importing(store: StoreConnection) -> bool:
    session = importing.current(store)
    return bool(session and session.is_running)


def _inbox_is_behind(store: StoreConnection) -> bool:
    before = timezone.now() - _INBOX_BEHIND
    return Delivery.objects.pending().filter(store=store, received_at__lt=before).exists()
