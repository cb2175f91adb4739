"""Merge orders and checkouts into deals (SPEC D1–D4, D7; docs/ingest.md, docs/decisions/0004)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from crm.ingest import deals_sql as sql
from crm.ingest.line_items import copy_lines, replace_lines
from crm.ingest.outcome import MergeOutcome, Skip, SkipReason
from crm.ingest.purchases import contacts_of, recompute_purchases
from crm.ingest.records import DealRecord, known_fields
from crm.ingest.stage_sql import FORGET_HISTORY, WRITE_HISTORY
from crm.ingest.staging import Parameters
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed, send_deals_changed

_LINES = DealRecord._fields.index("lines")


def merge_deals(records: Iterable[DealRecord], source: ChangeSource) -> MergeOutcome:
    """Merge orders and checkouts in one transaction, with their lines, stage history and contacts' purchases.

    A checkout and its order become one deal; the newest state of each wins. Raises django.db.DatabaseError when a
    record cannot be stored; nothing of the batch is kept then.
    """
    outcome = MergeOutcome()
    with transaction.atomic():
        for batch in _batches(records):
            outcome.add(_merge_batch(batch, source))
        send_deals_changed(outcome.created, outcome.updated)
        send_contacts_changed([], outcome.contacts)
    return outcome


def _batches(records: Iterable[DealRecord]) -> Iterator[list[DealRecord]]:
    """Batches of one kind that speak of the same fields and name no deal twice, older versions first."""
    groups: dict[tuple[bool, ...], list[DealRecord]] = {}
    for record in records:
        groups.setdefault((record.is_order, *known_fields(record)), []).append(record)
    for group in groups.values():
        rest = group
        while rest:
            rest, batch = _split_repeats(rest)
            yield batch


def _split_repeats(records: list[DealRecord]) -> tuple[list[DealRecord], list[DealRecord]]:
    keys = [_keys(record) for record in records]
    if len(set().union(*keys)) == sum(len(one) for one in keys):
        return [], records
    seen: set[tuple[str, object]] = set()
    later: list[DealRecord] = []
    batch: list[DealRecord] = []
    for record in sorted(records, key=lambda one: one.version):
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


def _merge_batch(records: Sequence[DealRecord], source: ChangeSource) -> MergeOutcome:
    parameters: Parameters = {"now": timezone.now(), "source": source.value}
    known = known_fields(records[0])
    statements = sql.statements(records[0].is_order, frozenset(compress(DealRecord._fields, known)))
    with connection.cursor() as cursor:
        _stage(cursor, records, known)
        for statement in (*sql.FIND, sql.MARK_DELETED, sql.GIVE_NEW_IDS):
            cursor.execute(statement)
        skipped = _skipped(cursor)
        cursor.execute(statements.insert, parameters)
        created = _ids(cursor)
        any_existing = len(created) + len(skipped) < len(records)
        contacts: set[int] = set()
        updated: list[int] = []
        if any_existing:
            contacts = _lock_existing(cursor)
            cursor.execute(statements.keep_changes, parameters)
            cursor.execute(statements.update, parameters)
            updated = _ids(cursor)
            cursor.execute(statements.update_from_older, parameters)
            updated += _ids(cursor)
        lines_changed = replace_lines(cursor, any_existing=any_existing) if known[_LINES] else []
        _write_history(cursor, created, updated, parameters)
        touched = sorted({*updated, *lines_changed})
        contacts = (contacts if touched else set()) | contacts_of(cursor, created + touched)
        recompute_purchases(cursor, sorted(contacts))
        unchanged = len(records) - len(created) - len(touched) - len(skipped)
        return MergeOutcome(created, touched, unchanged, skipped, sorted(contacts))


def _stage(cursor: CursorWrapper, records: Sequence[DealRecord], known: tuple[bool, ...]) -> None:
    """Copy deals and lines into their temporary tables, leaving out the fields nobody speaks of."""
    wanted = [is_known and name != "lines" for name, is_known in zip(DealRecord._fields, known, strict=True)]
    sql.INCOMING.prepare(cursor)
    names = ("n", *compress(DealRecord._fields, wanted))
    sql.INCOMING.copy(cursor, names, ((n, *compress(record, wanted)) for n, record in enumerate(records)))
    if known[_LINES]:
        copy_lines(cursor, records)


def _lock_existing(cursor: CursorWrapper) -> set[int]:
    """Lock the deals that exist; the contacts they belong to before the merge."""
    cursor.execute(sql.LOCK_EXISTING)
    return contacts_of(cursor, _ids(cursor))


def _write_history(cursor: CursorWrapper, created: list[int], updated: list[int], parameters: Parameters) -> None:
    if updated:
        cursor.execute(FORGET_HISTORY, {"ids": updated})
    if created or updated:
        cursor.execute(WRITE_HISTORY, {**parameters, "ids": created + updated})


def _skipped(cursor: CursorWrapper) -> list[Skip]:
    cursor.execute(sql.SKIPPED)
    return [Skip(str(key), SkipReason(reason)) for key, reason in cursor.fetchall()]


def _ids(cursor: CursorWrapper) -> list[int]:
    return [row[0] for row in cursor.fetchall()]
