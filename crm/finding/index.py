"""The words of records, kept as the records are (docs/search.md)."""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from crm.finding.kinds import INDEXED
from crm.ingest.tombstones import wait_for_deletions
from crm.models.object_type import ObjectType

# Records of one transaction: a deletion waits for no longer than they take.
BATCH = 2_000


def refresh(object_type: ObjectType, record_ids: Iterable[int]) -> int:
    """Make the words of records what the records say now; how many were written. A deleted record has none.

    Records that are changed meanwhile are read again, so that of two at once neither leaves an older state behind.
    """
    return sum(_refresh_batch(object_type, batch) for batch in in_batches(sorted(set(record_ids))))


def in_batches(record_ids: list[int]) -> Iterator[list[int]]:
    """Ids, a batch at a time."""
    return (record_ids[start : start + BATCH] for start in range(0, len(record_ids), BATCH))


def _refresh_batch(object_type: ObjectType, record_ids: list[int]) -> int:
    kind, given = INDEXED[object_type], {"ids": record_ids}
    written: int = 0
    with transaction.atomic(), connection.cursor() as cursor:
        # What is erased meanwhile would leave its words here.
        wait_for_deletions(cursor)
        while True:
            cursor.execute(kind.forget, given)
            cursor.execute(kind.write, given)
            written += cursor.rowcount
            cursor.execute(kind.behind, given)
            if not cursor.fetchone()[0]:
                return written
