"""The default reports (docs/dashboard.md): what each counts, by what, over which period, shown how.

A definition that changes gets a new version here; every report that nobody customised then shows it (SPEC R3).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.stages import PIPELINE_ID, WON_STAGES, StageId
from dashboards.periods import Period


class Source(StrEnum):
    """What a report counts."""

    DEALS = "deals"
    CONTACTS = "contacts"


class Measure(StrEnum):
    """A figure that a report gives for each of its rows; the first of a report is the one drawn."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE_ORDER_VALUE = "average_order_value"
    LIFETIME_VALUE = "lifetime_value"
    RATE = "rate"


class Dimension(StrEnum):
    """What the rows of a report are."""

    STAGE = "stage"
    SOURCE = "source"
    DAY = "day"
    OUTCOME = "outcome"


class Comparison(StrEnum):
    """What a report's figures are held against."""

    PREVIOUS_PERIOD = "previous_period"
    GOAL = "goal"


class Visualisation(StrEnum):
    """How a report is drawn; each has a table behind it."""

    NUMBER = "number"
    BAR = "bar"
    COLUMN_AND_LINE = "column_and_line"
    DONUT = "donut"
    GAUGE = "gauge"
    FUNNEL = "funnel"


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a property; operators are HubSpot's."""

    property: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDefinition:
    """One report. Amounts are net of refunds, in the portal's currency; days are the portal's."""

    key: str
    version: int
    title: str | Promise
    description: str | Promise
    source: Source
    measures: tuple[Measure, ...]
    dimension: Dimension | None
    filters: tuple[Filter, ...]
    period: Period
    comparison: Comparison | None
    visualisation: Visualisation


class InvalidDefinition(ValueError):
    """A customised definition that does not have the shape of one."""


IS_A_SALE = Filter("stage", "IS_ANY_OF", tuple(str(stage) for stage in WON_STAGES))

ORDER_SNAPSHOT = ReportDefinition(
    key="order_snapshot",
    version=1,
    title=_("Order snapshot"),
    description=_("Deals created in the period, by the stage they are in now."),
    source=Source.DEALS,
    measures=(Measure.COUNT, Measure.SUM),
    dimension=Dimension.STAGE,
    filters=(Filter("pipeline", "IS_EQUAL_TO", (PIPELINE_ID,)),),
    period=Period.THIS_MONTH,
    comparison=None,
    visualisation=Visualisation.FUNNEL,
)
NEW_PROCESSED_SALES = ReportDefinition(
    key="new_processed_sales",
    version=1,
    title=_("New processed sales recap"),
    description=_("Sales on the day they first entered the stage Processed."),
    source=Source.DEALS,
    measures=(Measure.SUM, Measure.COUNT),
    dimension=Dimension.DAY,
    filters=(IS_A_SALE, Filter("stages_entered", "IS_ANY_OF", (str(StageId.PROCESSED),))),
    period=Period.LAST_30_DAYS,
    comparison=Comparison.PREVIOUS_PERIOD,
    visualisation=Visualisation.COLUMN_AND_LINE,
)
AVERAGE_ORDER_VALUE = ReportDefinition(
    key="average_order_value_by_source",
    version=1,
    title=_("Average order value by source"),
    description=_("Amount of the sales divided by their number, by the contact's original source."),
    source=Source.DEALS,
    measures=(Measure.AVERAGE_ORDER_VALUE, Measure.COUNT, Measure.SUM),
    dimension=Dimension.SOURCE,
    filters=(IS_A_SALE,),
    period=Period.LAST_90_DAYS,
    comparison=None,
    visualisation=Visualisation.BAR,
)
LIFETIME_ORDER_VALUE = ReportDefinition(
    key="lifetime_order_value_by_source",
    version=1,
    title=_("Lifetime order value by source"),
    description=_("Amount of all sales divided by the number of customers, by the contact's original source."),
    source=Source.DEALS,
    measures=(Measure.LIFETIME_VALUE, Measure.COUNT, Measure.SUM),
    dimension=Dimension.SOURCE,
    filters=(IS_A_SALE,),
    period=Period.ALL_TIME,
    comparison=None,
    visualisation=Visualisation.BAR,
)
NET_NEW_CUSTOMERS = ReportDefinition(
    key="net_new_customers",
    version=1,
    title=_("Net new customers compared with last month"),
    description=_("Contacts whose first sale is in the month. Cancelled orders are no sales."),
    source=Source.CONTACTS,
    measures=(Measure.COUNT,),
    dimension=Dimension.DAY,
    filters=(IS_A_SALE,),
    period=Period.THIS_MONTH,
    comparison=Comparison.PREVIOUS_PERIOD,
    visualisation=Visualisation.NUMBER,
)
SALES_AGAINST_GOAL = ReportDefinition(
    key="sales_against_goal",
    version=1,
    title=_("Sales processed this month against goal"),
    description=_("Amount of the month's sales against the goal set for the month."),
    source=Source.DEALS,
    measures=(Measure.SUM, Measure.COUNT),
    dimension=None,
    filters=(IS_A_SALE,),
    period=Period.THIS_MONTH,
    comparison=Comparison.GOAL,
    visualisation=Visualisation.GAUGE,
)
ABANDONED_CART_RECOVERY = ReportDefinition(
    key="abandoned_cart_recovery",
    version=1,
    title=_("Abandoned cart recovery"),
    description=_("Carts abandoned in the period, and what became of them since."),
    source=Source.DEALS,
    measures=(Measure.RATE, Measure.COUNT, Measure.SUM),
    dimension=Dimension.OUTCOME,
    filters=(Filter("abandoned_at", "IS_KNOWN"),),
    period=Period.LAST_30_DAYS,
    comparison=None,
    visualisation=Visualisation.DONUT,
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
LATEST: Mapping[str, ReportDefinition] = {report.key: report for report in ECOMMERCE_REPORTS}


def as_private_copy(definition: ReportDefinition) -> dict[str, Any]:
    """What a customised report keeps of its definition, as JSON. Words stay in the code, so that they translate."""
    kept = asdict(replace(definition, title="", description=""))
    for given_by_code in ("key", "version", "title", "description", "source"):
        del kept[given_by_code]
    return kept


def private_copy(latest: ReportDefinition, version: int, kept: Mapping[str, Any]) -> ReportDefinition:
    """The definition that `as_private_copy` kept. InvalidDefinition where a part is missing or unknown."""
    try:
        return replace(
            latest,
            version=version,
            measures=tuple(Measure(measure) for measure in kept["measures"]),
            dimension=None if kept["dimension"] is None else Dimension(kept["dimension"]),
            filters=tuple(_filter(one) for one in kept["filters"]),
            period=Period(kept["period"]),
            comparison=None if kept["comparison"] is None else Comparison(kept["comparison"]),
            visualisation=Visualisation(kept["visualisation"]),
        )
    except (KeyError, TypeError, ValueError) as reason:
        raise InvalidDefinition(f"{latest.key}: {reason}") from reason


def _filter(kept: Mapping[str, Any]) -> Filter:
    return Filter(str(kept["property"]), str(kept["operator"]), tuple(str(value) for value in kept["values"]))
