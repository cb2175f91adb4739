"""One delivery, one INSERT."""

from datetime import datetime
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connection

# Written out: the ORM takes a third as long again, and each delivery pays it.
_INSERT = """
    INSERT INTO shopify_connector_delivery
           (store_id, delivery_id, topic, api_version, triggered_at, received_at, body, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '')
        ON CONFLICT (delivery_id) DO NOTHING
"""


class Arrival(NamedTuple):
    """A delivery that was checked, in the order of the table's columns. Times are UTC."""

    store_id: int
    delivery_id: str
    topic: str
    api_version: str
    triggered_at: datetime | None
    received_at: datetime
    body: bytes


def keep(arrival: Arrival) -> bool:
    """Make a delivery durable; False where it was there already. Raises django.db.Error where it could not be kept."""
    # Django would ask first whether the connection still works: another round trip, when the INSERT shows it too.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _insert(arrival)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
    # PostgreSQL was restarted meanwhile. Had the first INSERT been committed, the second does nothing.
    connection.close()
    return _insert(arrival)


def _insert(arrival: Arrival) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, arrival)
        return bool(cursor.rowcount)
