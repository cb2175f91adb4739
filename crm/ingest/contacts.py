"""Merge Shopify customers into contacts (SPEC K1, K2; docs/ingest.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.models import Portal
from crm.ingest import contacts_sql as sql
from crm.ingest.addresses import settle_addresses
from crm.ingest.outcome import MergeOutcome, Skip, SkipReason
from crm.ingest.parameters import merge_parameters
from crm.ingest.purchases import recompute_purchases
from crm.ingest.records import CustomerRecord, version_time
from crm.ingest.staging import CopyText, Parameters, changed_ids, ids, skips
from crm.ingest.tombstones import wait_for_deletions
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed, send_customers_doubted


@dataclass(frozen=True, slots=True)
class CustomerBatch:
    """Records ready to be merged at once: no customer and no e-mail address twice.

    `later` are records that wait for these, `without_email` those that make no contact. Made by `prepare_customers`.
    """

    records: list[CustomerRecord]
    later: list[CustomerRecord]
    without_email: list[CustomerRecord]
    customers: CopyText


def merge_customers(records: Iterable[CustomerRecord], source: ChangeSource) -> MergeOutcome:
    """Merge customers in one transaction: make, update or leave each contact (newest non-empty value wins).

    Customers without e-mail are skipped. Raises django.db.DatabaseError when a record cannot be stored; nothing is
    kept then.
    """
    return merge_customer_batch(prepare_customers(records), source)


def prepare_customers(records: Iterable[CustomerRecord]) -> CustomerBatch:
    """Make a batch of records. No database is asked: it can be done while another batch is merged."""
    with_email: list[CustomerRecord] = []
    without_email: list[CustomerRecord] = []
    for record in records:
        (with_email if record.email else without_email).append(record)
    return _batch(with_email, without_email)


def merge_customer_batch(batch: CustomerBatch, source: ChangeSource) -> MergeOutcome:
    """What `merge_customers` does, of a prepared batch."""
    outcome = MergeOutcome(skipped=[Skip(str(one.customer_id), SkipReason.NO_EMAIL) for one in batch.without_email])
    doubted: set[int] = set()
    with transaction.atomic():
        outcome.updated += _forget_addresses(batch.without_email, source, doubted)
        while batch.records:
            merged, waiting = _merge_round(batch, source, doubted)
            outcome.add(merged)
            batch = _batch(waiting, [])
        send_contacts_changed(outcome.created, outcome.updated)
        send_customers_doubted(doubted)
    return outcome


def _batch(records: list[CustomerRecord], without_email: list[CustomerRecord]) -> CustomerBatch:
    later, batch = _split_repeats(records)
    return CustomerBatch(batch, later, without_email, sql.INCOMING.render(CustomerRecord._fields, batch))


def _split_repeats(records: list[CustomerRecord]) -> tuple[list[CustomerRecord], list[CustomerRecord]]:
    """What has to wait, and a batch in which no customer and no e-mail address stands twice, older versions first."""
    emails = {record.email for record in records}
    customers = {record.customer_id for record in records}
    if len(emails) == len(customers) == len(records):
        return [], records
    later, batch = [], []
    emails.clear()
    customers.clear()
    for record in sorted(records, key=lambda one: (version_time(one), one.customer_id)):
        if record.email in emails or record.customer_id in customers:
            later.append(record)
        else:
            batch.append(record)
        emails.add(record.email)
        customers.add(record.customer_id)
    return later, batch


def _merge_round(
    batch: CustomerBatch, source: ChangeSource, doubted: set[int]
) -> tuple[MergeOutcome, list[CustomerRecord]]:
    """What the merge of a batch did, and the records that had to wait for it."""
    parameters = {**merge_parameters(source), "salt": Portal.current().erasure_salt}
    records = batch.records
    with connection.cursor() as cursor:
        wait_for_deletions(cursor)
        sql.INCOMING.prepare(cursor)
        sql.INCOMING.copy(cursor, batch.customers)
        sql.TARGETS.prepare(cursor)
        cursor.execute(sql.FIND_TARGETS, parameters)
        cursor.execute(sql.POSTPONE)
        waiting = set(ids(cursor))
        merged = len(records) - len(waiting)
        cursor.execute(sql.SKIPPED)
        skipped = skips(cursor)
        cursor.execute(sql.INSERT_NEW, parameters)
        created = ids(cursor)
        updated, differing = set[int](), set[int]()
        any_existing = len(created) + len(skipped) < merged
        if any_existing:
            differing = _update_existing(cursor, parameters, updated)
        cursor.execute(sql.WRITE_LINKS, parameters)
        if any_existing:
            moved = _follow_addresses(cursor, source, doubted)
            updated |= moved
            differing |= moved
        cursor.execute(sql.ADOPT_DEALS, parameters)
        recompute_purchases(cursor, sorted(set(ids(cursor))))
        unchanged = max(0, merged - len(created) - len(updated) - len(skipped))
        outcome = MergeOutcome(created, sorted(updated), unchanged, skipped, differing=sorted(differing))
        return outcome, [record for record in records if record.customer_id in waiting] + batch.later


def _update_existing(cursor: CursorWrapper, parameters: Parameters, updated: set[int]) -> set[int]:
    """Update the contacts that were there before, adding to `updated`; those of which a property differed."""
    cursor.execute(sql.LOCK_EXISTING)
    cursor.execute(sql.KEEP_CHANGES, parameters)
    differing = set(ids(cursor))
    cursor.execute(sql.UPDATE_NEWER, parameters)
    updated.update(changed_ids(cursor))
    cursor.execute(sql.UPDATE_FROM_OLDER, parameters)
    filled = changed_ids(cursor)
    updated.update(filled)
    return differing.union(filled)


def _forget_addresses(records: list[CustomerRecord], source: ChangeSource, doubted: set[int]) -> set[int]:
    """Customers who have no address any more leave theirs to those who wait for it; the contacts that changed."""
    if not records:
        return set()
    parameters: Parameters = {
        "customer_ids": [record.customer_id for record in records],
        "versions": [record.updated_at for record in records],
        "moments": [record.as_of for record in records],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_ADDRESSES, parameters)
        if not ids(cursor):
            return set()
    settled = settle_addresses([], source)
    doubted.update(settled.doubted)
    return settled.changed


def _follow_addresses(cursor: CursorWrapper, source: ChangeSource, doubted: set[int]) -> set[int]:
    """Let contacts follow their customers to new addresses (SPEC K4); the contacts that changed by it."""
    cursor.execute(sql.SHARED)
    doubted.update(ids(cursor))
    cursor.execute(sql.MOVED)
    settled = settle_addresses(ids(cursor), source)
    doubted.update(settled.doubted)
    return settled.changed
