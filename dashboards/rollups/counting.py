"""What each rollup says of days: counted from the records, by the statements that reports use."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from dashboards.definitions import Counted, Dimension
from dashboards.figures.kinds import KINDS
from dashboards.figures.question import count_by
from dashboards.models import DayFigure, Rollup
from dashboards.periods import ONE_DAY, start_of
from dashboards.rollups.buyers import buyers_between

# What of the deals it counts, and what its key is; buyers have a statement of their own.
OF_DEALS: dict[Rollup, tuple[Counted, Dimension | None]] = {
    Rollup.CREATED: (Counted.DEALS_CREATED, Dimension.STAGE),
    Rollup.SALES: (Counted.SALES, Dimension.SOURCE),
    Rollup.PROCESSED: (Counted.SALES_PROCESSED, None),
}


def count_days(rollup: Rollup, first: date, last: date, zone: ZoneInfo, currency: str) -> Iterator[DayFigure]:
    """The figures of the days from one to another, both included; not saved."""
    days = [first + ONE_DAY * number for number in range((last - first).days + 1)]
    edges, end = [start_of(day, zone) for day in days], start_of(last + ONE_DAY, zone)
    if rollup == Rollup.BUYERS:
        for one in buyers_between(edges, end, currency):
            yield DayFigure(
                rollup=rollup,
                day=days[one.place - 1],
                key=one.source,
                count=one.sales,
                amount=one.amount,
                other=one.other,
                customers=one.customers,
                newcomers=one.newcomers,
            )
        return
    counted, dimension = OF_DEALS[rollup]
    kind = KINDS[counted]
    for (key, place), found in count_by(kind, kind.records(edges[0], end), dimension, edges, currency).items():
        tally = found.tally
        yield DayFigure(
            rollup=rollup, day=days[place - 1], key=key, count=tally.count, amount=tally.amount, other=found.other
        )
