"""Figures by day, each beside the same day of the period before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboards.definitions import Comparison, ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.result import NOTHING, Figures, Row, Tally
from dashboards.figures.sales_sql import ask
from dashboards.periods import Span, span_before, span_of


def figures_by_day(definition: ReportDefinition, asking: Asking, statement: str) -> Figures:
    """A row for every day that has begun, the total, and both of the period before.

    The statement finds (day, count, amount, left out), where day is the place from 1 in the array `days` (what
    width_bucket gives): first the days of the period before, then those of the period. It counts from `start` to `end`
    and leaves out what lies between `gap_start` and `gap_end`.
    """
    days = _Days.of(definition, asking)
    found = ask(statement, {"currency": asking.currency, **days.parameters()})
    tallies = {place: Tally(count, amount) for place, count, amount, _other in found}
    shift = len(days.starts_before)
    before = [tallies.get(place, NOTHING) for place in range(1, shift + 1)]
    now = [tallies.get(shift + place, NOTHING) for place in range(1, len(days.span.days) + 1)]
    return Figures(
        days.span,
        tuple(_rows(days.span, asking, now, before)),
        sum(now, NOTHING),
        compared_span=days.before,
        comparison=sum(before, NOTHING) if days.before else None,
        left_out=sum(other for place, *_tally, other in found if place > shift),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of the period, and of the one before where the definition asks for it."""

    span: Span
    before: Span | None

    @classmethod
    def of(cls, definition: ReportDefinition, asking: Asking) -> "_Days":
        compares = definition.comparison == Comparison.PREVIOUS_PERIOD
        return cls(
            span_of(definition.period, asking.at, asking.zone),
            span_before(definition.period, asking.at, asking.zone) if compares else None,
        )

    @property
    def starts_before(self) -> list[datetime]:
        return self.before.day_starts if self.before else []

    def parameters(self) -> dict[str, Any]:
        return {
            "days": [*self.starts_before, *self.span.day_starts],
            "start": self.before.start if self.before else self.span.start,
            "gap_start": self.before.end if self.before else self.span.start,
            "gap_end": self.span.start,
            "end": self.span.end,
        }


def _rows(span: Span, asking: Asking, now: list[Tally], before: list[Tally]) -> Iterable[Row]:
    today = asking.at.astimezone(asking.zone).date()
    for place, (day, tally) in enumerate(zip(span.days, now, strict=True)):
        if day <= today or tally.count:
            yield Row(day.isoformat(), day, tally, before[place] if place < len(before) else None)
