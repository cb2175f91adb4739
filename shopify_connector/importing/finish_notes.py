"""Shopify's word that a bulk operation is finished (`bulk_operations/finish`), passed on to the import that waits.

It may be lost on the way, so the import looks by itself too, only less often (docs/shopify-api.md).
"""

import time

from django.core.cache import cache

# Seconds between two looks at whether the word has come; it is forgotten after so many.
_LOOK = 0.25
_KEPT = 600


def note_finished(operation_id: str) -> None:
    """An operation is finished, whichever way."""
    cache.set(_key(operation_id), 1, timeout=_KEPT)


def wait_for_finish(operation_id: str, seconds: float) -> None:
    """Wait `seconds`, or until Shopify said that the operation is finished."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(_LOOK, left))
        if cache.delete(_key(operation_id)):
            return


def _key(operation_id: str) -> str:
    return f"shopify:bulk-finished:{operation_id}"
