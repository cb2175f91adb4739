"""Report 7: the carts abandoned in the period, and what became of them since.

A cart is recovered when it was abandoned and an order came of it later. Where that order was cancelled, the cart is
told apart: nothing was won back by it.
"""

from django.utils.translation import gettext_lazy as _

from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.result import NOTHING, RecoveryFigures, Row, Tally
from dashboards.figures.sales_sql import TALLY, ask
from dashboards.periods import span_of

RECOVERED, CANCELLED, OPEN = "recovered", "cancelled", "open"
LABELS = {
    RECOVERED: _("Recovered"),
    CANCELLED: _("Ordered, then cancelled"),
    OPEN: _("Not recovered"),
}

STATEMENT = f"""
    SELECT CASE WHEN d.recovered_at IS NULL THEN 'open'
                WHEN d.stage_id IN (SELECT id FROM crm_stage WHERE is_lost) THEN 'cancelled'
                ELSE 'recovered' END, {TALLY}
      FROM crm_deal d
     WHERE d.deleted_at IS NULL AND d.abandoned_at >= %(start)s AND d.abandoned_at < %(end)s
     GROUP BY 1
"""


def abandoned_cart_recovery(definition: ReportDefinition, asking: Asking) -> RecoveryFigures:
    """Count and amount of the carts recovered, ordered but cancelled, and not recovered."""
    span = span_of(definition.period, asking.at, asking.zone)
    found = ask(STATEMENT, {"start": span.start, "end": span.end, "currency": asking.currency})
    tallies = {outcome: Tally(count, amount) for outcome, count, amount, _other in found}
    rows = tuple(Row(outcome, label, tallies.get(outcome, NOTHING)) for outcome, label in LABELS.items())
    return RecoveryFigures(
        span,
        rows,
        sum(tallies.values(), NOTHING),
        left_out=sum(other for *_rest, other in found),
        recovered=tallies.get(RECOVERED, NOTHING),
    )
