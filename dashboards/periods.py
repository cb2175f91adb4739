"""Periods of the store's calendar, as instants. Pure: the moment and the zone are passed in.

A day begins at the first instant that has its date where the store is: a day on which clocks change has 23 or 25 hours,
and no instant is in two days or in none.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.filters.conditions import Period as CalendarPeriod
from crm.filters.days import days_of

ONE_DAY = timedelta(days=1)
# "All time" starts here: no store's records go back further; and none lies after this.
BEGINNING = date(1900, 1, 1)
END = datetime(9999, 1, 1, tzinfo=UTC)


class Period(TextChoices):
    """A period that moves with the clock."""

    TODAY = "today", _("Today")
    THIS_WEEK = "this_week", _("This week")
    THIS_MONTH = "this_month", _("This month")
    THIS_QUARTER = "this_quarter", _("This quarter")
    THIS_YEAR = "this_year", _("This year")
    LAST_WEEK = "last_week", _("Last week")
    LAST_MONTH = "last_month", _("Last month")
    LAST_QUARTER = "last_quarter", _("Last quarter")
    LAST_YEAR = "last_year", _("Last year")
    LAST_7_DAYS = "last_7_days", _("Last 7 days")
    LAST_30_DAYS = "last_30_days", _("Last 30 days")
    LAST_90_DAYS = "last_90_days", _("Last 90 days")
    LAST_365_DAYS = "last_365_days", _("Last 365 days")
    ALL_TIME = "all_time", _("All time")


DAYS = {
    Period.TODAY: 1,
    Period.LAST_7_DAYS: 7,
    Period.LAST_30_DAYS: 30,
    Period.LAST_90_DAYS: 90,
    Period.LAST_365_DAYS: 365,
}


class Unit(StrEnum):
    """What a span is cut into."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """The days `first` to `last` (both included) of a zone, counted up to the instant `end` (not included, UTC)."""

    first: date
    last: date
    end: datetime
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The instant it begins (included, UTC)."""
        return start_of(self.first, self.zone)

    @property
    def days(self) -> list[date]:
        """Its days, in order."""
        return [self.first + ONE_DAY * n for n in range((self.last - self.first).days + 1)]

    def firsts(self, unit: Unit) -> list[date]:
        """The first day of each of its days, weeks (from Monday) or months, in order; the first may be cut short."""
        match unit:
            case Unit.DAY:
                return self.days
            case Unit.WEEK:
                return [self.first, *(day for day in self.days[1:] if day.weekday() == 0)]
            case Unit.MONTH:
                following = _next_month(self.first)
                number = (self.last.year - following.year) * 12 + self.last.month - following.month + 1
                return [self.first, *months_from(following, number)]

    def starts(self, unit: Unit) -> list[datetime]:
        """The instants (UTC) at which they begin, in order."""
        return [start_of(day, self.zone) for day in self.firsts(unit)]


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) of a day in a zone. Where clocks skip midnight, that is when they have done so."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def span_of(period: Period, at: datetime, zone: ZoneInfo) -> Span:
    """The days of a period at the moment `at`; it ends with its last day, not with the moment. All time has no end."""
    today = at.astimezone(zone).date()
    if period == Period.ALL_TIME:
        return Span(BEGINNING, today, END, zone)
    if period in DAYS:
        return _whole(today - ONE_DAY * (DAYS[period] - 1), today, zone)
    return _whole(*days_of(CalendarPeriod(period.name), today), zone)


def span_before(period: Period, at: datetime, zone: ZoneInfo) -> Span | None:
    """The period before, up to the moment in it that `at` is in this one; None for all time.

    On 23 November at 14:05, last month is 1 October to 23 October, 14:05 where the store is. Where last month is too
    short for that, all of it counts; so it does where the period itself is over.
    """
    if period == Period.ALL_TIME:
        return None
    span = span_of(period, at, zone)
    first = _first_before(period, span)
    local = at.astimezone(zone)
    day = _same_day(period, local.date(), span.first, first)
    if day >= span.first or at >= span.end:
        return _whole(first, span.first - ONE_DAY, zone)
    same_moment = datetime.combine(day, local.time(), tzinfo=zone).replace(fold=local.fold).astimezone(UTC)
    return Span(first, day, min(same_moment, start_of(day + ONE_DAY, zone)), zone)


def elapsed_share(span: Span, at: datetime) -> Decimal:
    """How much of a span has passed at `at`: 0 to 1, by the clock's hours, not by the calendar's days."""
    share = Decimal((at - span.start) / timedelta(microseconds=1)) / Decimal(
        (span.end - span.start) / timedelta(microseconds=1)
    )
    return min(max(share, Decimal(0)), Decimal(1))


def month_of(at: datetime, zone: ZoneInfo) -> date:
    """The first day of the month that `at` is in, where the store is."""
    return at.astimezone(zone).date().replace(day=1)


def months_from(month: date, number: int) -> list[date]:
    """The first days of `number` months, `month` being the first; none where that is less than one."""
    months = [month] if number > 0 else []
    while len(months) < number:
        months.append(_next_month(months[-1]))
    return months


def _whole(first: date, last: date, zone: ZoneInfo) -> Span:
    return Span(first, last, start_of(last + ONE_DAY, zone), zone)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + ONE_DAY * 31).replace(day=1)


def _first_before(period: Period, span: Span) -> date:
    """The first day of the period before."""
    if period in DAYS:
        return span.first - ONE_DAY * DAYS[period]
    unit = period.name.partition("_")[2]
    return days_of(CalendarPeriod(f"LAST_{unit}"), span.first)[0]


def _same_day(period: Period, today: date, first: date, first_before: date) -> date:
    """The day of the period before that today is in this one; of years, the same date."""
    if period == Period.THIS_YEAR:
        is_leap_day = (today.month, today.day) == (2, 29)
        return today.replace(year=today.year - 1, day=28 if is_leap_day else today.day)
    return first_before + (today - first)
