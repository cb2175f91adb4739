"""Holding the words of every record against the record itself, and mending what differs."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from crm.finding.index import refresh
from crm.finding.kinds import INDEXED
from crm.models.object_type import ObjectType

logger = logging.getLogger(__name__)

# Ids that are looked at in one statement.
_RANGE = 20_000
# What changed within this is still being followed.
SETTLED_AFTER = timedelta(minutes=30)
TURN_SECONDS = 8.0


@dataclass(slots=True)
class Audited:
    """How many records had words that were missing, outdated or left over, of those up to the id `until`."""

    differing: Counter[str] = field(default_factory=Counter)
    until: int = 0
    is_done: bool = False


def audit(
    object_type: ObjectType,
    *,
    after: int = 0,
    seconds: float | None = None,
    repair: bool = True,
    settled_before: datetime | None = None,
) -> Audited:
    """Look at the records with ids above `after`, all of them or for about so many seconds, and mend their words.

    Records that changed since `settled_before` (default: half an hour ago) are left out.
    """
    before = settled_before or timezone.now() - SETTLED_AFTER
    began, highest, audited = time.monotonic(), _highest(object_type), Audited(until=after)
    while not audited.is_done:
        if seconds is not None and time.monotonic() - began > seconds:
            break
        found = _differing(object_type, audited.until + 1, audited.until + _RANGE, before)
        audited.differing.update(found.values())
        if repair:
            refresh(object_type, found)
        audited.until += _RANGE
        audited.is_done = audited.until >= highest
    logger.info("words_audited object=%s until=%d differing=%s", object_type, audited.until, dict(audited.differing))
    return audited


def _differing(object_type: ObjectType, first: int, last: int, before: datetime) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(INDEXED[object_type].differing, {"first": first, "last": last, "before": before})
        return dict(cursor.fetchall())


def _highest(object_type: ObjectType) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {INDEXED[object_type].records}")
        highest: int = cursor.fetchone()[0]
        return highest
