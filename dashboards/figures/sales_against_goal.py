"""Report 6: the period's sales against the goal of its month."""

from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.result import GoalFigures, Tally
from dashboards.figures.sales_sql import IS_A_SALE, TALLY, ask
from dashboards.periods import elapsed_share, span_of

# A goal set in another currency is no goal for these sales.
STATEMENT = f"""
    SELECT {TALLY},
           (SELECT g.amount FROM dashboards_salesgoal g WHERE g.month = %(month)s AND g.currency = %(currency)s)
      FROM crm_deal d
     WHERE {IS_A_SALE} AND d.closed_at >= %(start)s AND d.closed_at < %(end)s
"""


def sales_against_goal(definition: ReportDefinition, asking: Asking) -> GoalFigures:
    """Count and amount of the sales, the goal (None where none is set), and the pace."""
    span = span_of(definition.period, asking.at, asking.zone)
    [(count, amount, left_out, goal)] = ask(
        STATEMENT, {"start": span.start, "end": span.end, "month": span.first, "currency": asking.currency}
    )
    return GoalFigures(
        span,
        (),
        Tally(count, amount),
        left_out=left_out,
        goal=goal,
        elapsed=elapsed_share(span, asking.at),
    )
