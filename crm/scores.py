"""Days since the last order and the recency, frequency and monetary scores, as SQL over the purchase summary.

They are not kept: they are functions of kept facts, the thresholds and the clock, so that they are right at any moment
without a sweep (SPEC K5; docs/properties.md).
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from accounts.models import Portal
from crm.models import Contact, ScoreThresholds
from crm.models.scoring import SCORES_SET

LAST_ORDER, ORDERS, REVENUE = (
    "purchases__last_order_at",
    "purchases__number_of_orders",
    "purchases__total_revenue",
)


CLOCK_PROPERTIES = frozenset({"days_since_last_order", "recency_score", "frequency_score", "monetary_score"})


def with_scores(contacts: QuerySet[Contact], at: datetime | None = None) -> QuerySet[Contact]:
    """The contacts, each with the values of `score_expressions` at a moment (default: now) as attributes."""
    return contacts.annotate(**score_expressions(at or timezone.now()))


def score_expressions(at: datetime) -> dict[str, Combinable]:
    """Expressions over Contact by property name: whole days, and scores from 1 to 5; NULL for who never bought.

    Days are those of the calendar in the store's zone: an order of yesterday is one day ago, whatever the hour.
    """
    zone, thresholds = ZoneInfo(Portal.current().time_zone), ScoreThresholds.current()
    today = at.astimezone(zone).date()
    return {
        "days_since_last_order": _days_until(today, zone),
        "recency_score": _score(
            [Q(**{f"{LAST_ORDER}__gte": start}) for start in recency_starts(today, zone, thresholds)]
        ),
        "frequency_score": _score(_more_than_then_from(ORDERS, thresholds.frequency_orders)),
        "monetary_score": _score(_more_than_then_from(REVENUE, thresholds.monetary_amounts)),
    }


def recency_starts(today: date, zone: ZoneInfo, thresholds: ScoreThresholds) -> list[datetime]:
    """From which moment on a last order scores 5, 4, 3, 2 (the beginnings of days in the zone)."""
    return [start_of_day(today - timedelta(days=days), zone) for days in thresholds.recency_days]


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in a zone (where midnight is skipped: the moment of the skip)."""
    return datetime.combine(day, time.min, tzinfo=zone)


def _days_until(today: date, zone: ZoneInfo) -> Combinable:
    days = Func(
        Value(today, DateField()),
        TruncDate(LAST_ORDER, tzinfo=zone),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return _for_buyers(Greatest(days, Value(0)))


def _more_than_then_from(path: str, values: list[Any]) -> list[Q]:
    highest, *others = values
    return [Q(**{f"{path}__gt": highest}), *(Q(**{f"{path}__gte": value}) for value in others)]


def _score(conditions: list[Q]) -> Combinable:
    whens = [When(condition, then=Value(score)) for condition, score in zip(conditions, SCORES_SET, strict=True)]
    return _for_buyers(Case(*whens, default=Value(1), output_field=IntegerField()))


def _for_buyers(value: Combinable) -> Combinable:
    return Case(When(Q(**{f"{LAST_ORDER}__isnull": False}), then=value), output_field=IntegerField())
