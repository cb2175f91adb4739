"""Report 5: contacts whose first sale is in the period, by day, beside the period before to the same moment.

A cancelled order is no sale: a contact who only had those is not counted, in whichever month they came.
"""

from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.by_day import figures_by_day
from dashboards.figures.result import Figures
from dashboards.figures.sales_sql import IS_A_SALE

# A sale in any currency makes a customer, so nothing is left out; amounts are not part of it.
STATEMENT = f"""
    SELECT width_bucket(first_at, %(days)s::timestamptz[]), count(*), 0::numeric, 0
      FROM (SELECT d.contact_id, min(d.closed_at) AS first_at
              FROM crm_deal d
              JOIN crm_contact c ON c.id = d.contact_id AND c.deleted_at IS NULL
             WHERE {IS_A_SALE} AND d.closed_at >= %(start)s AND d.closed_at < %(end)s
             GROUP BY d.contact_id) AS customer
     WHERE NOT (first_at >= %(gap_start)s AND first_at < %(gap_end)s)
           AND NOT EXISTS (SELECT 1 FROM crm_deal d
                            WHERE d.contact_id = customer.contact_id AND {IS_A_SALE} AND d.closed_at < %(start)s)
     GROUP BY 1
"""


def net_new_customers(definition: ReportDefinition, asking: Asking) -> Figures:
    """How many contacts became customers each day; amounts are not part of it."""
    return figures_by_day(definition, asking, STATEMENT)
