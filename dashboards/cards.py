"""What a page shows of each report: its figures row by row, what each number leads to, what its chart is drawn from."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from dashboards.addresses import Addresses
from dashboards.definitions import Counted, Dimension, InvalidDefinition, Measure, ReportDefinition, Visualisation
from dashboards.figures import Asking, Figures, Part, Row, figures_of
from dashboards.models import GRID_COLUMNS, LEAST_COLUMNS, DashboardReport
from dashboards.periods import ONE_DAY, Period, start_of
from dashboards.rollups.snapshot import one_state
from dashboards.wording import days_between, row_label, short_label
from dashboards.words import measure_words

# Bars are drawn in thousandths of the longest.
FULL_BAR = 1000
# The rest of them stand on the report's own page.
ROWS_ON_A_CARD = 100

_RATES = frozenset({Measure.RECOVERY_RATE, Measure.OPEN_RATE, Measure.CLICK_RATE})
_AMOUNTS = frozenset({Measure.SUM, Measure.AVERAGE, Measure.LIFETIME_VALUE})


class Form(StrEnum):
    """How a figure is written."""

    MONEY = "money"
    NUMBER = "number"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure; None where there is nothing to divide by. `url` leads to the records it counts."""

    value: Decimal | None
    form: Form
    url: str = ""
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that every row has."""

    measure: Measure
    label: str | Promise
    is_before: bool = False

    @property
    def form(self) -> Form:
        return form_of(self.measure)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its figures and its bar, 0 to FULL_BAR."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    bar: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The total of the first figure, and how it changed; `change` is a share (0.5: half as much again)."""

    cell: Cell
    before: Cell | None
    is_better_less: bool = False

    @property
    def change(self) -> Decimal | None:
        """How much more than before, as a share of it; None from nothing."""
        now, before = self.cell.value, self.before.value if self.before else None
        return (now - before) / before if before and now is not None else None

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
    def is_good(self) -> bool:
        """Whether one is glad of the change."""
        return (self.trend == "up") != self.is_better_less


@dataclass(frozen=True, slots=True)
class Card:
    """A report on a page. Without a definition it is one that this version of hubsync cannot show.

    `days` and `days_before` name the days that are counted and compared with.
    """

    report: DashboardReport
    definition: ReportDefinition | None = None
    figures: Figures | None = None
    headline: Headline | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[ShownRow, ...] = ()
    totals: tuple[Cell, ...] = ()
    chart: dict[str, Any] | None = None
    days: str = ""
    days_before: str = ""
    is_to_the_same_time: bool = False
    left_out_url: str = ""
    problem: str = ""

    @property
    def width(self) -> int:
        """Its width in twelfths, whatever was written into the database."""
        return min(max(self.report.columns, LEAST_COLUMNS), GRID_COLUMNS)

    @property
    def chart_json(self) -> str:
        """What its chart is drawn from, as the page carries it."""
        return json.dumps(self.chart, ensure_ascii=False)

    @property
    def is_told_by_parts(self) -> bool:
        """Whether it has rows."""
        return bool(self.definition and self.definition.dimension)

    @property
    def first_rows(self) -> tuple[ShownRow, ...]:
        """Those that stand on a dashboard."""
        return self.rows[:ROWS_ON_A_CARD]

    @property
    def further_rows(self) -> int:
        """How many do not."""
        return max(0, len(self.rows) - ROWS_ON_A_CARD)

    @property
    def goal_bar(self) -> int:
        """How much of its goal is reached; more than the whole is the whole."""
        reached = self.figures.reached if self.figures else None
        return min(_bar(reached or Decimal(0), Decimal(1)), FULL_BAR)


def cards_of(reports: Iterable[DashboardReport], asking: Asking) -> list[Card]:
    """A card for every report, in order, each with its figures: all of one and the same state of the records."""
    with one_state():
        return [card_of(report, asking, Addresses(report, asking)) for report in reports]


def card_of(report: DashboardReport, asking: Asking, addresses: Addresses | None = None) -> Card:
    """The card of a report; its numbers lead somewhere where it has `addresses`."""
    try:
        definition = report.definition
        with one_state():
            figures = figures_of(definition, asking)
    except InvalidDefinition as error:
        return Card(report, problem=str(error) if error.field == "filters" else "")
    maker = _Maker(definition, figures, addresses)
    days, days_before = _days(definition, figures, asking)
    return Card(
        report,
        definition,
        figures,
        maker.headline(),
        maker.columns,
        maker.rows(),
        maker.totals(),
        maker.chart(asking.currency),
        days,
        days_before,
        _is_cut(figures),
        addresses.of(Part(is_left_out=True)) if addresses else "",
    )


def form_of(measure: Measure) -> Form:
    """How a measure is written."""
    if measure in _RATES:
        return Form.SHARE
    return Form.MONEY if measure in _AMOUNTS else Form.NUMBER


