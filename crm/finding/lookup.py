"""Which records a query finds: those that hold its words whole, then those whose own words begin with them, then those
that are found by what surrounds them; each the newest first.

Shelf after shelf is asked until there are enough: a word of half a million records costs no more than one shelf of
them, and a word of none a glance at every shelf. What costs is words that many records have and never together; the
shorter the words, the fewer shelves are asked for their beginnings.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from crm.finding.kinds import INDEXED
from crm.finding.words import Query
from crm.finding.words_sql import AROUND, OWN, SHELF_BITS
from crm.models.object_type import ObjectType

# What may be spent on a query, in what a long word costs on one shelf. A word of one letter begins the words of most
# records there: the time of 400 is some 50 ms.
_SPENT_MOST = 400
_COSTS = {1: 8, 2: 4, 3: 2}
# Stands for the shelf in a query; no word has it.
_SHELF = "§"

# The inner query is kept to itself: with the order known, the planner would read the whole table backwards.
_NEWEST = f"""
    WITH newest AS (SELECT max({{key}}) >> {SHELF_BITS} AS top FROM {{table}})
    SELECT found.id
      FROM newest CROSS JOIN LATERAL generate_series(top, greatest(0, top - %(reach)s + 1), -1) AS shelf
     CROSS JOIN LATERAL (
           WITH held AS MATERIALIZED (
                SELECT {{key}} AS id FROM {{table}}
                 WHERE words @@ replace(%(query)s, '{_SHELF}', to_hex(shelf))::tsquery)
           SELECT id FROM held ORDER BY id DESC LIMIT %(limit)s) AS found
     LIMIT %(limit)s
"""
_AMONG = f"""
    SELECT {{key}} FROM {{table}}
     WHERE {{key}} = ANY(%(ids)s) AND words @@ replace(%(query)s, '{_SHELF}', to_hex({{key}} >> {SHELF_BITS}))::tsquery
     ORDER BY {{key}} DESC
"""
_EVERY_SHELF = 2**31


def find(object_type: ObjectType, query: Query, limit: int) -> dict[int, bool]:
    """The ids of the best records, best first, at most `limit`; each with whether it holds the words whole."""
    if not query.ways:
        return {}
    own_words = _asked(query, [OWN], ":*")
    exact = _ids(object_type, _NEWEST, query=_asked(query, [OWN], ""), limit=limit, reach=_EVERY_SHELF)
    given = {"limit": limit, "reach": reach(query)}
    anywhere = _ids(object_type, _NEWEST, query=_asked(query, [OWN, AROUND], ":*"), **given)
    if len(anywhere) < limit:
        own = _ids(object_type, _AMONG, query=own_words, ids=anywhere)
    else:
        own = _ids(object_type, _NEWEST, query=own_words, **given)
    found = dict.fromkeys(exact, True)
    for record_id in (*own, *anywhere):
        found.setdefault(record_id, False)
    return dict(list(found.items())[:limit])


def reach(query: Query) -> int:
    """How many shelves are asked for the beginnings of the words, the newest first."""
    cost = sum(_COSTS.get(len(word), 1) for way in query.ways for word in way)
    return max(1, _SPENT_MOST // cost)


def _ids(object_type: ObjectType, statement: str, **given: Any) -> list[int]:
    kind = INDEXED[object_type]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(key=kind.key, table=kind.table), given)
        return [row[0] for row in cursor.fetchall()]


def _asked(query: Query, places: list[str], ending: str) -> str:
    """A query as PostgreSQL's tsquery: the words stand in one of the places; `:*` lets them go on."""
    return _any(
        _all(_any(f"'{_SHELF}{place}{word}'{ending}" for place in places) for word in way) for way in query.ways
    )


def _any(parts: Iterable[str]) -> str:
    return f"({' | '.join(parts)})"


def _all(parts: Iterable[str]) -> str:
    return f"({' & '.join(parts)})"
