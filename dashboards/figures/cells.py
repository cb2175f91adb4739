"""The stretches of time that figures are counted in: those of the period before, then those of the period itself."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.definitions import Comparison, ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.dimensions import UNITS
from dashboards.periods import Span, Unit, span_before, span_of


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbered from 1, as PostgreSQL's width_bucket does; without `unit` each of the two periods is one.

    `edges` are the instants at which they begin; the first `shift` of them are of the period before.
    """

    span: Span
    before: Span | None
    unit: Unit | None
    edges: tuple[datetime, ...]
    shift: int

    @classmethod
    def of(cls, definition: ReportDefinition, asking: Asking) -> "Cells":
        compares = definition.comparison == Comparison.PREVIOUS_PERIOD
        span = span_of(definition.period, asking.at, asking.zone)
        before = span_before(definition.period, asking.at, asking.zone) if compares else None
        unit = UNITS.get(definition.dimension) if definition.dimension else None
        earlier = _starts(before, unit) if before else []
        return cls(span, before, unit, (*earlier, *_starts(span, unit)), len(earlier))

    @property
    def start(self) -> datetime:
        """The first instant of all."""
        return self.before.start if self.before else self.span.start

    @property
    def end(self) -> datetime:
        """The first instant after all."""
        return self.span.end

    @property
    def firsts(self) -> list[date]:
        """The first day of each that is of the period itself."""
        return self.span.firsts(self.unit) if self.unit else [self.span.first]

    def stretch(self, cell: int) -> tuple[datetime, datetime]:
        """From when to when (not included) one of them goes. IndexError where there is none of that number."""
        edges = [*self.edges, self.end]
        start, end = edges[cell - 1], edges[cell]
        is_last_before = self.before is not None and cell == self.shift
        return start, self.before.end if is_last_before and self.before else end


def _starts(span: Span, unit: Unit | None) -> list[datetime]:
    return span.starts(unit) if unit else [span.start]
