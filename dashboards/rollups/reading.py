"""What a report finds: whole days as they were counted beforehand, the rest from the records. Exact at any moment."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, DateField, F, Q, Sum, Value, When

from crm.models import Stage
from dashboards.definitions import Counted as What
from dashboards.definitions import Dimension, Measure, ReportDefinition
from dashboards.figures.kinds import TIMES
from dashboards.figures.question import Counted, Found, Question, add_up
from dashboards.figures.result import Tally
from dashboards.models import DayFigure, Rollup, RollupState
from dashboards.periods import ONE_DAY, Period, Span, start_of
from dashboards.rollups.buyers import buyers_between
from dashboards.rollups.counting import OF_DEALS
from dashboards.rollups.days import FIRST, LAST, stale_days, together

# Where more is stale than so many stretches, counting it all at once is quicker.
MOST_STRETCHES = 12
_SUMS = {f"sum_{name}": Sum(name) for name in ("count", "amount", "other", "customers", "newcomers")}
_OF_PEOPLE = frozenset({Measure.CUSTOMERS, Measure.LIFETIME_VALUE})


def found_for(question: Question) -> Found:
    """The tallies of a report by row and stretch of time."""
    rollup = rollup_for(question.definition)
    if rollup is None or not _is_counted_for(question):
        return question.found()
    plan = _Plan.of(question, rollup)
    if len(plan.stretches) > MOST_STRETCHES:
        return question.found()
    return add_up([_from_days(question, rollup, plan), *_from_records(question, rollup, plan)])


def rollup_for(definition: ReportDefinition) -> Rollup | None:
    """The rollup that has all that a report asks; None where there is none.

    How many customers there were can be told of all time alone: somebody who buys on two days is one.
    """
    is_by_time = definition.dimension is None or definition.dimension in TIMES
    if definition.counted == What.NEW_CUSTOMERS:
        is_plain = definition.measures == (Measure.COUNT,) and not definition.filters
        return Rollup.BUYERS if is_plain and (is_by_time or definition.dimension == Dimension.SOURCE) else None
    if _OF_PEOPLE & set(definition.measures):
        is_whole = definition.period == Period.ALL_TIME and definition.dimension in (None, Dimension.SOURCE)
        is_of_sales = definition.counted == What.SALES and not definition.filters
        return Rollup.BUYERS if is_whole and is_of_sales else None
    for rollup, (counted, dimension) in OF_DEALS.items():
        if counted == definition.counted and (is_by_time or dimension == definition.dimension):
            is_plain = not definition.filters or (rollup == Rollup.CREATED and _pipeline(definition) is not None)
            return rollup if is_plain else None
    return None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Days that can be taken as they were counted are those of `whole` that are not `stale`.

    `stretches` are the times to count from the records, from an instant up to another.
    """

    whole: tuple[tuple[date, date], ...]
    stale: frozenset[date]
    stretches: tuple[tuple[datetime, datetime], ...]

    @classmethod
    def of(cls, question: Question, rollup: Rollup) -> "_Plan":
        cells, zone = question.cells, question.asking.zone
        stale = frozenset(stale_days(rollup, zone))
        whole, stretches = [], []
        for span in (cells.before, cells.span):
            if span:
                days = _whole_days(span)
                whole.append(days)
                stretches += _around(span, *days)
                stretches += [
                    (start_of(begins, zone), start_of(ends + ONE_DAY, zone))
                    for begins, ends in together(day for day in stale if days[0] <= day <= days[1])
                ]
        return cls(tuple(whole), stale, tuple(stretches))

    @property
    def is_of_the_last(self) -> Q:
        """On rows of DayFigure: those of the period itself, not of the one before."""
        first, last = self.whole[-1]
        return Q(day__gte=first, day__lte=last)

    @property
    def condition(self) -> Q:
        """On rows of DayFigure."""
        days = reduce(or_, (Q(day__gte=first, day__lte=last) for first, last in self.whole))
        return days & ~Q(day__in=self.stale) if self.stale else days


