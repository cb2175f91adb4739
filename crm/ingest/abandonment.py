"""The 24-hour rule by the clock (SPEC D6): open checkouts turn abandoned when their time has come.

The moment is an indexed fact of the deal (`deal_pending_since`), not a timer: a machine that stood still catches up,
two sweeps at once share the work (SKIP LOCKED), and a deal that has moved on is not touched.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from crm.ingest.deals_sql import REDERIVE
from crm.ingest.parameters import merge_parameters
from crm.ingest.purchases import contacts_of, recompute_purchases
from crm.ingest.stage_sql import FORGET_HISTORY, WRITE_HISTORY
from crm.ingest.staging import ids
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed, send_deals_changed
from crm.stages import abandoned_after

# Deals of one transaction.
_BATCH = 500

_OVERDUE = """
    SELECT id FROM crm_deal
     WHERE stage_id = 'checkout_pending' AND checkout_created_at <= %s AND deleted_at IS NULL
     ORDER BY checkout_created_at LIMIT %s FOR UPDATE SKIP LOCKED
"""


def sweep_abandoned() -> int:
    """Move every checkout whose time has come to Checkout Abandoned; how many were moved."""
    moved = 0
    while True:
        batch = _sweep_batch(timezone.now())
        moved += batch
        if batch < _BATCH:
            return moved


def _sweep_batch(now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OVERDUE, [now - abandoned_after(), _BATCH])
        overdue = ids(cursor)
        if not overdue:
            return 0
        parameters = {**merge_parameters(ChangeSource.WEBHOOK), "now": now, "ids": overdue}
        cursor.execute(REDERIVE, parameters)
        moved = ids(cursor)
        cursor.execute(FORGET_HISTORY, {"ids": moved})
        cursor.execute(WRITE_HISTORY, {**parameters, "ids": moved})
        contacts = sorted(contacts_of(cursor, moved))
        recompute_purchases(cursor, contacts)
        send_deals_changed([], moved)
        send_contacts_changed([], contacts)
        return len(moved)
