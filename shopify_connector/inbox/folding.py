"""Of several states of one object in a batch, only those are merged that add something to the newest one.

The end is the same as if all were merged (a property test holds that); only the steps in between are left out of the
history of changes.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from crm.ingest import UNKNOWN, CustomerRecord, DealRecord, ProductRecord
from crm.ingest.records import version_time

Record = TypeVar("Record", CustomerRecord, ProductRecord, DealRecord)

_PAID = ("paid", "partially_refunded", "refunded")
# What orders a record, not what it says.
_NOT_SAID = {"updated_at", "shopify_updated_at", "version", "as_of", "only_fills"}


def fold_customers(records: Iterable[CustomerRecord]) -> list[CustomerRecord]:
    """States of customers. An older one may know what a newer one has empty."""
    return _fold(records, lambda one: one.customer_id)


def fold_products(records: Iterable[ProductRecord]) -> list[ProductRecord]:
    """States of products."""
    return _fold(records, lambda one: one.shopify_product_id)


def fold_deals(records: Iterable[DealRecord]) -> list[DealRecord]:
    """States of orders and checkouts, but for those that date a payment (docs/pipeline.md)."""
    return _fold(records, _deal_key, _dates_payment)


def _deal_key(record: DealRecord) -> object:
    if record.is_order:
        return record.shopify_order_id
    return record.checkout_token or -(record.shopify_checkout_id or 0)


def _dates_payment(states: list[DealRecord], newer: DealRecord) -> bool:
    """Whether the last of an order's states must stay: the last unpaid one before it was paid, or the first paid."""
    if not newer.is_order:
        return False
    paid = [_is_paid(state) for state in states]
    if paid[-1] and _is_paid(newer):
        return not any(paid[:-1])
    return paid[-1] or _is_paid(newer)


def _is_paid(state: DealRecord) -> bool:
    return state.financial_status in _PAID


def _fold(
    records: Iterable[Record],
    key: Callable[[Record], object],
    must_stay: Callable[[list[Record], Record], bool] = lambda _states, _newer: False,
) -> list[Record]:
    by_object: dict[object, list[Record]] = {}
    for record in records:
        by_object.setdefault(key(record), []).append(record)
    folded: list[Record] = []
    for states in by_object.values():
        kept: list[Record] = []
        for newer in sorted(states, key=version_time) if len(states) > 1 else states:
            while kept and _adds_nothing(kept[-1], newer) and not must_stay(kept, newer):
                kept.pop()
            kept.append(newer)
        folded += kept
    return folded


def _adds_nothing(older: Record, newer: Record) -> bool:
    """Whether the newer state says all that the older one says."""
    return all(
        not _is_said(old) or _is_said(new)
        for name, old, new in zip(older._fields, older, newer, strict=True)
        if name not in _NOT_SAID
    )


def _is_said(value: Any) -> bool:
    return value is not UNKNOWN and value is not None and value not in ("", "{}")
