"""The heads of the board's columns: each stage with its number of deals and what they are worth."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Portal
from crm.models import Stage
from crm.properties import TextLike
from crm.stage_totals import Total, stage_totals
from crm.views.board_address import DealBoard
from crm.words import empty_words_of, icon_of, tone_of


@dataclass(frozen=True, slots=True)
class Worth:
    """What some deals are worth together, in one currency."""

    currency: str
    number: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Head:
    """A stage on the board. `worth` is in the portal's currency; `others` has a sum for each other one."""

    stage: Stage
    tone: str
    icon: str
    empty_words: TextLike
    number: int
    worth: Worth
    others: list[Worth]
    is_current: bool
    url: str
    table_path: str


def read_heads(board: DealBoard) -> list[Head]:
    """A head for every stage in its order; at most two queries."""
    totals = stage_totals(board.deals(), board.url(column=""))
    own = Portal.current().currency or _commonest(totals)
    of_stage = defaultdict(list)
    for total in totals:
        of_stage[total.stage_id].append(total)
    current = board.column or _first_with_deals(board, totals)
    return [_head(board, stage, of_stage[stage.id], own, current) for stage in board.stages.values()]


def _head(board: DealBoard, stage: Stage, totals: list[Total], own: str, current: str) -> Head:
    # A deal that names no currency is taken to be in the portal's, as in the reports.
    mine = [total for total in totals if total.currency in (own, "")]
    others = [Worth(one.currency, one.number, one.amount) for one in totals if one not in mine]
    return Head(
        stage,
        tone_of(stage),
        icon_of(stage),
        empty_words_of(stage),
        sum(total.number for total in totals),
        Worth(own, sum(total.number for total in mine), sum((total.amount for total in mine), Decimal(0))),
        sorted(others, key=lambda worth: (-worth.number, worth.currency)),
        stage.id == current,
        board.path(column=stage.id),
        board.table_path(stage.id),
    )


def _commonest(totals: Iterable[Total]) -> str:
    """The currency of most deals, where the portal has none yet."""
    numbers: Counter[str] = Counter()
    for total in totals:
        if total.currency:
            numbers[total.currency] += total.number
    return numbers.most_common(1)[0][0] if numbers else ""


def _first_with_deals(board: DealBoard, totals: Iterable[Total]) -> str:
    filled = {total.stage_id for total in totals}
    stages = list(board.stages)
    return next((stage for stage in stages if stage in filled), stages[0] if stages else "")
