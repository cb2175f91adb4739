"""Finding the records whose words are of another state than theirs, and making those words anew.

It needs no message: what changed since it last looked follows from the records. While very many are being written, as
by an import, it takes short turns; afterwards long ones.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from crm.advisory_lock import held_lock
from crm.finding.index import in_batches, refresh
from crm.finding.kinds import INDEXED
from crm.ingest.staging import ids
from crm.models.object_type import ObjectType
from crm.models.words import WordsProgress

_LOCK = 7_306
# A record says when it was changed before its change can be seen: so much is looked at again, and now and then more.
OVERLAP = timedelta(minutes=1)
LONG_OVERLAP = timedelta(minutes=20)
# Records looked for at a time.
_LOOKED_FOR = 30_000
# Seconds of a turn, and after how many it ends while so many records were written in the last seconds.
TURN_SECONDS, SHORT_TURN_SECONDS = 8.0, 1.0
_MANY, _JUST_NOW = 2_000, timedelta(seconds=5)


@dataclass(slots=True)
class _Turn:
    """The time that one worker may take."""

    seconds: float
    began: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        took = time.monotonic() - self.began
        return took >= self.seconds or (took >= SHORT_TURN_SECONDS and _are_many_written())


def catch_up(overlap: timedelta = OVERLAP, seconds: float = TURN_SECONDS) -> bool:
    """Go on for about so many seconds; whether every record has its words. One worker at a time does it."""
    with held_lock(_LOCK) as held:
        if not held:
            return False
        turn = _Turn(seconds)
        caught_up = [_catch_up(object_type, overlap, turn) for object_type in INDEXED]
        return all(caught_up)


def waiting() -> int:
    """How many records cannot be found yet, as far as they were counted."""
    return sum(WordsProgress.objects.values_list("waiting", flat=True))


def _catch_up(object_type: ObjectType, overlap: timedelta, turn: _Turn) -> bool:
    progress = WordsProgress.objects.get_or_create(object_type=object_type)[0]
    since = progress.until - overlap if progress.until else None
    while True:
        began = timezone.now()
        found = _waiting(object_type, since)
        left = len(found)
        for batch in in_batches(found):
            if turn.is_over():
                _note(progress, progress.until, left)
                return False
            refresh(object_type, batch)
            left -= len(batch)
        if len(found) < _LOOKED_FOR:
            _note(progress, began, 0)
            return True


def _waiting(object_type: ObjectType, since: datetime | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(INDEXED[object_type].waiting, {"since": since, "limit": _LOOKED_FOR})
        return ids(cursor)


def _note(progress: WordsProgress, until: datetime | None, left: int) -> None:
    progress.until, progress.waiting = until, left
    progress.save(update_fields=["until", "waiting"])


def _are_many_written() -> bool:
    at = timezone.now()
    with connection.cursor() as cursor:
        for kind in INDEXED.values():
            newest = f"SELECT 1 FROM {kind.records} WHERE updated_at >= %s LIMIT {_MANY}"
            cursor.execute(f"SELECT count(*) FROM ({newest}) AS newest", [at - _JUST_NOW])
            if cursor.fetchone()[0] >= _MANY:
                return True
    return False