@dataclass(frozen=True, slots=True)
class _Maker:
    definition: ReportDefinition
    figures: Figures
    addresses: Addresses | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """Of outcomes there is no rate: each is all or nothing of itself."""
        definition = self.definition
        shown = [one for one in definition.measures if not self._is_of_the_whole(one)] or [Measure.COUNT]
        found = [Column(one, measure_words(definition.counted, one)) for one in shown]
        if self.figures.compared_span and found:
            found.insert(1, Column(found[0].measure, found[0].label, is_before=True))
        return tuple(found)

    @property
    def drawn(self) -> Measure:
        """What bars and charts are drawn from."""
        return self.columns[0].measure

    def headline(self) -> Headline:
        measure, compared = self.definition.measures[0], self.figures.comparison is not None
        before = self._cell(Column(measure, "", is_before=True), None) if compared else None
        is_loss = self.definition.counted == Counted.CARTS_ABANDONED and measure in (Measure.COUNT, Measure.SUM)
        return Headline(self._cell(Column(measure, ""), None), before, is_loss)

    def totals(self) -> tuple[Cell, ...]:
        return tuple(self._cell(column, None) for column in self.columns)

    def rows(self) -> tuple[ShownRow, ...]:
        """Bars are drawn to the longest of them; days stand newest first."""
        values = [row.tally.value(self.drawn) or Decimal(0) for row in self.figures.rows]
        longest = max(values, default=Decimal(0))
        shown = [
            ShownRow(row.key, self._label(row), self._cells(row), _bar(value, longest))
            for row, value in zip(self.figures.rows, values, strict=True)
        ]
        return tuple(reversed(shown) if self._is_by_time else shown)

    def chart(self, currency: str) -> dict[str, Any]:
        """What the script draws from: labels and values in order, in numbers that a browser can read."""
        rows, measure = self.figures.rows, self.drawn
        second = next((one.measure for one in self.columns if one.measure != measure), None)
        series: list[dict[str, Any]] = [
            {
                "name": str(measure_words(self.definition.counted, measure)),
                "form": form_of(measure),
                "values": _values(rows, measure),
            }
        ]
        if self.figures.compared_span:
            before = [_number(row.comparison.value(measure) if row.comparison else None) for row in rows]
            series.append({"form": form_of(measure), "values": before, "is_before": True})
        elif second and self.definition.visualisation == Visualisation.COLUMN_AND_LINE:
            name = str(measure_words(self.definition.counted, second))
            series.append({"name": name, "form": form_of(second), "values": _values(rows, second)})
        return {
            "kind": self.definition.visualisation,
            "currency": currency,
            "labels": [short_label(row.label, self.definition.dimension) for row in rows],
            "urls": [self._cell(self.columns[0], row).url for row in rows],
            "series": series,
            "reached": _number(self.figures.reached),
            "pace": _number(self.figures.pace),
        }

    @property
    def _is_by_time(self) -> bool:
        return self.figures.is_by_time

    def _is_of_the_whole(self, measure: Measure) -> bool:
        return self.definition.dimension == Dimension.OUTCOME and measure in _RATES

    def _label(self, row: Row) -> str:
        return row_label(row.label, self.definition.dimension)

    def _cells(self, row: Row) -> tuple[Cell, ...]:
        return tuple(self._cell(column, row) for column in self.columns)

    def _cell(self, column: Column, row: Row | None) -> Cell:
        holder = row or self.figures
        tally = holder.comparison if column.is_before else (row.tally if row else self.figures.total)
        if tally is None:
            return Cell(None, column.form, is_before=column.is_before)
        part = Part(row.key if row else None, is_before=column.is_before)
        url = self.addresses.of(part) if self.addresses and tally.count else ""
        return Cell(tally.value(column.measure), column.form, url, column.is_before)


def _days(definition: ReportDefinition, figures: Figures, asking: Asking) -> tuple[str, str]:
    """The days counted so far, and those they are compared with; empty where there are none to name."""
    if definition.period == Period.ALL_TIME:
        return "", ""
    span, before = figures.span, figures.compared_span
    last = min(asking.today, span.last)
    return days_between(span.first, last), days_between(before.first, before.last) if before else ""


def _is_cut(figures: Figures) -> bool:
    """Whether the period before is counted up to the time of day that it is, not whole."""
    before = figures.compared_span
    return before is not None and before.end != start_of(before.last + ONE_DAY, before.zone)


def _values(rows: Iterable[Row], measure: Measure) -> list[float | None]:
    return [_number(row.tally.value(measure)) for row in rows]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _bar(value: Decimal, full: Decimal) -> int:
    """The length of a bar, 0 to FULL_BAR; what is less than nothing has none."""
    return max(0, int(value / full * FULL_BAR)) if full > 0 else 0
