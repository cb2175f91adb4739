"""Report 2: sales on the day they first entered Processed, beside the period before."""

from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.by_day import figures_by_day
from dashboards.figures.result import Figures
from dashboards.figures.sales_sql import IS_A_SALE, TALLY

# A sale put back and processed again is counted once, on the first day.
STATEMENT = f"""
    SELECT width_bucket(entered.at, %(days)s::timestamptz[]), {TALLY}
      FROM crm_stagechange entered
      JOIN crm_deal d ON d.id = entered.deal_id AND {IS_A_SALE}
     WHERE entered.to_stage_id = 'processed'
           AND entered.at >= %(start)s AND entered.at < %(end)s
           AND NOT (entered.at >= %(gap_start)s AND entered.at < %(gap_end)s)
           AND NOT EXISTS (SELECT 1 FROM crm_stagechange earlier
                            WHERE earlier.deal_id = entered.deal_id AND earlier.to_stage_id = 'processed'
                                  AND (earlier.at, earlier.id) < (entered.at, entered.id))
     GROUP BY 1
"""


def new_processed_sales(definition: ReportDefinition, asking: Asking) -> Figures:
    """Count and amount of each day's newly processed sales."""
    return figures_by_day(definition, asking, STATEMENT)
