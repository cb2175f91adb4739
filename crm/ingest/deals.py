"""Merge orders and checkouts into deals (SPEC D1–D4, D7; docs/ingest.md, docs/decisions/0004)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from operator import itemgetter

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from crm.ingest import deals_sql as sql
from crm.ingest.absorbing import absorb_checkouts
from crm.ingest.erased import leave_out_persons, mark_erased
from crm.ingest.line_items import INCOMING as LINES
from crm.ingest.line_items import render_lines, replace_lines
from crm.ingest.outcome import MergeOutcome
from crm.ingest.parameters import merge_parameters
from crm.ingest.purchases import contacts_of, recompute_purchases
from crm.ingest.records import DealRecord, known_fields, version_time
from crm.ingest.stage_sql import FORGET_HISTORY, WRITE_HISTORY
from crm.ingest.staging import CopyText, Parameters, changed_ids, ids, skips
from crm.ingest.tombstones import wait_for_deletions
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed, send_deals_changed

_LINES = DealRecord._fields.index("lines")
# What is no column of the deals' temporary table.
_NO_COLUMN = ("lines", "only_fills")


@dataclass(frozen=True, slots=True)
class DealBatch:
    """Records ready to be merged at once: of one kind and the same known fields, no deal twice.

    `later` are records of the same deals that wait for these. Made by `prepare_deals`.
    """

    records: list[DealRecord]
    later: list[DealRecord]
    known: tuple[bool, ...]
    deals: CopyText
    lines: CopyText | None


def merge_deals(records: Iterable[DealRecord], source: ChangeSource) -> MergeOutcome:
    """Merge orders and checkouts in one transaction, with their lines, stage history and contacts' purchases.

    A checkout and its order become one deal; the newest state of each wins. Raises django.db.DatabaseError when a
    record cannot be stored; nothing is kept then.
    """
    return merge_deal_batches(prepare_deals(records), source)


def prepare_deals(records: Iterable[DealRecord]) -> list[DealBatch]:
    """Make batches of records. No database is asked: it can be done while another batch is merged."""
    groups: dict[tuple[object, ...], list[DealRecord]] = {}
    for record in records:
        groups.setdefault((record.is_order, record.only_fills, *known_fields(record)), []).append(record)
    return [_batch(group) for group in groups.values()]


def merge_deal_batches(batches: Iterable[DealBatch], source: ChangeSource, *, derive: bool = True) -> MergeOutcome:
    """What `merge_deals` does, of prepared batches.

    Without `derive` the contacts' purchases are left as they are: whoever merges a whole store recomputes them once,
    at its end.
    """
    outcome = MergeOutcome()
    with transaction.atomic():
        for batch in batches:
            rest: DealBatch | None = batch
            while rest:
                merged, waiting = _merge_batch(rest, source, derive=derive)
                outcome.add(merged)
                rest = _batch(waiting) if waiting else None
        send_deals_changed(outcome.created, outcome.updated)
        send_contacts_changed([], outcome.contacts)
    return outcome


def _batch(records: list[DealRecord]) -> DealBatch:
    """A batch of records of one kind and the same known fields."""
    later, batch = _split_repeats(records)
    known = known_fields(batch[0])
    wanted = [is_known and name not in _NO_COLUMN for name, is_known in zip(DealRecord._fields, known, strict=True)]
    names = ("n", *compress(DealRecord._fields, wanted))
    pick = itemgetter(*compress(range(len(wanted)), wanted))
    deals = sql.INCOMING.render(names, ((n, *pick(record)) for n, record in enumerate(batch)))
    return DealBatch(batch, later, known, deals, render_lines(batch) if known[_LINES] else None)


def _split_repeats(records: list[DealRecord]) -> tuple[list[DealRecord], list[DealRecord]]:
    """What has to wait, and a batch that names no deal twice, older versions first."""
    keys = [_keys(record) for record in records]
    if len(set().union(*keys)) == sum(len(one) for one in keys):
        return [], records
    seen: set[tuple[str, object]] = set()
    later: list[DealRecord] = []
    batch: list[DealRecord] = []
    for record in sorted(records, key=version_time):
        own = _keys(record)
        (batch if seen.isdisjoint(own) else later).append(record)
        seen |= own
    return later, batch


def _keys(record: DealRecord) -> set[tuple[str, object]]:
    named = {
        ("order", record.shopify_order_id),
        ("checkout", record.shopify_checkout_id),
        ("token", record.checkout_token),
    }
    return {key for key in named if key[1]}


def _merge_batch(batch: DealBatch, source: ChangeSource, *, derive: bool) -> tuple[MergeOutcome, list[DealRecord]]:
    """What the merge of a batch did, and the records that had to wait for it."""
    parameters = merge_parameters(source)
    records = batch.records
    known = frozenset(compress(DealRecord._fields, batch.known))
    statements = sql.statements(records[0].is_order, known, records[0].only_fills)
    with connection.cursor() as cursor:
        wait_for_deletions(cursor)
        _stage(cursor, batch)
        cursor.execute(sql.FIND_TARGETS)
        cursor.execute(sql.POSTPONE)
        waiting = ids(cursor)
        merged = len(records) - len(waiting)
        cursor.execute(sql.SKIPPED)
        skipped = skips(cursor)
        absorbed, left = absorb_checkouts(cursor)
        erased = leave_out_persons(cursor)
        cursor.execute(statements.insert, parameters)
        created = ids(cursor)
        any_existing = len(created) + len(skipped) < merged
        before: set[int] = set()
        updated: set[int] = set(absorbed)
        differing: set[int] = set(absorbed)
        if any_existing:
            before = _lock_existing(cursor)
            differing |= _update_existing(cursor, statements, parameters, updated)
        updated.update(set(mark_erased(cursor, erased)).difference(created))
        lines_changed = replace_lines(cursor, any_existing=any_existing) if batch.lines else []
        _write_history(cursor, created, sorted(updated), parameters)
        touched = sorted(updated.union(lines_changed))
        contacts: set[int] = set()
        if derive:
            contacts = (before | left if touched else set()) | contacts_of(cursor, created + touched)
            recompute_purchases(cursor, sorted(contacts))
        unchanged = merged - len(created) - len(touched) - len(skipped)
        differing.update(lines_changed)
        outcome = MergeOutcome(created, touched, unchanged, skipped, sorted(contacts), sorted(differing))
        return outcome, [records[n] for n in waiting] + batch.later


def _update_existing(
    cursor: CursorWrapper, statements: sql.DealStatements, parameters: Parameters, updated: set[int]
) -> set[int]:
    """Update the deals that were there before, adding to `updated`; those of which a property differed."""
    cursor.execute(statements.keep_changes, parameters)
    differing = set(ids(cursor))
    cursor.execute(statements.update, parameters)
    updated.update(changed_ids(cursor))
    cursor.execute(statements.update_from_older, parameters)
    filled = changed_ids(cursor)
    updated.update(filled)
    return differing.union(filled)


def _stage(cursor: CursorWrapper, batch: DealBatch) -> None:
    """Copy deals and lines into their temporary tables."""
    sql.INCOMING.prepare(cursor)
    sql.TARGETS.prepare(cursor)
    sql.INCOMING.copy(cursor, batch.deals)
    if batch.lines:
        LINES.prepare(cursor)
        LINES.copy(cursor, batch.lines)


def _lock_existing(cursor: CursorWrapper) -> set[int]:
    """Lock the deals that exist; the contacts they belong to before the merge."""
    cursor.execute(sql.LOCK_EXISTING)
    return contacts_of(cursor, ids(cursor))


def _write_history(cursor: CursorWrapper, created: list[int], updated: list[int], parameters: Parameters) -> None:
    if updated:
        cursor.execute(FORGET_HISTORY, {"ids": updated})
    if created or updated:
        cursor.execute(WRITE_HISTORY, {**parameters, "ids": created + updated})
