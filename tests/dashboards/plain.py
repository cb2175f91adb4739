"""The seven reports worked out record by record, by the store's calendar: what the statements have to equal.

Written from docs/dashboard.md alone: dates are compared as dates of the store's clock, never as instants.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tests.dashboards.stores import SomeDeal, SomeStore

Tallies = dict[object, tuple[int, Decimal]]


def add(tallies: Tallies, key: object, amount: Decimal, count: int = 1) -> None:
    number, total = tallies.get(key, (0, Decimal(0)))
    tallies[key] = (number + count, total + amount)


def ours(deal: SomeDeal) -> bool:
    return deal.currency in ("EUR", "")


def day(store: SomeStore, moment: datetime) -> date:
    return moment.astimezone(store.zone).date()


def today(store: SomeStore) -> date:
    return day(store, store.at)


def in_month(store: SomeStore, moment: datetime | None) -> bool:
    return moment is not None and day(store, moment).timetuple()[:2] == today(store).timetuple()[:2]


def in_last(store: SomeStore, days: int, moment: datetime | None) -> bool:
    return moment is not None and timedelta(0) <= today(store) - day(store, moment) < timedelta(days=days)


def order_snapshot(store: SomeStore) -> Tallies:
    tallies: Tallies = {}
    for deal in store.deals:
        if not deal.is_deleted and ours(deal) and in_month(store, deal.created_at):
            add(tallies, deal.stage, deal.net)
    return tallies


def new_processed_sales(store: SomeStore) -> tuple[Tallies, tuple[int, Decimal]]:
    """By day, and the thirty days before up to the same local time."""
    tallies: Tallies = {}
    before: Tallies = {"before": (0, Decimal(0))}
    for deal in store.deals:
        if deal.is_sale and ours(deal) and deal.processed_at:
            first = min(deal.processed_at)
            if in_last(store, 30, first):
                add(tallies, day(store, first), deal.net)
            elif is_before(store, first, today(store) - timedelta(days=59), today(store) - timedelta(days=30)):
                add(before, "before", deal.net)
    return tallies, before["before"]


def is_before(store: SomeStore, moment: datetime, first: date, last: date) -> bool:
    """Whether a moment is from the day `first` to the day `last` up to the local time it is now."""
    local = moment.astimezone(store.zone)
    if not first <= local.date() <= last:
        return False
    return local.date() < last or moment < same_time(store, last)


def same_time(store: SomeStore, on: date) -> datetime:
    now = store.at.astimezone(store.zone)
    cut = datetime.combine(on, time(now.hour, now.minute, now.second, now.microsecond), tzinfo=store.zone)
    return cut.replace(fold=now.fold).astimezone(store.at.tzinfo)


def source(store: SomeStore, deal: SomeDeal) -> str:
    return "" if deal.contact is None else store.sources[deal.contact]


def average_order_value_by_source(store: SomeStore) -> Tallies:
    tallies: Tallies = {}
    for deal in store.deals:
        if deal.is_sale and ours(deal) and in_last(store, 90, deal.closed_at):
            add(tallies, source(store, deal), deal.net)
    return tallies


def lifetime_order_value_by_source(store: SomeStore) -> Tallies:
    buyers: dict[str, set[object]] = defaultdict(set)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for place, deal in enumerate(store.deals):
        if deal.is_sale and ours(deal) and deal.closed_at:
            who = deal.contact if deal.contact is not None else deal.stranger.lower() or f"deal {place}"
            buyers[source(store, deal)].add(who)
            amounts[source(store, deal)] += deal.net
    return {key: (len(who), amounts[key]) for key, who in buyers.items()}


def net_new_customers(store: SomeStore) -> tuple[dict[date, int], int]:
    """By day, and last month up to the same day and time."""
    firsts: dict[int, datetime] = {}
    for deal in store.deals:
        if deal.is_sale and deal.closed_at and deal.contact is not None and deal.contact not in store.in_bin:
            firsts[deal.contact] = min(deal.closed_at, firsts.get(deal.contact, deal.closed_at))
    by_day: dict[date, int] = defaultdict(int)
    before = 0
    month_start = today(store).replace(day=1)
    last_month_start = (month_start - timedelta(days=1)).replace(day=1)
    same_day = last_month_start + timedelta(days=today(store).day - 1)
    for first in firsts.values():
        if in_month(store, first):
            by_day[day(store, first)] += 1
        elif same_day >= month_start:
            before += last_month_start <= day(store, first) < month_start
        else:
            before += is_before(store, first, last_month_start, same_day)
    return dict(by_day), before


def sales_this_month(store: SomeStore) -> tuple[int, Decimal]:
    sales = [deal for deal in store.deals if deal.is_sale and ours(deal) and in_month(store, deal.closed_at)]
    return len(sales), sum((deal.net for deal in sales), Decimal(0))


def abandoned_cart_recovery(store: SomeStore) -> Tallies:
    tallies: Tallies = {}
    for deal in store.deals:
        if not deal.is_deleted and ours(deal) and in_last(store, 30, deal.abandoned_at):
            if deal.recovered_at is None:
                add(tallies, "open", deal.net)
            else:
                add(tallies, "cancelled" if deal.stage == "cancelled" else "recovered", deal.net)
    return tallies


def left_out(store: SomeStore, is_counted: object) -> int:
    return sum(1 for deal in store.deals if not ours(deal) and is_counted(deal))  # type: ignore[operator]


# --- Any report on deals --------------------------------------------------------------------------------------------
def moment_of(counted: str, deal: SomeDeal) -> datetime | None:
    """When a deal counts; None where it does not."""
    if deal.is_deleted:
        return None
    match counted:
        case "deals_created":
            return deal.created_at
        case "sales":
            return deal.closed_at if deal.is_sale else None
        case "sales_processed":
            return min(deal.processed_at) if deal.is_sale and deal.processed_at else None
        case _:
            return deal.abandoned_at


def row_of(store: SomeStore, dimension: str | None, deal: SomeDeal, moment: datetime, first: date) -> str:
    """The key of a deal's row; the first week and month of a period begin with it."""
    on = day(store, moment)
    match dimension:
        case "day":
            return on.isoformat()
        case "week":
            return max(on - timedelta(days=on.weekday()), first).isoformat()
        case "month":
            return max(on.replace(day=1), first).isoformat()
        case "stage":
            return deal.stage
        case "source":
            return source(store, deal)
        case "outcome":
            return "open" if deal.recovered_at is None else "cancelled" if deal.stage == "cancelled" else "recovered"
        case _:
            return ""


def tallies(store: SomeStore, counted: str, dimension: str | None, first: date, last: date) -> Tallies:
    """Of a report on deals, over the days from one to another, both included."""
    found: Tallies = {}
    for deal in store.deals:
        moment = moment_of(counted, deal)
        if moment and ours(deal) and first <= day(store, moment) <= last:
            add(found, row_of(store, dimension, deal, moment, first), deal.net)
    return found
