"""The sending window of a workflow: on which days and between which hours it writes, on whose clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# A window that is open on one day a week opens within eight days, also where a change of the clock swallows one.
_DAYS_AHEAD = 15


@dataclass(frozen=True, slots=True)
class Window:
    """Days by ISO 8601 (1 is Monday), and the hours between which it is open (its end is outside); None: all day."""

    days: frozenset[int]
    start: time | None = None
    end: time | None = None

    def opens(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first moment from `at` on (UTC) at which it is open; `at` itself where it is open then.

        Raises ValueError where it never opens: without days, or with its hours the wrong way round.
        """
        today = at.astimezone(zone).date()
        for ahead in range(_DAYS_AHEAD):
            begins, ends = self._hours(today + timedelta(days=ahead), zone)
            if begins <= at < ends:
                return at
            if at < begins < ends:
                return begins
        raise ValueError(f"{self} never opens")

    def _hours(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it opens and closes on a day; the same moment twice where it stays shut."""
        if day.isoweekday() not in self.days:
            shut = _moment(day, time(), zone)
            return shut, shut
        begins = _moment(day, self.start or time(), zone)
        ends = _moment(day, self.end, zone) if self.end else _moment(day + timedelta(days=1), time(), zone)
        return begins, ends


ALWAYS = Window(frozenset(range(1, 8)))


# Thousands are looked at on one day.
@lru_cache(maxsize=1024)
def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """When a clock on the wall shows this; where it is put forward over it, when it is put forward."""
    on_the_wall = datetime.combine(day, hour, zone)
    moment = on_the_wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == on_the_wall.replace(tzinfo=None):
        return moment
    return _put_forward(moment, zone)


def _put_forward(moment: datetime, zone: ZoneInfo) -> datetime:
    """The change of the clock next to a moment that was reckoned with the time before it."""
    before, after = moment - timedelta(days=1), moment + timedelta(days=1)
    earlier = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == earlier:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
