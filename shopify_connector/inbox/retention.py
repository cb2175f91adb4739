"""Handled deliveries are kept for a time, so that people can see what came, and then dropped in small batches."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

# Rows of one short transaction: autovacuum keeps up, nobody waits.
_BATCH = 2_000

# What an open error would be retried from stays.
_DROP = """
    DELETE FROM shopify_connector_delivery
     WHERE id IN (
           SELECT d.id FROM shopify_connector_delivery d
            WHERE d.handled_at < %s
                  AND NOT EXISTS (SELECT 1 FROM shopify_connector_syncerror e
                                   WHERE e.delivery_id = d.id AND e.resolved_at IS NULL AND e.dismissed_at IS NULL)
            ORDER BY d.handled_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""
# Closed errors no longer point to them.
_LET_GO = """
    UPDATE shopify_connector_syncerror e SET delivery_id = NULL
      FROM shopify_connector_delivery d
     WHERE e.delivery_id = d.id AND d.handled_at < %s AND (e.resolved_at IS NOT NULL OR e.dismissed_at IS NOT NULL)
"""


def drop_handled(at: datetime) -> int:
    """Drop deliveries that were handled more than WEBHOOK_KEPT_DAYS before `at` (UTC); how many."""
    before = at - timedelta(days=settings.WEBHOOK_KEPT_DAYS)
    dropped = 0
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, [before])
        while True:
            cursor.execute(_DROP, [before, _BATCH])
            dropped += int(cursor.rowcount)
            if cursor.rowcount < _BATCH:
                return dropped
