"""Counting anew the days in which something changed, and everything where zone, currency or stages changed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min

from accounts.middleware import portal_zone
from accounts.models import Portal
from crm.advisory_lock import held_lock
from crm.models import Deal, StageChange
from dashboards.models import DayFigure, Rollup, RollupState, StaleHour
from dashboards.rollups.counting import count_days
from dashboards.rollups.days import stale_days, together

_ROWS_AT_ONCE = 2000
_LOCK = 0x5EED0B


def fold() -> int:
    """Bring the figures of days up to date; how many days were counted. One at a time does it."""
    with held_lock(_LOCK) as is_ours:
        if not is_ours:
            return 0
        zone, currency = portal_zone(), Portal.current().currency
        with transaction.atomic():
            if not RollupState.objects.filter(zone=zone.key, currency=currency).exists():
                return _count_everything(zone, currency)
            return sum(_fold(rollup, zone, currency) for rollup in Rollup)


def _fold(rollup: Rollup, zone: ZoneInfo, currency: str) -> int:
    """What changes while this counts has a mark of its own, which stays."""
    marks = list(StaleHour.objects.filter(rollup=rollup).values_list("pk", flat=True))
    if not marks:
        return 0
    days = stale_days(rollup, zone)
    for first, last in together(days):
        _count(rollup, first, last, zone, currency)
    StaleHour.objects.filter(pk__in=marks).delete()
    return len(days)


def _count_everything(zone: ZoneInfo, currency: str) -> int:
    """From the first record to the last, whatever was counted before."""
    marks = list(StaleHour.objects.values_list("pk", flat=True))
    DayFigure.objects.all().delete()
    number = 0
    for rollup in Rollup:
        stretch = _stretch(rollup)
        if stretch:
            first, last = (moment.astimezone(zone).date() for moment in stretch)
            _count(rollup, first, last, zone, currency)
            number += (last - first).days + 1
    StaleHour.objects.filter(pk__in=marks).delete()
    RollupState.objects.update_or_create(id=1, defaults={"zone": zone.key, "currency": currency})
    return number


def _count(rollup: Rollup, first: date, last: date, zone: ZoneInfo, currency: str) -> None:
    DayFigure.objects.filter(rollup=rollup, day__gte=first, day__lte=last).delete()
    found = count_days(rollup, first, last, zone, currency)
    DayFigure.objects.bulk_create(found, batch_size=_ROWS_AT_ONCE)


def _stretch(rollup: Rollup) -> tuple[datetime, datetime] | None:
    """The first and the last moment that a rollup can have; None where there is nothing."""
    field, records = {
        Rollup.CREATED: ("shopify_created_at", Deal.objects.all()),
        Rollup.SALES: ("closed_at", Deal.objects.all()),
        Rollup.BUYERS: ("closed_at", Deal.objects.all()),
        Rollup.PROCESSED: ("at", StageChange.objects.filter(to_stage="processed")),
    }[rollup]
    found = records.aggregate(first=Min(field), last=Max(field))
    return (found["first"], found["last"]) if found["first"] else None
