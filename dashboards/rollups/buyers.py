"""Contacts by their first sale, with all they ever bought: what lifetime values and new customers are counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

_WON = "d.deleted_at IS NULL AND d.closed_at IS NOT NULL AND d.stage_id IN (SELECT id FROM crm_stage WHERE is_won)"
_OURS = "d.currency IN (%(currency)s, '')"
# Whoever has a sale in the time may have had the first of all before: then it is of another day.
_STATEMENT = f"""
    WITH candidate AS MATERIALIZED (
        SELECT DISTINCT d.contact_id
          FROM crm_deal d
         WHERE {_WON} AND d.contact_id IS NOT NULL AND d.closed_at >= %(start)s AND d.closed_at < %(end)s
    ),
    buyer AS (
        SELECT d.contact_id, min(d.closed_at) AS first_at, count(*) FILTER (WHERE {_OURS}) AS sales,
               coalesce(sum(d.net_amount) FILTER (WHERE {_OURS}), 0) AS amount,
               count(*) FILTER (WHERE NOT {_OURS}) AS other
          FROM crm_deal d JOIN candidate ON candidate.contact_id = d.contact_id
         WHERE {_WON}
         GROUP BY d.contact_id
    )
    SELECT width_bucket(b.first_at, %(edges)s::timestamptz[]), c.source, sum(b.sales)::bigint, sum(b.amount),
           sum(b.other)::bigint, count(*) FILTER (WHERE b.sales > 0), count(*) FILTER (WHERE c.deleted_at IS NULL)
      FROM buyer b JOIN crm_contact c ON c.id = b.contact_id
     WHERE b.first_at >= %(start)s AND b.first_at < %(end)s
     GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Buyers:
    """Those of one stretch of time and one source. Amounts are in the currency asked for."""

    place: int
    source: str
    sales: int
    amount: Decimal
    other: int
    customers: int
    newcomers: int


def buyers_between(edges: Sequence[datetime], end: datetime, currency: str) -> list[Buyers]:
    """Buyers by the stretch (numbered from 1) of their first sale; the stretches begin at `edges`. One statement."""
    given: dict[str, Any] = {"edges": list(edges), "start": edges[0], "end": end, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, given)
        return [Buyers(*row) for row in cursor.fetchall()]
