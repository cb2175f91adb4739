"""The reports that come with hubsync (docs/dashboard.md): HubSpot's seven of the e-commerce dashboard.

A definition that changes gets a new version here; every report that nobody customised then shows it (SPEC R3).
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from crm.stages import PIPELINE_ID
from dashboards.definitions import (
    Comparison,
    Counted,
    DefaultReport,
    Dimension,
    Measure,
    ReportDefinition,
    Visualisation,
)
from dashboards.periods import Period

ORDER_SNAPSHOT = DefaultReport(
    key="order_snapshot",
    version=1,
    title=_("Order snapshot"),
    description=_("Deals created in the period, by the stage they are in now."),
    definition=ReportDefinition(
        counted=Counted.DEALS_CREATED,
        measures=(Measure.COUNT, Measure.SUM),
        dimension=Dimension.STAGE,
        period=Period.THIS_MONTH,
        visualisation=Visualisation.FUNNEL,
        filters=({"filters": [{"propertyName": "pipeline", "operator": "EQ", "value": PIPELINE_ID}]},),
    ),
)
NEW_PROCESSED_SALES = DefaultReport(
    key="new_processed_sales",
    version=1,
    title=_("New processed sales recap"),
    description=_("Sales on the day they first entered the stage Processed."),
    definition=ReportDefinition(
        counted=Counted.SALES_PROCESSED,
        measures=(Measure.SUM, Measure.COUNT),
        dimension=Dimension.DAY,
        period=Period.LAST_30_DAYS,
        visualisation=Visualisation.COLUMN_AND_LINE,
        comparison=Comparison.PREVIOUS_PERIOD,
    ),
)
AVERAGE_ORDER_VALUE = DefaultReport(
    key="average_order_value_by_source",
    version=1,
    title=_("Average order value by source"),
    description=_("Amount of the sales divided by their number, by the contact's original source."),
    definition=ReportDefinition(
        counted=Counted.SALES,
        measures=(Measure.AVERAGE, Measure.COUNT, Measure.SUM),
        dimension=Dimension.SOURCE,
        period=Period.LAST_90_DAYS,
        visualisation=Visualisation.BAR,
    ),
)
LIFETIME_ORDER_VALUE = DefaultReport(
    key="lifetime_order_value_by_source",
    version=1,
    title=_("Lifetime order value by source"),
    description=_("Amount of all sales divided by the number of customers, by the contact's original source."),
    definition=ReportDefinition(
        counted=Counted.SALES,
        measures=(Measure.LIFETIME_VALUE, Measure.CUSTOMERS, Measure.SUM),
        dimension=Dimension.SOURCE,
        period=Period.ALL_TIME,
        visualisation=Visualisation.BAR,
    ),
)
NET_NEW_CUSTOMERS = DefaultReport(
    key="net_new_customers",
    version=1,
    title=_("Net new customers compared with last month"),
    description=_("Contacts whose first sale is in the month. Cancelled orders are no sales."),
    definition=ReportDefinition(
        counted=Counted.NEW_CUSTOMERS,
        measures=(Measure.COUNT,),
        dimension=Dimension.DAY,
        period=Period.THIS_MONTH,
        visualisation=Visualisation.NUMBER,
        comparison=Comparison.PREVIOUS_PERIOD,
    ),
)
SALES_AGAINST_GOAL = DefaultReport(
    key="sales_against_goal",
    version=1,
    title=_("Sales processed this month against goal"),
    description=_("Amount of the month's sales against the goal set for the month."),
    definition=ReportDefinition(
        counted=Counted.SALES,
        measures=(Measure.SUM, Measure.COUNT),
        dimension=None,
        period=Period.THIS_MONTH,
        visualisation=Visualisation.GAUGE,
        comparison=Comparison.GOAL,
    ),
)
ABANDONED_CART_RECOVERY = DefaultReport(
    key="abandoned_cart_recovery",
    version=1,
    title=_("Abandoned cart recovery"),
    description=_("Carts abandoned in the period, and what became of them since."),
    definition=ReportDefinition(
        counted=Counted.CARTS_ABANDONED,
        measures=(Measure.RECOVERY_RATE, Measure.COUNT, Measure.SUM),
        dimension=Dimension.OUTCOME,
        period=Period.LAST_30_DAYS,
        visualisation=Visualisation.DONUT,
    ),
)

# The seven, in the order of the e-commerce dashboard.
ECOMMERCE_REPORTS = (
    ORDER_SNAPSHOT,
    NEW_PROCESSED_SALES,
    AVERAGE_ORDER_VALUE,
    LIFETIME_ORDER_VALUE,
    NET_NEW_CUSTOMERS,
    SALES_AGAINST_GOAL,
    ABANDONED_CART_RECOVERY,
)
LATEST: Mapping[str, DefaultReport] = {report.key: report for report in ECOMMERCE_REPORTS}
