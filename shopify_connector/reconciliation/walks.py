"""The ways through a store's objects, page by page: those that changed since a moment, or all of them.

A position is a small dict that a step keeps; `{}` is the beginning.
"""

from datetime import datetime
from typing import Any

from shopify_connector.models import ImportedObject, SyncCheck
from shopify_connector.reading.objects import READABLE
from shopify_connector.reading.pages import Page

Position = dict[str, Any]

# Shopify answers no deeper than 25,000 objects into one list: before that, the list is begun again further on.
_DEEPEST = 20_000


def variables(kind: ImportedObject, check: SyncCheck, position: Position) -> dict[str, Any]:
    """What to ask for the page behind a position."""
    since = check.since
    if since is None:
        return {"query": f"id:>{position.get('id', 0)}", **_sorted(kind, "ID")}
    if not READABLE[kind].sorts:
        return {"query": f"updated_at:>={_quoted(since.isoformat())} id:>{position.get('id', 0)}"}
    moment = position.get("since") or since.isoformat()
    return {"query": f"updated_at:>={_quoted(moment)}", "after": position.get("after"), **_sorted(kind, "UPDATED_AT")}


def behind(kind: ImportedObject, check: SyncCheck, position: Position, page: Page) -> Position:
    """The position behind a page that had objects."""
    if check.since is None or not READABLE[kind].sorts:
        return {"id": page.ids[-1]}
    read = position.get("read", 0) + len(page.ids)
    if read >= _DEEPEST:
        return {"since": page.last_change}
    return {**position, "after": page.cursor, "read": read}


def _sorted(kind: ImportedObject, key: str) -> dict[str, Any]:
    return {"sortKey": key} if READABLE[kind].sorts else {}


def _quoted(moment: str) -> str:
    return f"'{datetime.fromisoformat(moment).strftime('%Y-%m-%dT%H:%M:%SZ')}'"
