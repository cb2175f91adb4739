"""How many members lists had, day by day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.models import ListSize

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySize:
    """How many members a list had at the end of a day of the store's calendar."""

    day: date
    size: int


def sizes_of(list_ids: Collection[int], today: date, days: int) -> dict[int, list[DaySize]]:
    """The sizes of lists on each of the last `days` days, today the last; a younger list begins on its first one.

    Two queries. Days on which nobody came or went have the size of the day before.
    """
    since = today - _DAY * (days - 1)
    kept = ListSize.objects.filter(contact_list__in=list_ids)
    before = kept.filter(day__lt=since).order_by("contact_list", "-day").distinct("contact_list")
    within = kept.filter(day__range=(since, today)).order_by("day")
    known: dict[int, list[ListSize]] = {pk: [] for pk in list_ids}
    for one in (*before, *within):
        known[one.contact_list_id].append(one)
    return {pk: list(_each_day(sizes, since, today)) for pk, sizes in known.items()}


def _each_day(sizes: list[ListSize], since: date, today: date) -> Iterable[DaySize]:
    if not sizes:
        return
    by_day = {max(one.day, since): one.size for one in sizes}
    day, size = min(by_day), 0
    while day <= today:
        size = by_day.get(day, size)
        yield DaySize(day, size)
        day += _DAY
