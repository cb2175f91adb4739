"""What was known of a person's deals at a moment, which goes forward."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from crm.stages import WON_STAGES, StageId
from workflows.deciding import DealState
from workflows.rehearsing.histories import DealHistory


class Best:
    """The one of a changing set that comes first: what enters is compared with it alone."""

    def __init__(self, pick: Callable[..., DealHistory], key: Callable[[DealHistory], Any]) -> None:
        self._pick, self._key = pick, key
        self._members: dict[int, DealHistory] = {}
        self.one: DealHistory | None = None

    def add(self, deal: DealHistory) -> None:
        """It is in the set from now on."""
        self._members[deal.id] = deal
        self.one = deal if self.one is None else self._pick(self.one, deal, key=self._key)

    def discard(self, deal: DealHistory) -> None:
        """It is not in the set any more, if it was."""
        if self._members.pop(deal.id, None) and self.one is deal:
            self.one = self._pick(self._members.values(), key=self._key) if self._members else None


class Known:
    """The deals of a person as they were known at a moment: `forward` goes to a later one.

    `first_sale` and `last_sale` are those in a won stage, as the triggers and the summary of purchases reckon them,
    `newest_cart` is the newest of those that are abandoned.
    """

    def __init__(self, deals: Iterable[DealHistory]) -> None:
        self._events = sorted(_events(deals), key=lambda event: event[0])
        self._place = 0
        self._stages: dict[int, str] = {}
        self._first = Best(min, lambda deal: (deal.closed_at, deal.id))
        self._last = Best(max, lambda deal: deal.placed_at)
        self._carts = Best(max, lambda deal: (deal.abandoned_at, deal.id))

    @property
    def moments(self) -> list[datetime]:
        """When something changed."""
        return [at for at, _deal, _stage in self._events]

    @property
    def first_sale(self) -> DealHistory | None:
        return self._first.one

    @property
    def last_sale_at(self) -> datetime | None:
        return self._last.one.placed_at if self._last.one else None

    @property
    def newest_cart(self) -> DealHistory | None:
        return self._carts.one

    def forward(self, now: datetime) -> None:
        """Know what happened until a moment, that included."""
        while self._place < len(self._events) and self._events[self._place][0] <= now:
            _at, deal, stage = self._events[self._place]
            self._enter(deal, stage)
            self._place += 1

    def state_of(self, deal: DealHistory) -> DealState:
        """A deal as the core asks for it."""
        stage = self._stages.get(deal.id, "")
        return DealState(
            is_there=bool(stage), is_abandoned=stage == StageId.CHECKOUT_ABANDONED, is_sale=stage in WON_STAGES
        )

    def _enter(self, deal: DealHistory, stage: str) -> None:
        self._stages[deal.id] = stage
        _keep(self._first, deal, stage in WON_STAGES and deal.closed_at is not None)
        _keep(self._last, deal, stage in WON_STAGES and deal.placed_at is not None)
        _keep(self._carts, deal, stage == StageId.CHECKOUT_ABANDONED and deal.abandoned_at is not None)


def _keep(best: Best, deal: DealHistory, belongs: bool) -> None:
    if belongs:
        best.add(deal)
    else:
        best.discard(deal)


def _events(deals: Iterable[DealHistory]) -> Iterable[tuple[datetime, DealHistory, str]]:
    """Deals enter stages; a deleted one is in none from then on."""
    for deal in deals:
        for at, stage in deal.stages:
            if deal.deleted_at is None or at < deal.deleted_at:
                yield at, deal, stage
        if deal.deleted_at is not None:
            yield deal.deleted_at, deal, ""
