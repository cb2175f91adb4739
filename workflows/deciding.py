"""What happens next to somebody in a workflow: a pure function of what is known of them and of the clock.

Whatever needs to know asks here: sending, the rehearsal, the page that says why (docs/automation.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workflows.models import Kind, LeftBecause, WaitsFor
from workflows.windows import Window


@dataclass(frozen=True, slots=True)
class DealState:
    """The deal that somebody is in the workflow for: of abandoned carts the cart, of the welcome the first order."""

    is_there: bool = True
    is_abandoned: bool = False
    is_sale: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one enrolment when its next step is looked at. Moments are UTC.

    `since` is when the step before was done (for the first: the trigger), from which `delay` counts. `last_sale_at` is
    when their newest order was placed, `last_email_at` when any workflow last wrote to the address. `unreachable` says
    why they may not be written to. `useless_after` is None where a person said that it goes out however late.
    """

    kind: Kind
    triggered_at: datetime
    since: datetime
    delay: timedelta
    useless_after: timedelta | None
    window: Window
    zone: ZoneInfo
    pause: timedelta
    deal: DealState | None = None
    last_sale_at: datetime | None = None
    last_email_at: datetime | None = None
    unreachable: LeftBecause | None = None

    @property
    def planned_at(self) -> datetime:
        """Exactly the delay after the step before (SPEC W6)."""
        return self.since + self.delay


@dataclass(frozen=True, slots=True)
class Leave:
    """They leave the workflow; nothing more is sent."""

    because: LeftBecause


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing before a moment."""

    until: datetime
    reason: WaitsFor


@dataclass(frozen=True, slots=True)
class Late:
    """Too late to be of use: a person says whether it still goes out."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """The e-mail of the step goes out now."""


Decision = Leave | Wait | Late | Send


def decide(situation: Situation, now: datetime) -> Decision:
    """What happens now. Whoever leaves leaves at once, also while they wait."""
    if because := why_leave(situation):
        return Leave(because)
    planned = situation.planned_at
    if now < planned:
        return Wait(planned, WaitsFor.DELAY)
    due = situation.window.opens(planned, situation.zone)
    if situation.useless_after is not None and now > due + situation.useless_after:
        return Late(due)
    opens = situation.window.opens(now, situation.zone)
    if now < opens:
        return Wait(opens, WaitsFor.WINDOW)
    if situation.last_email_at and now < situation.last_email_at + situation.pause:
        # Where the pause ends outside the window, the next look finds that out.
        return Wait(situation.last_email_at + situation.pause, WaitsFor.PAUSE)
    return Send()


def why_leave(situation: Situation) -> LeftBecause | None:
    """The first reason to leave that holds now; None for none."""
    return situation.unreachable or _goal(situation)


def _goal(situation: Situation) -> LeftBecause | None:
    deal, bought = situation.deal, situation.last_sale_at
    has_bought_since = bought is not None and bought > situation.triggered_at
    match situation.kind:
        case Kind.WELCOME:
            return None if deal is not None and deal.is_there and deal.is_sale else LeftBecause.TAKEN_BACK
        case Kind.ABANDONED_CART:
            if deal is None or not deal.is_there:
                return LeftBecause.CART_GONE
            if not deal.is_abandoned:
                return LeftBecause.COMPLETED
            return LeftBecause.BOUGHT if has_bought_since else None
        case Kind.RE_ENGAGEMENT:
            return LeftBecause.BOUGHT if has_bought_since else None
