"""What the reports' statements share. `d` is crm_deal; parameters: currency.

A sale is a deal in a won stage, at its close date. A deal without a currency is taken to be in the portal's.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection

IS_A_SALE = "d.deleted_at IS NULL AND d.stage_id IN (SELECT id FROM crm_stage WHERE is_won)"
IN_CURRENCY = "d.currency IN (%(currency)s, '')"

# Three columns: how many, how much net of refunds, and how many in other currencies.
TALLY = f"""
    count(*) FILTER (WHERE {IN_CURRENCY}),
    coalesce(sum(d.net_amount) FILTER (WHERE {IN_CURRENCY}), 0),
    count(*) FILTER (WHERE NOT ({IN_CURRENCY}))
"""


def ask(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement finds; times are UTC."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
