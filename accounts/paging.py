"""Pages of a table by keyset: as quick on the last page of a million rows as on the first.

The order is (value, id). Rows without a value come last whichever way the column is sorted, and are read by a query
of their own, so that an index on the column serves the rest.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar, cast

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable

ROWS = 50

T = TypeVar("T", bound=Model)


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a column sorts. `value` is a field path or an expression; `known` holds for rows that have a value (None:
    all have); `parse` turns a cursor's text back into a value and raises ValueError for what is none."""

    value: str | Combinable
    parse: Callable[[str], Any]
    known: Q | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row that a page begins after (or, backward, ends before)."""

    value: Any
    id: int
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """One page's rows with the cursors of its neighbours, None where there is no neighbour."""

    rows: list[T]
    previous: Cursor | None
    next: Cursor | None


def read_page(
    records: QuerySet[T], sorting: Sorting, *, descending: bool, cursor: Cursor | None, size: int | None = None
) -> Rows[T]:
    """Read one page of `size` rows (None: ROWS); at most two queries."""
    size = size or ROWS
    backward = cursor is not None and cursor.backward
    expression = F(sorting.value) if isinstance(sorting.value, str) else sorting.value
    ordered = cast("QuerySet[T]", records.annotate(sort_value=expression))
    found: list[T] = []
    for part, has_value in _parts(ordered, sorting, cursor, backward=backward):
        found += _slice(part, cursor, has_value=has_value, down=descending != backward, size=size + 1 - len(found))
        if len(found) > size:
            break
    has_more = len(found) > size
    rows = found[:size]
    if backward:
        rows.reverse()
    return Rows(
        rows,
        previous=_cursor_of(rows[0], backward=True)
        if rows and (has_more if backward else cursor is not None)
        else None,
        next=_cursor_of(rows[-1]) if rows and (has_more or backward) else None,
    )


def _parts(
    records: QuerySet[T], sorting: Sorting, cursor: Cursor | None, *, backward: bool
) -> list[tuple[QuerySet[T], bool]]:
    """The rows with a value, then those without; the other way round going backward; from where the cursor lies."""
    if sorting.known is None:
        return [(records, True)]
    parts = [(records.filter(sorting.known), True), (records.exclude(sorting.known), False)]
    if backward:
        parts.reverse()
    if cursor is not None and (cursor.value is None) == parts[0][1]:
        parts.pop(0)
    return parts


def _slice(part: QuerySet[T], cursor: Cursor | None, *, has_value: bool, down: bool, size: int) -> list[T]:
    sign = "-" if down else ""
    step = "lt" if down else "gt"
    keys = [f"{sign}sort_value", f"{sign}id"] if has_value else [f"{sign}id"]
    if cursor is not None and (cursor.value is not None) == has_value:
        beyond = Q(**{f"id__{step}": cursor.id})
        if has_value:
            # The first condition alone is what an index can jump to; the second cuts off the rows up to the cursor.
            part = part.filter(Q(**{f"sort_value__{step}e": cursor.value}))
            beyond |= Q(**{f"sort_value__{step}": cursor.value})
        part = part.filter(beyond)
    return list(part.order_by(*keys)[:size])


def _cursor_of(row: Any, *, backward: bool = False) -> Cursor:
    value = row.sort_value
    return Cursor(None if value == "" else value, row.pk, backward)


def write_cursor(cursor: Cursor) -> str:
    """A cursor as it stands in an address."""
    value = cursor.value.isoformat() if isinstance(cursor.value, datetime) else cursor.value
    text = json.dumps([None if value is None else str(value), cursor.id])
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, sorting: Sorting, *, backward: bool) -> Cursor | None:
    """The cursor of an address; None for one that nobody wrote (then the first page is shown)."""
    try:
        value, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Cursor(None if value is None else sorting.parse(value), int(row_id), backward)
    except (ValueError, TypeError, InvalidOperation, RecursionError):
        return None


def parse_moment(text: str) -> datetime:
    """An aware moment from ISO 8601."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment


def parse_amount(text: str) -> Decimal:
    """A finite decimal."""
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError("an amount is finite")
    return amount
