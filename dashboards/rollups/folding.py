"""Counting anew the days in which something changed, and everything where zone, currency or stages changed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min

from accounts.middleware import portal_zone
from accounts.models import Portal
from crm.advisory_lock import held_lock
from crm.models import Deal, StageChange
from dashboards.models import DayFigure, Rollup, RollupState, StaleHour
from dashboards.rollups.counting import count_days
from dashboards.rollups.days import FIRST, LAST, days_of_hour, together

_ROWS_AT_ONCE = 2000
# Those of other databases on the server are nobody to wait for.
_SEE = """
    UPDATE dashboards_stalehour
       SET waits_for = (SELECT coalesce(array_agg(x::text::bigint), '{}')
                          FROM pg_snapshot_xip(pg_current_snapshot()) x
                          JOIN pg_stat_activity a ON a.backend_xid::text::bigint = x::text::bigint & 4294967295
                         WHERE a.datname = current_database() AND a.pid <> pg_backend_pid())
     WHERE waits_for IS NULL AND rollup = %s
"""
_RIPE = """
    SELECT id, hour FROM dashboards_stalehour
     WHERE rollup = %s AND NOT EXISTS (SELECT FROM unnest(waits_for) x
                                        WHERE pg_xact_status(x::text::xid8) = 'in progress')
"""
_LOCK = 0x5EED0B
_CENTURY = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


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
    marks = _ripe_marks(rollup)
    days = {day for hour in marks.values() for day in days_of_hour(hour, zone)}
    for first, last in together(days):
        _count(rollup, first, last, zone, currency)
    StaleHour.objects.filter(pk__in=marks).delete()
    return len(days)


def _count_everything(zone: ZoneInfo, currency: str) -> int:
    """From the first record to the last, whatever was counted before."""
    with connection.cursor() as cursor:
        # Nobody changes meanwhile which stages are sales.
        cursor.execute("LOCK TABLE crm_stage IN SHARE MODE")
    marks = [pk for rollup in Rollup for pk in _ripe_marks(rollup)]
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


def _ripe_marks(rollup: Rollup) -> dict[int, datetime]:
    """Marks that can be done with, by id: every transaction that was under way when they were first seen has ended.

    One that was could not see what they stand for, and so has not marked what its own changes mean for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEE, [rollup])
        cursor.execute(_RIPE, [rollup])
        return dict(cursor.fetchall())


def _count(rollup: Rollup, first: date, last: date, zone: ZoneInfo, currency: str) -> None:
    first, last = max(first, FIRST), min(last, LAST)
    if first > last:
        return
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
    of_the_century = {f"{field}__gte": _CENTURY[0], f"{field}__lt": _CENTURY[1]}
    found = records.filter(**of_the_century).aggregate(first=Min(field), last=Max(field))
    return (found["first"], found["last"]) if found["first"] else None
