"""The queue of objects to read: asked for in one row each, however often, and read in the background.

A row is claimed by moving its due time; one that is asked for again meanwhile stays (`wanted`).
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from shopify_connector.models import ImportedObject, StoreConnection

logger = logging.getLogger(__name__)

# While one is being read nobody else reads it; afterwards it is tried again.
CLAIMED_FOR = timedelta(minutes=2)
AT_ONCE = 200

_ASK = """
    INSERT INTO shopify_connector_readrequest AS r (store_id, object, shopify_id, due_at, wanted, tries)
    SELECT %(store)s, %(object)s, shopify_id, %(due)s, 1, 0 FROM unnest(%(ids)s::bigint[]) AS shopify_id
        ON CONFLICT (store_id, object, shopify_id) DO UPDATE
       SET wanted = r.wanted + 1, tries = 0, due_at = least(r.due_at, excluded.due_at)
"""
_CLAIM = """
    UPDATE shopify_connector_readrequest AS r SET due_at = %(until)s, tries = tries + 1
     WHERE id IN (SELECT id FROM shopify_connector_readrequest WHERE store_id = %(store)s AND due_at <= %(now)s
                   ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
 RETURNING id, object, shopify_id, wanted, tries
"""
_DONE = "DELETE FROM shopify_connector_readrequest WHERE id = %s AND wanted = %s"
_LATER = "UPDATE shopify_connector_readrequest SET due_at = %s WHERE id = %s AND wanted = %s"


class Claimed(NamedTuple):
    """A row that is ours for a while."""

    pk: int
    object: ImportedObject
    shopify_id: int
    wanted: int
    tries: int


def ask(store: StoreConnection, kind: ImportedObject, ids: Iterable[int], due: datetime | None = None) -> None:
    """Ask for objects to be read, now or when `due` (UTC)."""
    wanted = sorted(set(ids))
    if wanted:
        with connection.cursor() as cursor:
            at = due or timezone.now()
            cursor.execute(_ASK, {"store": store.pk, "object": kind.value, "ids": wanted, "due": at})


def claim(store: StoreConnection) -> list[Claimed]:
    """Take some rows that are due."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"store": store.pk, "now": now, "until": now + CLAIMED_FOR, "limit": AT_ONCE})
        return [Claimed(pk, ImportedObject(kind), *rest) for pk, kind, *rest in cursor.fetchall()]


def done(rows: Iterable[Claimed]) -> None:
    """These were read; those that were asked for again meanwhile stay."""
    with connection.cursor() as cursor:
        cursor.executemany(_DONE, [(row.pk, row.wanted) for row in rows])


def later(row: Claimed, due: datetime) -> None:
    """Read this one again when `due`."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [due, row.pk, row.wanted])
