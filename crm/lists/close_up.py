"""Some contacts and all that hangs on them, in small tables that stand before the real ones.

Two hundred lists asked about the same five thousand contacts would each fetch their deals and lines from tables of
millions. Temporary tables come first on PostgreSQL's search path, so the same statements find these instead.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum

from django.db import connection

from crm.filters.events import event_family

# Fewer contacts are found as quickly where they are, and making tables takes a moment.
FROM = 500

# In an order in which each can be chosen by the ones before.
_TABLES = {
    "crm_contact": "id = ANY(%s)",
    "crm_purchasesummary": "contact_id IN (SELECT id FROM pg_temp.crm_contact)",
    "crm_deal": "contact_id IN (SELECT id FROM pg_temp.crm_contact)",
    "crm_lineitem": "deal_id IN (SELECT id FROM pg_temp.crm_deal)",
}
_CHOSEN = "{} IN (SELECT id FROM pg_temp.{})"
_INDEXES = (
    "CREATE INDEX ON pg_temp.crm_contact (id)",
    "CREATE INDEX ON pg_temp.crm_purchasesummary (contact_id)",
    "CREATE INDEX ON pg_temp.crm_deal (contact_id)",
    "CREATE INDEX ON pg_temp.crm_deal (id)",
    "CREATE INDEX ON pg_temp.crm_lineitem (deal_id)",
)


class CloseUp(Enum):
    """Those contacts whom the small tables hold."""

    CONTACTS = "SELECT id FROM pg_temp.crm_contact"


@contextmanager
def close_up(contact_ids: Sequence[int], families: Collection[str] = ()) -> Iterator[Sequence[int] | CloseUp]:
    """Within it, in this transaction, contacts are these alone, with their deals, line items and the events of
    `families`, to be read only.

    Gives how to speak of them: their ids where they are so few that no tables are made.
    """
    if len(contact_ids) < FROM:
        yield contact_ids
        return
    hanging = [one for code in families if (found := event_family(code)) for one in found.tables]
    tables = _TABLES | {one.name: _CHOSEN.format(one.column, one.parent) for one in hanging}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        for table, chosen in tables.items():
            given = [list(contact_ids)] if "%s" in chosen else None
            cursor.execute(
                f"CREATE TEMP TABLE {table} ON COMMIT DROP AS"  # noqa: S608 - constants and the schema's own name
                f" SELECT * FROM {connection.ops.quote_name(schema)}.{table} WHERE {chosen}",
                given,
            )
        for statement in _INDEXES:
            cursor.execute(statement)
        for one in hanging:
            for column in ("id", one.column):
                cursor.execute(f"CREATE INDEX ON pg_temp.{one.name} ({column})")
        for table in tables:
            cursor.execute(f"ANALYZE pg_temp.{table}")
    yield CloseUp.CONTACTS
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE " + ", ".join(f"pg_temp.{table}" for table in tables))
