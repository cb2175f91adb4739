"""From a definition to one statement: records of a kind, filtered, told apart by row and stretch of time (SPEC R4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from dashboards.definitions import Comparison, ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.cells import Cells
from dashboards.figures.dimensions import always_there, key_of, labels_of, unknown
from dashboards.figures.question import Question
from dashboards.figures.result import NOTHING, Figures, Goal, Row, Tally
from dashboards.models import SalesGoal
from dashboards.periods import BEGINNING, elapsed_share
from dashboards.rollups.reading import found_for


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a report: of all rows (no `key`) or of one, of the period or of the one before.

    `is_left_out` is the number of records in other currencies.
    """

    key: str | None = None
    is_before: bool = False
    is_left_out: bool = False


def figures_of(definition: ReportDefinition, asking: Asking) -> Figures:
    """The figures of a report for a portal at a moment, exact. InvalidDefinition where its filters cannot be read.

    One statement over the records, or what was counted of whole days before (dashboards/rollups); names of stages,
    e-mails and workflows, and the goal, are another.
    """
    question = Question.of(definition, asking)
    found = _Found.of(question)
    rows = tuple(_rows(question, found))
    return Figures(
        question.cells.span,
        rows,
        found.total(is_before=False),
        compared_span=question.cells.before,
        comparison=found.total(is_before=True) if question.cells.before else None,
        left_out=found.left_out,
        goal=_goal(question) if definition.comparison == Comparison.GOAL else None,
        is_by_time=question.cells.unit is not None,
    )


def records_of(definition: ReportDefinition, asking: Asking, part: Part) -> QuerySet[Any]:
    """The records that a number of a report counts, with the `moment` of each (UTC).

    Raises InvalidDefinition; LookupError where the report has no such row.
    """
    question = Question.of(definition, asking)
    records = question.records(*_stretch(question.cells, part))
    if part.key is not None and question.cells.unit is None:
        records = records.annotate(key=key_of(question.kind.source, definition.dimension)).filter(key=part.key)
    counts = question.kind.counts(asking.currency)
    if not part.is_left_out:
        return records.filter(counts)
    return records.exclude(counts) if question.kind.currency else records.none()


@dataclass(frozen=True, slots=True)
class _Found:
    """Tallies by (key, cell); cells up to `shift` are those of the period before."""

    tallies: dict[tuple[str, int], Tally]
    shift: int
    left_out: int

    @classmethod
    def of(cls, question: Question) -> "_Found":
        shift, found = question.cells.shift, found_for(question)
        tallies = {place: counted.tally for place, counted in found.items()}
        return cls(tallies, shift, sum(counted.other for (_key, cell), counted in found.items() if cell > shift))

    def total(self, *, is_before: bool, key: str | None = None) -> Tally:
        """Of all rows or of one."""
        chosen = (
            tally
            for (one, cell), tally in self.tallies.items()
            if (cell <= self.shift) == is_before and key in (None, one)
        )
        return sum(chosen, NOTHING)

    @property
    def keys(self) -> set[str]:
        return {key for (key, _cell), tally in self.tallies.items() if tally != NOTHING}


def _rows(question: Question, found: _Found) -> Iterator[Row]:
    if question.definition.dimension is None:
        return iter(())
    return _by_time(question, found) if question.cells.unit else _by_key(question, found)


def _by_time(question: Question, found: _Found) -> Iterator[Row]:
    """A row for every stretch that has begun, from the first that has anything where all time is asked for."""
    cells, today = question.cells, question.asking.today
    is_begun = cells.span.first > BEGINNING
    for place, first in enumerate(cells.firsts, start=1):
        tally = found.tallies.get(("", cells.shift + place), NOTHING)
        is_begun = is_begun or tally != NOTHING
        if is_begun and (first <= today or tally.count):
            before = found.tallies.get(("", place), NOTHING) if place <= cells.shift else None
            yield Row(first.isoformat(), first, tally, before)


def _by_key(question: Question, found: _Found) -> Iterator[Row]:
    """Stages and outcomes in their order, all others by the measure drawn, the greatest first."""
    dimension, compares = question.definition.dimension, question.cells.before is not None
    assert dimension is not None  # noqa: S101
    labels, standing = labels_of(dimension), always_there(dimension)
    rows = [
        Row(
            key,
            labels.get(key) or key or unknown(dimension),
            found.total(is_before=False, key=key),
            found.total(is_before=True, key=key) if compares else None,
        )
        for key in found.keys | set(standing)
    ]
    if standing:
        order = list(labels)
        return iter(sorted(rows, key=lambda row: order.index(row.key)))
    measure = question.definition.measures[0]
    return iter(sorted(rows, key=lambda row: (-(row.tally.value(measure) or Decimal(0)), row.key)))


def _stretch(cells: Cells, part: Part) -> tuple[datetime, datetime]:
    """From when to when the records of a number go."""
    span = cells.before if part.is_before else cells.span
    if span is None:
        raise LookupError("the report compares with nothing")
    if cells.unit is None or part.key is None:
        return span.start, span.end
    firsts = [day.isoformat() for day in cells.firsts]
    place = firsts.index(part.key) + 1 if part.key in firsts else 0
    if not place or (part.is_before and place > cells.shift):
        raise LookupError(f"the report has no row {part.key}")
    return cells.stretch(place if part.is_before else cells.shift + place)


def _goal(question: Question) -> Goal:
    """The goal of the month that the period is; one set in another currency is none for these sales."""
    span, asking = question.cells.span, question.asking
    amounts = SalesGoal.objects.filter(month=span.first, currency=asking.currency).values_list("amount", flat=True)
    return Goal(amounts.first(), elapsed_share(span, asking.at))
