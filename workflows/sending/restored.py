"""After a restore nothing is sent until a person looks (docs/security.md, row 18).

A restored backup does not know what was sent since it was made: people would get it again. It is recognised by the
identity of its database, by being older than what Redis remembers of it, or by a clock that jumped.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from redis.exceptions import RedisError

from workflows.models import Enrolment, HeldBecause, LedgerEntry, SendingWatch, SkippedBecause, Workflow
from workflows.sending.ledger import go_on

logger = logging.getLogger(__name__)

SEEN_EVERY = timedelta(minutes=1)
# A machine that stood still catches up by itself (SPEC W6), and what is too late is asked about, entry by entry.
PAUSE_MOST = timedelta(days=7)
CLOCK_MAY_GO_BACK = timedelta(hours=1)
WITNESS = "sending-watch"
_IDENTITY = """
    SELECT (SELECT system_identifier FROM pg_control_system())::text || '.' || oid::text
      FROM pg_database WHERE datname = current_database()
"""
State = LedgerEntry.State


@dataclass(frozen=True, slots=True)
class Held:
    """Sending waits: why, since when, when this database was last seen at work, and how many e-mails are due."""

    because: HeldBecause
    since: datetime
    seen_at: datetime
    due: int


def is_clear(now: datetime) -> bool:
    """Whether enrolling and sending may go on at `now` (UTC): they wait where the database looks restored.

    Writes once a minute.
    """
    with transaction.atomic():
        watch = _locked(now)
        if watch.held_since:
            return False
        if Workflow.objects.filter(is_on=True).exists() and (because := _suspicion(watch, now)):
            watch.held_since, watch.held_because = now, because
            watch.save(update_fields=["held_since", "held_because"])
            logger.warning("sending_held because=%s seen_at=%s", because, watch.seen_at.isoformat())
            return False
        if watch.identity == _identity() and now - watch.seen_at < SEEN_EVERY:
            return True
        _note(watch, now)
    _tell(watch)
    return True


def held(now: datetime) -> Held | None:
    """Why nothing is sent; None while it is."""
    watch = SendingWatch.objects.filter(held_since__isnull=False).first()
    if watch is None or watch.held_since is None:
        return None
    return Held(HeldBecause(watch.held_because), watch.held_since, watch.seen_at, _due(now).count())


def release(now: datetime, *, leave_out: bool) -> int:
    """Go on; how many e-mails were left out. Nothing where nothing is held.

    `leave_out`: what is due was sent already. Each goes on with the step after, what happened until now enrols nobody.
    """
    with transaction.atomic():
        watch = _locked(now)
        if not watch.held_since:
            return 0
        ids = list(_due(now).select_for_update(of=("self",)).values_list("pk", flat=True)) if leave_out else []
        if leave_out:
            LedgerEntry.objects.filter(pk__in=ids).update(
                state=State.SKIPPED, skipped_because=SkippedBecause.BY_HAND, done_at=now
            )
            go_on(ids, now)
            Workflow.objects.filter(is_on=True).update(on_since=now)
        watch.held_since, watch.held_because = None, ""
        watch.number = max(watch.number, _remembered(_identity()))
        _note(watch, now)
    _tell(watch)
    return len(ids)


def _locked(now: datetime) -> SendingWatch:
    SendingWatch.objects.get_or_create(id=1, defaults={"identity": _identity(), "seen_at": now})
    return SendingWatch.objects.select_for_update().get(id=1)


def _suspicion(watch: SendingWatch, now: datetime) -> HeldBecause | None:
    if watch.identity != _identity():
        return HeldBecause.OTHER_DATABASE
    # Redis is told after the database: it may know less, and one more where a commit was lost in a crash.
    if _remembered(watch.identity) > watch.number + 1:
        return HeldBecause.WENT_BACK
    if now < watch.seen_at - CLOCK_MAY_GO_BACK:
        return HeldBecause.CLOCK_BACK
    return HeldBecause.LONG_PAUSE if now - watch.seen_at > PAUSE_MOST else None


def _note(watch: SendingWatch, now: datetime) -> None:
    watch.identity, watch.seen_at, watch.number = _identity(), now, watch.number + 1
    watch.save()


def _tell(watch: SendingWatch) -> None:
    try:
        cache.set(WITNESS, {"identity": watch.identity, "number": watch.number}, timeout=None)
    except RedisError:
        logger.warning("sending_watch_not_told")


def _remembered(identity: str) -> int:
    """The highest number that Redis knows of this database; 0 where it knows none."""
    try:
        known = cache.get(WITNESS) or {}
    except RedisError:
        return 0
    return int(known["number"]) if known.get("identity") == identity else 0


def _identity() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        return str(cursor.fetchone()[0])


def _due(now: datetime) -> QuerySet[LedgerEntry]:
    waiting = LedgerEntry.objects.filter(state=State.PLANNED, due_at__lte=now)
    return waiting.filter(enrolment__state=Enrolment.State.ACTIVE, workflow__is_on=True)
