"""Running a bulk operation: in a thread of its own, line by line, with counters that move."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import orjson

from demo_store.bulk.operations import BulkOperation
from demo_store.bulk.plan import AccessDenied, NodePlan, RootPlan, plan_of
from demo_store.graphql_api.context import Context
from demo_store.graphql_api.listings import LISTINGS
from demo_store.graphql_api.roots import search_of, visible

log = logging.getLogger("demo_store.bulk")

# Roots of one chunk are written before any of their children, as Shopify does when objects are not grouped.
CHUNK: Final = 100
_QUEUED_SECONDS: Final = 0.1
Row = tuple[dict[str, Any], bool]


class _Cancelled(Exception):
    """Somebody asked the operation to stop."""


def start(operation: BulkOperation, context: Context) -> threading.Thread:
    """Run the operation in the background."""
    thread = threading.Thread(target=run, args=(operation, context), name=f"bulk-{operation.id}", daemon=True)
    thread.start()
    return thread


def run(operation: BulkOperation, context: Context) -> None:
    """Take an operation from CREATED to its end."""
    bulk = context.store.bulk
    try:
        if operation.cancelled.wait(_QUEUED_SECONDS):
            raise _Cancelled
        operation.status = "RUNNING"
        plans = plan_of(operation.query, context)
        with operation.path.open("wb", buffering=1 << 20) as file:
            _write(operation, plans, context, file)
        bulk.finish(operation, "COMPLETED")
    except _Cancelled:
        bulk.finish(operation, "CANCELED")
    except AccessDenied:
        bulk.finish(operation, "FAILED", "ACCESS_DENIED")
    except Exception:
        log.exception("bulk operation %s broke", operation.id)
        bulk.finish(operation, "FAILED", "INTERNAL_SERVER_ERROR")


def _write(operation: BulkOperation, plans: list[RootPlan], context: Context, file: BinaryIO) -> None:
    selected = [(plan, _records(plan, context)) for plan in plans]
    total = sum(len(records) for _, records in selected)
    begun = time.monotonic()
    rows = _grouped if operation.group_objects else _interleaved
    for plan, records in selected:
        for low in range(0, len(records), CHUNK):
            for row, is_root in rows(plan.node, records[low : low + CHUNK]):
                # Slashes are escaped, as they are in Shopify's own files.
                file.write(orjson.dumps(row).replace(b"/", b"\\/") + b"\n")
                operation.object_count += 1
                operation.root_object_count += is_root
            _pace(operation, context.store.options.bulk_seconds, begun, total)


def _pace(operation: BulkOperation, seconds: float, begun: float, total: int) -> None:
    """Stop if asked to; wait where the run shall take at least so many seconds."""
    due = begun + seconds * operation.root_object_count / max(1, total)
    if operation.cancelled.wait(max(0.0, due - time.monotonic())):
        raise _Cancelled


def _records(plan: RootPlan, context: Context) -> list[Any]:
    """The records of a root connection, in its order; `first` is ignored, as it is at Shopify."""
    listing = LISTINGS[plan.name]
    sort_key = plan.arguments.get("sortKey") or "ID"
    records = listing.shelf(context.store).sorted_by(sort_key, listing.keys[sort_key])
    test = visible(listing, search_of(listing, plan.arguments.get("query")).test, context)
    chosen = list(records) if test is None else [record for record in records if test(record)]
    return chosen[::-1] if plan.arguments.get("reverse") else chosen


def _grouped(plan: NodePlan, records: list[Any]) -> Iterator[Row]:
    """Every record directly followed by its children."""
    for record in records:
        row = plan.build(record)
        yield row, True
        yield from ((child, False) for child in _descendants(plan, record, row))


def _descendants(plan: NodePlan, record: Any, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for children in plan.children:
        for child in children.records(record):
            below = _child(children.node, child, row)
            yield below
            yield from _descendants(children.node, child, below)


def _interleaved(plan: NodePlan, records: list[Any]) -> Iterator[Row]:
    """All records of the chunk first, then their children, then theirs: later than the parent, seldom beside it."""
    level = [(plan, record, plan.build(record)) for record in records]
    for _, _, row in level:
        yield row, True
    while level:
        below = [
            (children.node, child, _child(children.node, child, row))
            for node, record, row in level
            for children in node.children
            for child in children.records(record)
        ]
        yield from ((row, False) for _, _, row in below)
        level = below


def _child(plan: NodePlan, record: Any, parent: dict[str, Any]) -> dict[str, Any]:
    row = plan.build(record)
    row["__parentId"] = parent["id"]
    return row
