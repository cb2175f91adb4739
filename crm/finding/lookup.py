"""Which records a query finds: those that hold its words whole, then by their beginnings, then by what surrounds them;
each the newest first.

Shelf after shelf is asked until there are enough, so that a word of half a million records costs no more than one shelf
of them, and a word of none a glance at every shelf.
"""

from collections.abc import Iterable

from django.db import connection

from crm.finding.kinds import INDEXED
from crm.finding.words import Query
from crm.finding.words_sql import AROUND, OWN, SHELF_BITS
from crm.models.object_type import ObjectType

# Stands for the shelf in a query; no word has it.
_SHELF = "§"

# The inner query is kept to itself: with the order known, the planner would read the whole table backwards.
_FIND = f"""
    SELECT found.id, asked.number = 1
      FROM unnest(%(asked)s::text[]) WITH ORDINALITY AS asked (query, number)
     CROSS JOIN LATERAL (
           SELECT on_shelf.id
             FROM generate_series((SELECT max({{key}}) >> {SHELF_BITS} FROM {{table}}), 0, -1) AS shelf
            CROSS JOIN LATERAL (
                  WITH held AS MATERIALIZED (
                       SELECT {{key}} AS id FROM {{table}}
                        WHERE words @@ replace(asked.query, '{_SHELF}', to_hex(shelf))::tsquery)
                  SELECT id FROM held ORDER BY id DESC LIMIT %(limit)s) AS on_shelf
            LIMIT %(limit)s) AS found
"""


def find(object_type: ObjectType, query: Query, limit: int) -> dict[int, bool]:
    """The ids of the best records, best first, at most `limit`; each with whether it holds the words whole."""
    if not query.ways:
        return {}
    kind = INDEXED[object_type]
    asked = [_asked(query, [OWN], ""), _asked(query, [OWN], ":*"), _asked(query, [OWN, AROUND], ":*")]
    found: dict[int, bool] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(key=kind.key, table=kind.table), {"asked": asked, "limit": limit})
        for record_id, is_exact in cursor.fetchall():
            found.setdefault(record_id, is_exact)
    return dict(list(found.items())[:limit])


def _asked(query: Query, places: list[str], ending: str) -> str:
    """A query as PostgreSQL's tsquery: the words stand in one of the places; `:*` lets them go on."""
    return _any(
        _all(_any(f"'{_SHELF}{place}{word}'{ending}" for place in places) for word in way) for way in query.ways
    )


def _any(parts: Iterable[str]) -> str:
    return f"({' | '.join(parts)})"


def _all(parts: Iterable[str]) -> str:
    return f"({' & '.join(parts)})"
