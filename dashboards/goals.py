"""The goals of past and coming months, each beside what was sold in it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from crm.models import Deal
from dashboards.figures import Asking
from dashboards.models import SalesGoal
from dashboards.periods import month_of, start_of
from dashboards.wording import month_name

# Three years of them, and those ahead.
MONTHS = 48


@dataclass(frozen=True, slots=True)
class GoalOfMonth:
    """A month's goal and its sales so far, net of refunds, in the goal's currency; `reached` is a share of it."""

    goal: SalesGoal
    sold: Decimal
    is_current: bool
    is_ahead: bool

    @property
    def month(self) -> str:
        return month_name(self.goal.month)

    @property
    def reached(self) -> Decimal:
        return self.sold / self.goal.amount


def goals_of(asking: Asking) -> list[GoalOfMonth]:
    """The goals that were set, the newest month first. Two queries."""
    goals, current = list(SalesGoal.objects.order_by("-month")[:MONTHS]), month_of(asking.at, asking.zone)
    sold = _sold(goals, asking)
    return [
        GoalOfMonth(
            goal, sold.get((goal.month, goal.currency), Decimal(0)), goal.month == current, goal.month > current
        )
        for goal in goals
    ]


def _sold(goals: list[SalesGoal], asking: Asking) -> dict[tuple[date, str], Decimal]:
    """By month and currency; a deal without one is in the portal's."""
    if not goals:
        return {}
    start = start_of(goals[-1].month, asking.zone)
    months = Deal.objects.won().filter(closed_at__gte=start).annotate(month=TruncMonth("closed_at", tzinfo=asking.zone))
    sold: dict[tuple[date, str], Decimal] = {}
    currencies = {goal.currency for goal in goals}
    found = months.filter(Q(currency__in=currencies) | Q(currency="")).values_list("month", "currency")
    for month, currency, amount in found.annotate(amount=Sum("net_amount")).order_by():
        key = (month.date(), currency or asking.currency)
        sold[key] = sold.get(key, Decimal(0)) + (amount or 0)
    return sold
