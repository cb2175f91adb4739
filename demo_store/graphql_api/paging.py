"""Connections: windows of a sorted list, cursors, and the errors for windows that make no sense."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from graphql import GraphQLError

from demo_store.graphql_api.filters import Test

MAX_WINDOW: Final = 250
Key = Callable[[Any], tuple[Any, int]]


class Window(NamedTuple):
    """What was asked for. Exactly one of `first` and `last` is a number."""

    first: int | None
    last: int | None
    after: str | None
    before: str | None
    reverse: bool


class Page(NamedTuple):
    """A connection's content, with what the page needs to know of its neighbours."""

    records: list[Any]
    cursors: list[str]
    has_next: bool
    has_previous: bool


def bad_request(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


def window_of(arguments: dict[str, Any]) -> Window:
    """The window that a connection's arguments ask for; GraphQLError with Shopify's words otherwise."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        raise bad_request("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_request("providing both first and last is not supported")
    size: int = first if first is not None else arguments["last"]
    if size < 0:
        raise bad_request(f"{'first' if first is not None else 'last'} cannot be negative")
    if size > MAX_WINDOW:
        raise bad_request(f"Maximum of {MAX_WINDOW} records per page, {size} requested")
    return Window(first, last, arguments.get("after"), arguments.get("before"), bool(arguments.get("reverse")))


def page_of_sorted(records: Sequence[Any], key: Key, test: Test | None, window: Window) -> Page:
    """A window of records that are sorted ascending by `key` (value, id)."""
    low, high = _bounds(records, key, window)
    backwards = window.reverse != (window.last is not None)
    size = window.first if window.first is not None else window.last or 0
    found: list[Any] = []
    more = False
    for index in range(high - 1, low - 1, -1) if backwards else range(low, high):
        record = records[index]
        if test is None or test(record):
            if len(found) == size:
                more = True
                break
            found.append(record)
    if window.last is not None:
        found.reverse()
    cursors = [_cursor(key(record)) for record in found]
    other_side = bool(window.after if window.first is not None else window.before)
    has_next, has_previous = (more, other_side) if window.first is not None else (other_side, more)
    return Page(found, cursors, has_next, has_previous)


def page_of_list(records: Sequence[Any], window: Window) -> Page:
    """A window of a short list in its own order; cursors are places in it."""
    page = page_of_sorted(list(enumerate(records)), lambda pair: (pair[0], 0), None, window)
    return page._replace(records=[record for _, record in page.records])


def _bounds(records: Sequence[Any], key: Key, window: Window) -> tuple[int, int]:
    """Index range that lies between the cursors."""
    low, high = 0, len(records)
    start, end = (window.before, window.after) if window.reverse else (window.after, window.before)
    if start:
        low = bisect_right(records, _position(start), key=key)
    if end:
        high = bisect_left(records, _position(end), key=key)
    return low, high


def _cursor(position: tuple[Any, int]) -> str:
    value, number = position
    text = json.dumps({"last_id": number, "last_value": value}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def _position(cursor: str) -> tuple[Any, int]:
    try:
        decoded = json.loads(base64.b64decode(cursor, validate=True))
        return decoded["last_value"], int(decoded["last_id"])
    except (ValueError, KeyError, TypeError):
        raise bad_request("Invalid cursor for current pagination sort.") from None
