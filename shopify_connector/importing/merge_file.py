"""Merge a step's file, chunk by chunk: one chunk is mapped and prepared while the two before it are merged.

A chunk's merge, its problems, the step's counters and its checkpoint are one transaction: an interrupted import goes
on behind what was merged without a gap, leaves out what was merged ahead of it, and merges nothing twice.
"""

import gc
import logging
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from crm.ingest import MergeOutcome
from crm.models.history import ChangeSource
from shopify_connector.importing.chunks import Chunk, Mapped, Problem, chunks, payload_of
from shopify_connector.importing.hidden import unknown_fields
from shopify_connector.importing.jsonl import groups, is_grouped, regroup
from shopify_connector.importing.kinds import KINDS
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import ImportSession, ImportStep, SyncError
from shopify_connector.sync_problems import text_of

logger = logging.getLogger(__name__)

# Chunks that are merged at once, each by a connection of its own.
MERGERS = 2
# A merge that met another writer (a webhook at the same record) is tried again this often.
_MAX_TRIES = 5


def merge_file(session: ImportSession, step: ImportStep, path: Path, check: Callable[[], None]) -> None:
    """Merge what is behind the step's checkpoint. `check` is called between chunks and may raise to stop."""
    path = _grouped(path)
    unknown = unknown_fields(session.hidden or [], step.object)
    pending: deque[Future[None]] = deque()
    with _busy_threads(), ThreadPoolExecutor(max_workers=MERGERS, thread_name_prefix="merge") as mergers:
        try:
            for chunk in _unmerged(path, step, unknown):
                prepared = KINDS[step.object].prepare([one.record for one in chunk.mapped])
                if len(pending) == MERGERS:
                    pending.popleft().result()
                    check()
                pending.append(mergers.submit(_merge_chunk, session, step, chunk, prepared))
            while pending:
                pending.popleft().result()
        finally:
            _close_connections(mergers)
    KINDS[step.object].finish()
    step.refresh_from_db()


def _unmerged(path: Path, step: ImportStep, unknown: tuple[str, ...]) -> Iterator[Chunk]:
    """Chunks of all that is not merged: the gaps before what was merged ahead, and the rest of the file."""
    start = step.checkpoint
    as_of = step.started_at.isoformat() if step.started_at else None
    for ahead_start, ahead_end in step.merged_ahead:
        yield from chunks(groups(path, start, ahead_start), step.object, unknown, start, as_of)
        start = ahead_end
    yield from chunks(groups(path, start), step.object, unknown, start, as_of)


def _close_connections(mergers: ThreadPoolExecutor) -> None:
    """Close each thread's own connection: the barrier holds every thread until all have come."""
    everyone = Barrier(MERGERS)

    def close() -> None:
        everyone.wait()
        connection.close()

    for done in [mergers.submit(close) for _ in range(MERGERS)]:
        done.result()


@contextmanager
def _busy_threads() -> Iterator[None]:
    """Make handing over between the mapping and the merging threads quick, and look for garbage seldom.

    Mapping makes a million short-lived objects without a cycle among them: the default settings cost a third more time.
    """
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(0.0005)
    gc.set_threshold(1_000_000, 50, 100)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*thresholds)


def _grouped(path: Path) -> Path:
    """The file with every child behind its parent: as it is, or written anew."""
    target = path.with_suffix(".grouped")
    if target.exists():
        return target
    if is_grouped(path):
        return path
    regroup(path, target)
    return target


def _merge_chunk(session: ImportSession, step: ImportStep, chunk: Chunk, prepared: Any) -> None:
    for attempt in range(_MAX_TRIES):
        try:
            with transaction.atomic():
                _merge_and_record(session, step, chunk, prepared)
            return
        except (IntegrityError, OperationalError):
            if attempt == _MAX_TRIES - 1 or not connection.is_usable():
                raise
            logger.info("import_chunk_again step=%s end=%s", step.pk, chunk.end)


def _merge_and_record(session: ImportSession, step: ImportStep, chunk: Chunk, prepared: Any) -> None:
    problems = list(chunk.problems)
    outcome = _merge(step.object, chunk.mapped, prepared, problems)
    record_problems(session, step.object, problems)
    _count(step, outcome, sum(1 for problem in problems if problem.refusal.reason != RefusalReason.CUT), chunk)


def _merge(kind: str, mapped: list[Mapped], prepared: Any, problems: list[Problem]) -> MergeOutcome:
    """Merge records; where the database refuses one, halve until it stands alone, and keep it as a problem."""
    try:
        with transaction.atomic():
            return KINDS[kind].merge_prepared(prepared, ChangeSource.IMPORT)
    except DataError as error:
        if len(mapped) == 1:
            refusal = Refusal(RefusalReason.NOT_STORED, "", str(error).splitlines()[0])
            problems.append(Problem(refusal, str(mapped[0].record[0]), payload_of(mapped[0].group)))
            return MergeOutcome()
    outcome = MergeOutcome()
    for half in (mapped[: len(mapped) // 2], mapped[len(mapped) // 2 :]):
        outcome.add(_merge(kind, half, KINDS[kind].prepare([one.record for one in half]), problems))
    return outcome


def record_problems(session: ImportSession, kind: str, problems: list[Problem]) -> None:
    """Keep what was not taken in, with its payload and reason, for the sync-health page (SPEC I3)."""
    now = timezone.now()
    SyncError.objects.bulk_create(
        SyncError(
            store_id=session.store_id,
            session=session,
            object=kind,
            key=problem.key,
            reason=problem.refusal.reason.value,
            field=problem.refusal.field,
            value=problem.refusal.value.replace("\0", ""),
            is_warning=problem.refusal.reason == RefusalReason.CUT,
            payload=text_of(problem.payload),
            at=now,
        )
        for problem in problems
    )


def _count(step: ImportStep, outcome: MergeOutcome, errors: int, chunk: Chunk) -> None:
    """Add a chunk to the step's figures, and move its checkpoint over all that is merged without a gap."""
    row = ImportStep.objects.select_for_update().get(pk=step.pk)
    row.created += len(outcome.created)
    row.updated += len(outcome.updated)
    row.unchanged += outcome.unchanged
    row.errors += errors
    row.skipped = dict(Counter(row.skipped) + Counter(skip.reason.value for skip in outcome.skipped))
    ahead = dict(row.merged_ahead) | {chunk.start: chunk.end}
    while row.checkpoint in ahead:
        row.checkpoint = ahead.pop(row.checkpoint)
    row.merged_ahead = sorted(ahead.items())
    row.save(update_fields=["created", "updated", "unchanged", "errors", "skipped", "checkpoint", "merged_ahead"])
