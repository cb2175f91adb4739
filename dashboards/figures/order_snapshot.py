"""Report 1: the deals created in the period, by the stage they are in now."""

from crm.models import Stage
from crm.stages import PIPELINE_ID
from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.result import NOTHING, Figures, Row, Tally
from dashboards.figures.sales_sql import TALLY, ask
from dashboards.periods import span_of

# A row for every stage, so that one without deals says so.
STATEMENT = f"""
    SELECT s.id, s.label, s.label_fr, {TALLY}
      FROM crm_stage s
      LEFT JOIN crm_deal d ON d.stage_id = s.id AND d.deleted_at IS NULL
           AND d.shopify_created_at >= %(start)s AND d.shopify_created_at < %(end)s
     WHERE s.pipeline_id = %(pipeline)s
     GROUP BY s.id
     ORDER BY s.display_order, s.id
"""


def order_snapshot(definition: ReportDefinition, asking: Asking) -> Figures:
    """Count and amount of every stage of the E-commerce pipeline, in its order."""
    span = span_of(definition.period, asking.at, asking.zone)
    found = ask(
        STATEMENT,
        {"start": span.start, "end": span.end, "currency": asking.currency, "pipeline": PIPELINE_ID},
    )
    rows = tuple(
        Row(key, str(Stage(id=key, label=label, label_fr=label_fr)), Tally(count, amount))
        for key, label, label_fr, count, amount, _other in found
    )
    return Figures(span, rows, sum((row.tally for row in rows), NOTHING), left_out=sum(row[-1] for row in found))
