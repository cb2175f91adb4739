"""What a report is made of: what it counts, over which period, by what, shown how (docs/dashboard.md).

A definition is data: the default reports (dashboards/defaults.py) are in code, those that people make or change are
kept as JSON beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.periods import Period


class Source(TextChoices):
    """The records that a report is about."""

    DEALS = "deals", _("Deals")
    CONTACTS = "contacts", _("Contacts")
    LINE_ITEMS = "line_items", _("Line items")
    EMAILS = "emails", _("E-mails")


class Counted(TextChoices):
    """Which of those records a report counts, each on a day of its own."""

    DEALS_CREATED = "deals_created", _("Deals, on the day they were created")
    SALES = "sales", _("Sales, on their close date")
    SALES_PROCESSED = "sales_processed", _("Sales, on the day they were first processed")
    CARTS_ABANDONED = "carts_abandoned", _("Abandoned carts, on the day they were abandoned")
    CONTACTS_CREATED = "contacts_created", _("Contacts, on the day they were created")
    NEW_CUSTOMERS = "new_customers", _("New customers, on the day of their first sale")
    LINE_ITEMS_SOLD = "line_items_sold", _("Line items of sales, on the close date of the sale")
    EMAILS_SENT = "emails_sent", _("E-mails of workflows, on the day they were sent")


class Measure(TextChoices):
    """A figure that a report gives for each of its rows; the first of a report is the one drawn."""

    COUNT = "count", _("Number")
    SUM = "sum", _("Amount")
    AVERAGE = "average", _("Average amount")
    QUANTITY = "quantity", _("Units")
    CUSTOMERS = "customers", _("Customers")
    LIFETIME_VALUE = "lifetime_value", _("Lifetime order value")
    RECOVERY_RATE = "recovery_rate", _("Recovery rate")
    OPEN_RATE = "open_rate", _("Open rate")
    CLICK_RATE = "click_rate", _("Click rate")


class Dimension(TextChoices):
    """What the rows of a report are."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    STAGE = "stage", _("Deal stage")
    SOURCE = "source", _("Original source")
    COUNTRY = "country", _("Country")
    CHANNEL = "channel", _("Sales channel")
    OUTCOME = "outcome", _("Outcome")
    PRODUCT = "product", _("Product")
    VENDOR = "vendor", _("Vendor")
    PRODUCT_TYPE = "product_type", _("Product type")
    EMAIL = "email", _("E-mail")
    WORKFLOW = "workflow", _("Workflow")


class Comparison(TextChoices):
    """What a report's figures are held against."""

    PREVIOUS_PERIOD = "previous_period", _("The period before")
    GOAL = "goal", _("The goal of the month")


class Visualisation(TextChoices):
    """How a report is drawn; each has a table behind it."""

    NUMBER = "number", pgettext_lazy("chart", "Number")
    BAR = "bar", pgettext_lazy("chart", "Bars")
    COLUMN_AND_LINE = "column_and_line", pgettext_lazy("chart", "Columns and line")
    DONUT = "donut", pgettext_lazy("chart", "Donut")
    GAUGE = "gauge", pgettext_lazy("chart", "Gauge")
    FUNNEL = "funnel", pgettext_lazy("chart", "Funnel")
    TABLE = "table", pgettext_lazy("chart", "Table")


@dataclass(frozen=True, slots=True)
class ReportDefinition:
    """One report. `filters` are the JSON groups of the one compiler (docs/filters.md), on the records counted.

    Amounts are net of refunds, in the portal's currency; days are the portal's.
    """

    counted: Counted
    measures: tuple[Measure, ...]
    dimension: Dimension | None
    period: Period
    visualisation: Visualisation
    comparison: Comparison | None = None
    filters: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class DefaultReport:
    """A report that comes with hubsync, under a key of its own; a changed one has a higher version (SPEC R3)."""

    key: str
    version: int
    title: str | Promise
    description: str | Promise
    definition: ReportDefinition


class InvalidDefinition(ValueError):
    """What is not a report. `str(error)` says in words what is wrong; `field` names the part of the definition."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def as_json(definition: ReportDefinition) -> dict[str, Any]:
    """A definition as it is kept."""
    return {
        "counted": definition.counted.value,
        "measures": [measure.value for measure in definition.measures],
        "dimension": definition.dimension.value if definition.dimension else None,
        "period": definition.period.value,
        "visualisation": definition.visualisation.value,
        "comparison": definition.comparison.value if definition.comparison else None,
        "filters": list(definition.filters),
    }


def from_json(kept: Any) -> ReportDefinition:
    """The definition that `as_json` kept. InvalidDefinition where a part is missing or unknown."""
    try:
        return ReportDefinition(
            counted=Counted(kept["counted"]),
            measures=tuple(Measure(measure) for measure in kept["measures"]),
            dimension=None if kept["dimension"] is None else Dimension(kept["dimension"]),
            period=Period(kept["period"]),
            visualisation=Visualisation(kept["visualisation"]),
            comparison=None if kept["comparison"] is None else Comparison(kept["comparison"]),
            filters=tuple(_group(group) for group in kept["filters"]),
        )
    except (KeyError, TypeError, ValueError) as reason:
        raise InvalidDefinition(str(reason)) from reason


def _group(kept: Any) -> Mapping[str, Any]:
    if not isinstance(kept, dict):
        raise InvalidDefinition("a group of filters is an object", "filters")
    return kept
