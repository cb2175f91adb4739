"""Which entries of the ledger a process works on, and what becomes of those whose process died."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from workflows.models import LedgerEntry

_CLAIM = """
    UPDATE workflows_ledgerentry
       SET state = 'claimed', claim = %(claim)s, lease_until = %(lease_until)s
     WHERE id IN (SELECT id FROM workflows_ledgerentry
                   WHERE state = 'planned' AND workflow_id = %(workflow)s AND due_at <= %(now)s
                   ORDER BY due_at
                   LIMIT %(limit)s
                     FOR UPDATE SKIP LOCKED)
 RETURNING id
"""


def lease() -> timedelta:
    """For how long a process has what it claimed: longer than any chunk takes, so that one that ran out belongs to a
    process that died."""
    return timedelta(seconds=settings.EMAIL_LEASE_SECONDS)


def claim(workflow_ids: Iterable[int], claim_id: UUID, limit: int, now: datetime) -> list[int]:
    """Take at most `limit` due entries for a process, those of the first workflow first; their ids."""
    taken: list[int] = []
    for workflow_id in workflow_ids:
        if len(taken) == limit:
            break
        with connection.cursor() as cursor:
            given: dict[str, Any] = {"workflow": workflow_id, "claim": claim_id, "limit": limit - len(taken)}
            cursor.execute(_CLAIM, {**given, "now": now, "lease_until": now + lease()})
            taken += [pk for (pk,) in cursor.fetchall()]
    return taken


def give_back(entry_ids: Sequence[int], claim_id: UUID) -> None:
    """Leave entries that were not handed over to whoever claims next."""
    LedgerEntry.objects.filter(pk__in=entry_ids, claim=claim_id, state=LedgerEntry.State.CLAIMED).update(
        state=LedgerEntry.State.PLANNED, claim=None, lease_until=None
    )


def end_leases(now: datetime) -> tuple[int, int]:
    """What processes that died had: entries not handed over are claimed again, the others may have left.

    The latter are never sent again unasked: a person looks (SPEC W6). Gives how many of each.
    """
    over = LedgerEntry.objects.filter(lease_until__lt=now)
    again = over.filter(state=LedgerEntry.State.CLAIMED).update(
        state=LedgerEntry.State.PLANNED, claim=None, lease_until=None
    )
    unknown = over.filter(state=LedgerEntry.State.HANDING_OVER).update(
        state=LedgerEntry.State.UNKNOWN, lease_until=None, done_at=F("lease_until") - lease()
    )
    return again, unknown
