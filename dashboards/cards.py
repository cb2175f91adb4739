"""What a page shows of each report: its figures, and how long the bar of each row is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dashboards.definitions import InvalidDefinition, Measure, ReportDefinition
from dashboards.figures import Asking, Figures, GoalFigures, Row, Tally, figures_of
from dashboards.models import GRID_COLUMNS, DashboardReport
from dashboards.periods import Period
from dashboards.wording import days_between

# Bars are drawn in thousandths of the longest.
FULL_BAR = 1000


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its bar: `value` is the measure drawn, `bar` 0 to FULL_BAR."""

    row: Row
    value: Decimal
    bar: int


@dataclass(frozen=True, slots=True)
class Card:
    """A report on a page. Without a definition it is one that this version of hubsync cannot show.

    `days` and `days_before` name the days that are counted and compared with.
    """

    report: DashboardReport
    definition: ReportDefinition | None = None
    figures: Figures | None = None
    rows: tuple[ShownRow, ...] = ()
    days: str = ""
    days_before: str = ""

    @property
    def template(self) -> str:
        """The template of its visualisation."""
        return f"dashboards/_{self.definition.visualisation}.html" if self.definition else "dashboards/_unknown.html"

    @property
    def columns(self) -> int:
        """Its width in twelfths, whatever was written into the database."""
        return min(max(self.report.columns, 3), GRID_COLUMNS)

    @property
    def measure(self) -> Measure | None:
        """What its bars are drawn from."""
        return self.definition.measures[0] if self.definition else None

    @property
    def value(self) -> Decimal:
        """The headline: the total of the measure drawn."""
        return value_of(self.measure, self.figures.total) if self.figures else Decimal(0)

    @property
    def value_before(self) -> Decimal | None:
        """The headline of the period before, where the report compares."""
        compared = self.figures.comparison if self.figures else None
        return None if compared is None else value_of(self.measure, compared)

    @property
    def change(self) -> Decimal | None:
        """How much more than before, as a share of it (0.5 is half as much again); None from nothing."""
        return (self.value - self.value_before) / self.value_before if self.value_before else None

    @property
    def change_size(self) -> Decimal | None:
        """The change without its sign."""
        return None if self.change is None else abs(self.change)

    @property
    def trend(self) -> str:
        """up, down or nothing: where the change points."""
        if not self.change:
            return ""
        return "up" if self.change > 0 else "down"

    @property
    def newest_first(self) -> tuple[ShownRow, ...]:
        """Its rows, the last one first."""
        return self.rows[::-1]

    @property
    def series(self) -> list[float]:
        """The values of its rows, in order, for a line."""
        return [float(shown.value) for shown in self.rows]

    @property
    def bar_of_total(self) -> int:
        """The bar of the headline beside that of the period before."""
        return bar(self.value, max(self.value, self.value_before or Decimal(0)))

    @property
    def bar_before(self) -> int:
        """The bar of the period before beside the headline's."""
        before = self.value_before or Decimal(0)
        return bar(before, max(self.value, before))

    @property
    def goal_bar(self) -> int:
        """How much of its goal is reached; more than the whole is the whole."""
        reached = self.figures.reached if isinstance(self.figures, GoalFigures) else None
        return min(bar(reached or Decimal(0), Decimal(1)), FULL_BAR)


def cards_of(reports: Iterable[DashboardReport], asking: Asking) -> list[Card]:
    """A card for every report, in order, each with its figures."""
    return [_card(report, asking) for report in reports]


def _card(report: DashboardReport, asking: Asking) -> Card:
    try:
        definition = report.definition
    except (KeyError, InvalidDefinition):
        return Card(report)
    figures = figures_of(definition, asking)
    rows = _shown_rows(definition.measures[0], figures)
    return Card(report, definition, figures, rows, *_days(definition, figures, asking))


def _days(definition: ReportDefinition, figures: Figures, asking: Asking) -> tuple[str, str]:
    """The days counted so far, and those they are compared with; empty where there are none to name."""
    if definition.period == Period.ALL_TIME:
        return "", ""
    span, before = figures.span, figures.compared_span
    today = asking.at.astimezone(asking.zone).date()
    return days_between(span.first, min(today, span.last)), days_between(before.first, before.last) if before else ""


def _shown_rows(measure: Measure, figures: Figures) -> tuple[ShownRow, ...]:
    """Rows with their bars, drawn to the longest of them; those of a rate are drawn to the whole."""
    valued = [(row, value_of(measure, row.tally)) for row in figures.rows]
    longest = max((value for _, value in valued), default=Decimal(0))
    full = value_of(measure, figures.total) if measure == Measure.RATE else longest
    return tuple(ShownRow(row, value, bar(value, full)) for row, value in valued)


def value_of(measure: Measure | None, tally: Tally) -> Decimal:
    """What a measure makes of a tally; a rate is drawn by its counts."""
    if measure == Measure.SUM:
        return tally.amount
    if measure in (Measure.AVERAGE_ORDER_VALUE, Measure.LIFETIME_VALUE):
        return tally.average or Decimal(0)
    return Decimal(tally.count)


def bar(value: Decimal, full: Decimal) -> int:
    """The length of a bar, 0 to FULL_BAR; what is less than nothing has none."""
    return max(0, int(value / full * FULL_BAR)) if full > 0 else 0
