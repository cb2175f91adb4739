"""Merge Shopify products and their variants (SPEC P1; docs/ingest.md)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from crm.ingest import products_sql as sql
from crm.ingest.outcome import MergeOutcome
from crm.ingest.parameters import merge_parameters
from crm.ingest.records import UNKNOWN, ProductRecord, VariantRecord, known_fields, version_time
from crm.ingest.staging import changed_ids, ids, skips
from crm.ingest.tombstones import wait_for_deletions
from crm.models.history import ChangeSource
from crm.signals import send_products_changed

_VARIANTS = ProductRecord._fields.index("variants")


def merge_products(records: Iterable[ProductRecord], source: ChangeSource) -> MergeOutcome:
    """Merge products with their variants in one transaction; the newest state wins.

    Line items that came before their product find it here. Raises django.db.DatabaseError when a record cannot be
    stored; nothing of the batch is kept then.
    """
    outcome = MergeOutcome()
    with transaction.atomic():
        for batch in _batches(records):
            outcome.add(_merge_batch(batch, source))
        send_products_changed(outcome.created, outcome.updated)
    return outcome


def _batches(records: Iterable[ProductRecord]) -> Iterator[list[ProductRecord]]:
    """Batches that speak of the same fields and name no product twice, older versions first."""
    groups: dict[tuple[bool, ...], list[ProductRecord]] = {}
    for record in sorted(records, key=version_time):
        groups.setdefault(known_fields(record), []).append(record)
    for group in groups.values():
        rest = group
        while rest:
            newest_last = {record.shopify_product_id: record for record in reversed(rest)}
            batch = list(newest_last.values())
            rest = [record for record in rest if newest_last[record.shopify_product_id] is not record]
            yield batch


def _merge_batch(records: Sequence[ProductRecord], source: ChangeSource) -> MergeOutcome:
    parameters = merge_parameters(source)
    known = known_fields(records[0])
    statements = sql.statements(frozenset(compress(ProductRecord._fields, known)))
    with connection.cursor() as cursor:
        wait_for_deletions(cursor)
        _stage(cursor, records, known)
        sql.TARGETS.prepare(cursor)
        cursor.execute(sql.FIND_TARGETS)
        cursor.execute(sql.SKIPPED)
        skipped = skips(cursor)
        cursor.execute(statements.insert, parameters)
        created = ids(cursor)
        cursor.execute(sql.LOCK_EXISTING)
        cursor.execute(statements.keep_changes, parameters)
        differing = set(ids(cursor))
        cursor.execute(statements.update, parameters)
        updated = set(changed_ids(cursor))
        if known[_VARIANTS]:
            variants = _replace_variants(cursor) - set(created)
            updated |= variants
            differing |= variants
        cursor.execute(sql.ADOPT_LINE_ITEMS)
        unchanged = len(records) - len(created) - len(updated) - len(skipped)
        return MergeOutcome(created, sorted(updated), unchanged, skipped, differing=sorted(differing))


def _replace_variants(cursor: CursorWrapper) -> set[int]:
    cursor.execute(sql.DELETE_GONE_VARIANTS)
    changed = set(ids(cursor))
    cursor.execute(sql.UPSERT_VARIANTS)
    return changed | set(ids(cursor))


def _stage(cursor: CursorWrapper, records: Sequence[ProductRecord], known: tuple[bool, ...]) -> None:
    wanted = [is_known and name != "variants" for name, is_known in zip(ProductRecord._fields, known, strict=True)]
    sql.INCOMING.prepare(cursor)
    names = tuple(compress(ProductRecord._fields, wanted))
    sql.INCOMING.copy(cursor, sql.INCOMING.render(names, (tuple(compress(record, wanted)) for record in records)))
    if known[_VARIANTS]:
        sql.INCOMING_VARIANTS.prepare(cursor)
        names = ("shopify_product_id", *VariantRecord._fields)
        sql.INCOMING_VARIANTS.copy(cursor, sql.INCOMING_VARIANTS.render(names, _variant_rows(records)))


def _variant_rows(records: Sequence[ProductRecord]) -> Iterator[tuple[object, ...]]:
    for record in records:
        if record.variants is not UNKNOWN:
            for variant in record.variants:
                yield (record.shopify_product_id, *variant)