def _whole_days(span: Span) -> tuple[date, date]:
    """The first and the last day of a span that can have been counted beforehand.

    The period before ends with the time of day that it is: its last day is no whole one.
    """
    return max(span.first, FIRST), min(span.end.astimezone(span.zone).date() - ONE_DAY, LAST)


def _around(span: Span, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """What of a span lies before and after its whole days."""
    begins, ends = start_of(first, span.zone), start_of(last + ONE_DAY, span.zone)
    if ends <= begins:
        return [(span.start, span.end)]
    return [(start, end) for start, end in ((span.start, begins), (ends, span.end)) if start < end]


def _is_counted_for(question: Question) -> bool:
    asking = question.asking
    return RollupState.objects.filter(zone=asking.zone.key, currency=asking.currency).exists()


def _from_days(question: Question, rollup: Rollup, plan: _Plan) -> Found:
    """Added up by day where the report is told by day, week or month, else by period."""
    rows = DayFigure.objects.filter(plan.condition, rollup=rollup)
    pipeline = _pipeline(question.definition)
    if pipeline is not None:
        rows = rows.filter(key__in=Stage.objects.filter(pipeline=pipeline).values("pk"))
    key = F("key") if question.definition.dimension in (Dimension.STAGE, Dimension.SOURCE) else Value("")
    day = F("day") if question.cells.unit else _period_of(plan)
    summed: Any = rows.annotate(of_key=key, of_day=day).order_by().values("of_key", "of_day").annotate(**_SUMS)
    return add_up([{_place(question, row): _counted(question, row)} for row in summed])


def _period_of(plan: _Plan) -> Case:
    """A day of the period that a row is of."""
    before, now = plan.whole[0][0], plan.whole[-1][0]
    return Case(When(plan.is_of_the_last, then=Value(now)), default=Value(before), output_field=DateField())


def _place(question: Question, row: dict[str, Any]) -> tuple[str, int]:
    """The row's key and the number of the stretch that its day is in."""
    return row["of_key"], bisect_right(question.cells.edges, start_of(row["of_day"], question.asking.zone))


def _counted(question: Question, row: dict[str, Any]) -> Counted:
    if question.definition.counted == What.NEW_CUSTOMERS:
        return Counted(Tally(count=row["sum_newcomers"]))
    tally = Tally(count=row["sum_count"], amount=row["sum_amount"], customers=row["sum_customers"])
    return Counted(tally, row["sum_other"])


def _from_records(question: Question, rollup: Rollup, plan: _Plan) -> Iterator[Found]:
    """What of the time was not counted beforehand, or does not hold any more."""
    if rollup == Rollup.BUYERS and question.definition.counted == What.SALES:
        yield from (_buyers(question, *stretch) for stretch in plan.stretches)
        # Who has no contact is told apart by what the sale says, day by day or not.
        records = question.records(question.cells.start, question.cells.end)
        yield question.counted(records.filter(contact__isnull=True))
        return
    yield from (question.counted(question.records(*stretch)) for stretch in _joined(plan.stretches))


def _joined(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches that follow one another at once, as one."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stretches):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _buyers(question: Question, start: datetime, end: datetime) -> Found:
    is_keyed = question.definition.dimension == Dimension.SOURCE
    return add_up(
        [
            {
                (one.source if is_keyed else "", 1): Counted(
                    Tally(count=one.sales, amount=one.amount, customers=one.customers), one.other
                )
            }
            for one in buyers_between([start], end, question.asking.currency)
        ]
    )


def _pipeline(definition: ReportDefinition) -> str | None:
    """The pipeline that is all that a report filters by; None where it is not."""
    if len(definition.filters) != 1:
        return None
    match definition.filters[0]:
        case {"filters": [{"propertyName": "pipeline", "operator": "EQ", "value": str(pipeline), **more}], **others}:
            return None if more or others else pipeline
        case _:
            return None
