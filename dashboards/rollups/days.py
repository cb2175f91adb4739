"""Days of a zone: which are stale, and which lie together."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboards.models import Rollup, StaleHour
from dashboards.periods import ONE_DAY

# Days of this century are counted beforehand; what somebody dates elsewhere is counted from the records.
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)

_LAST_INSTANT = timedelta(hours=1) - timedelta(microseconds=1)


def stale_days(rollup: Rollup, zone: ZoneInfo) -> set[date]:
    """The days of a zone in which something changed. One query."""
    hours = StaleHour.objects.filter(rollup=rollup).values_list("hour", flat=True).distinct()
    return {day for hour in hours for day in days_of_hour(hour, zone)}


def days_of_hour(hour: datetime, zone: ZoneInfo) -> set[date]:
    """The day, or the two, that an hour is of where the store is; `hour` is its beginning (UTC)."""
    return {(hour + later).astimezone(zone).date() for later in (timedelta(0), _LAST_INSTANT)}


def together(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, as first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
