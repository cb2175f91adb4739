"""How far hubsync is in step with the store, read for people (SPEC L5): a few indexed queries, and nothing changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Min, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from shopify_connector import importing, waiting
from shopify_connector.inbox import refusals
from shopify_connector.models import (
    Delivery,
    ImportSession,
    ReadRequest,
    SessionStatus,
    StoreConnection,
    Subscription,
    SyncCheck,
    SyncCheckStep,
    SyncError,
)
from shopify_connector.reconciliation.checks import EVERYTHING, newest_check

# Deliveries are applied within a second or two; what has waited for longer than this means being behind.
BEHIND_AFTER = timedelta(seconds=10)
DAYS = 30
_NOON = 12


class State(StrEnum):
    """Where hubsync stands beside its store; the first that holds."""

    RECONNECT = "reconnect"
    IMPORTING = "importing"
    NOT_IMPORTED = "not_imported"
    WAITING = "waiting"
    CATCHING_UP = "catching_up"
    IN_STEP = "in_step"


_TONES = {
    State.RECONNECT: "bad",
    State.IMPORTING: "busy",
    State.NOT_IMPORTED: "warning",
    State.WAITING: "warning",
    State.CATCHING_UP: "busy",
    State.IN_STEP: "good",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What the newest comparison of everything came to."""

    finished_at: datetime
    checked: int
    differed: int
    repaired: int

    @property
    def age(self) -> str:
        """When it was, as people say it: morning (of today), today, yesterday, or earlier; in the zone in force."""
        local, today = timezone.localtime(self.finished_at), timezone.localdate()
        if local.date() == today:
            return "morning" if local.hour < _NOON else "today"
        return "yesterday" if local.date() == today - timedelta(days=1) else "earlier"


@dataclass(frozen=True, slots=True)
class Now:
    """What may be different a second later. `last_change` is when the newest delivery was applied (UTC)."""

    store: StoreConnection
    state: State
    at: datetime
    session: ImportSession | None
    waiting: waiting.Waiting | None
    pending: int
    oldest: timedelta | None
    last_change: datetime | None

    @property
    def tone(self) -> str:
        """The colour of the state's dot."""
        return _TONES[self.state]

    @property
    def since_last_change(self) -> timedelta | None:
        return max(self.at - self.last_change, timedelta(0)) if self.last_change else None


@dataclass(frozen=True, slots=True)
class Day:
    """What comparisons found on a day; `checked` None: none was made."""

    day: date
    checked: int | None
    differed: int


@dataclass(frozen=True, slots=True)
class RefusedDay:
    """Deliveries that the door refused on a day (UTC), for one reason."""

    day: date
    reason: refusals.Reason
    number: int


def now(store: StoreConnection, at: datetime) -> Now:
    """Where a store stands at a moment (UTC). Three queries."""
    session = importing.current(store)
    held = waiting.current(store.shop)
    inbox = Delivery.objects.filter(store=store).pending().aggregate(number=Count("pk"), since=Min("received_at"))
    oldest = max(at - inbox["since"], timedelta(0)) if inbox["since"] else None
    return Now(
        store=store,
        state=_state(store, session, held, oldest),
        at=at,
        session=session,
        waiting=held,
        pending=inbox["number"],
        oldest=oldest,
        last_change=_last_change(store),
    )


def audit_of(store: StoreConnection) -> Audit | None:
    """The newest comparison of everything, summed up; None before the first."""
    check = newest_check(store, EVERYTHING)
    if check is None or check.finished_at is None:
        return None
    return Audit(
        check.finished_at,
        **check.steps.aggregate(checked=Sum("checked"), differed=Sum("differed"), repaired=Sum("repaired")),
    )


def reads_due(store: StoreConnection, at: datetime) -> int:
    """How many objects are to be read now."""
    return ReadRequest.objects.filter(store=store, due_at__lte=at).count()


def open_errors(store: StoreConnection) -> int:
    """How many objects could not be taken in, and nobody has seen to."""
    return SyncError.objects.filter(store=store).open().count()


def has_open_errors(store: StoreConnection) -> bool:
    """Whether there are any."""
    return SyncError.objects.filter(store=store).open().exists()


def subscriptions_of(store: StoreConnection) -> list[Subscription]:
    """What Shopify was asked to tell, those with a problem first."""
    rows = Subscription.objects.filter(store=store).order_by("topic")
    return sorted(rows, key=lambda row: row.is_there)


def differed_by_day(store: StoreConnection, at: datetime) -> list[Day]:
    """What comparisons found on each of the last `DAYS` days (in the zone in force), oldest first."""
    today = timezone.localtime(at).date()
    first = today - timedelta(days=DAYS - 1)
    steps = SyncCheckStep.objects.filter(
        sync_check__store=store,
        sync_check__scope__in=SyncCheck.Scope.values,
        sync_check__started_at__gte=at - timedelta(days=DAYS),
    )
    summed = steps.annotate(day=TruncDate("sync_check__started_at")).values("day")
    found = {row["day"]: row for row in summed.annotate(checked=Sum("checked"), differed=Sum("differed"))}
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [
        Day(day, found[day]["checked"], found[day]["differed"]) if day in found else Day(day, None, 0) for day in days
    ]


def refused_by_day() -> list[RefusedDay]:
    """What the door refused in the last `DAYS` days, newest first."""
    by_day = refusals.by_day(DAYS)
    return [RefusedDay(day, reason, number) for day, reasons in by_day.items() for reason, number in reasons.items()]


def _state(
    store: StoreConnection, session: ImportSession | None, held: waiting.Waiting | None, oldest: timedelta | None
) -> State:
    if not store.is_connected:
        return State.RECONNECT
    if session and session.is_running:
        return State.IMPORTING
    if session is None or session.status != SessionStatus.COMPLETED:
        return State.NOT_IMPORTED
    # Shopify's rate limit only makes slower; what falls behind for it shows in the inbox.
    if held and held.reason != waiting.Reason.THROTTLED:
        return State.WAITING
    if oldest and oldest > BEHIND_AFTER:
        return State.CATCHING_UP
    return State.IN_STEP


def _last_change(store: StoreConnection) -> datetime | None:
    applied = Delivery.objects.filter(store=store, handled_at__isnull=False, outcome=Delivery.Outcome.APPLIED)
    return applied.order_by("-handled_at").values_list("handled_at", flat=True).first()
