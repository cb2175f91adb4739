"""Days of a zone: which are stale, and which lie together."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dashboards.models import Rollup, StaleHour
from dashboards.periods import ONE_DAY

_LAST_INSTANT = timedelta(hours=1) - timedelta(microseconds=1)


def stale_days(rollup: Rollup, zone: ZoneInfo) -> set[date]:
    """The days of a zone in which something changed. An hour can be of two days. One query."""
    hours = StaleHour.objects.filter(rollup=rollup).values_list("hour", flat=True).distinct()
    return {(hour + later).astimezone(zone).date() for hour in hours for later in (timedelta(0), _LAST_INSTANT)}


def together(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, as first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
