"""When which comparison is due (docs/live-sync.md).

What changed lately: every ten minutes, so after every standstill too; and once an import is over, since subscriptions
were made while it ran. Everything: each night at half past three by the store's clock, and after subscriptions had been
lost, since nobody told of deletions then. An import has read everything itself.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopify_connector.models import ImportSession, SessionStatus, StoreConnection, SyncCheck
from shopify_connector.reconciliation.checks import CHANGES, EVERYTHING, newest_check

CHANGES_EVERY = timedelta(minutes=10)
AFTER_IMPORT = timedelta(seconds=30)
# Shopify's lists follow its records with some delay.
OVERLAP = timedelta(minutes=5)
NIGHTLY = time(3, 30)


def changes_are_due(store: StoreConnection, at: datetime) -> datetime | None:
    """From when on changes are to be compared, where that is due; None where it is not, or nothing was imported yet."""
    covered = covered_until(store)
    if covered is None:
        return None
    imported, check = _newest_import(store), newest_check(store, CHANGES)
    due = covered + CHANGES_EVERY
    if imported and imported.finished_at and (check is None or check.started_at < imported.finished_at):
        covered, due = imported.started_at, min(due, imported.finished_at + AFTER_IMPORT)
    return covered - OVERLAP if due <= at else None


def covered_until(store: StoreConnection) -> datetime | None:
    """Up to when all changes are known to be here; None before the first import."""
    moments = (_begun(newest_check(store, CHANGES)), _begun(_newest_import(store)))
    return max((moment for moment in moments if moment), default=None)


def everything_is_due(store: StoreConnection, at: datetime) -> SyncCheck.Trigger | None:
    """Why everything is to be compared now; None where it is not."""
    moments = (_begun(newest_check(store, EVERYTHING)), _begun(_newest_import(store)))
    last = max((moment for moment in moments if moment), default=None)
    if last is None:
        return None
    lost = SyncCheck.objects.filter(store=store, trigger=SyncCheck.Trigger.OUTAGE, started_at__gt=last).exists()
    if lost:
        return SyncCheck.Trigger.OUTAGE
    return SyncCheck.Trigger.SCHEDULE if last < _last_night(store, at) else None


def _last_night(store: StoreConnection, at: datetime) -> datetime:
    local = at.astimezone(ZoneInfo(store.time_zone or "UTC"))
    tonight = local.replace(hour=NIGHTLY.hour, minute=NIGHTLY.minute, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - timedelta(days=1)


def _newest_import(store: StoreConnection) -> ImportSession | None:
    return ImportSession.objects.filter(store=store, status=SessionStatus.COMPLETED).order_by("-started_at").first()


def _begun(one: SyncCheck | ImportSession | None) -> datetime | None:
    return one.started_at if one else None
