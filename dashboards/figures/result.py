"""What a report finds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from dashboards.periods import Span


@dataclass(frozen=True, slots=True)
class Tally:
    """How many and how much. Amounts are in the currency asked for."""

    count: int
    amount: Decimal

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.amount + other.amount)

    @property
    def average(self) -> Decimal | None:
        """Amount for each one counted, not rounded; None where there is none."""
        return self.amount / self.count if self.count else None


NOTHING = Tally(0, Decimal(0))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a stage, a source, a day, an outcome. `comparison` is the same row of the period before."""

    key: str
    label: str | Promise | date
    tally: Tally
    comparison: Tally | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows, their total, and over what they were counted.

    `left_out` counts the deals in other currencies than the one asked for: they are in no row and no total.
    """

    span: Span
    rows: tuple[Row, ...]
    total: Tally
    compared_span: Span | None = None
    comparison: Tally | None = None
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show, in this period or in the one before."""
        return not self.total.count and not (self.comparison and self.comparison.count)


@dataclass(frozen=True, slots=True)
class GoalFigures(Figures):
    """Sales of a month against the goal set for it; `elapsed` is how much of the month has passed (0 to 1)."""

    goal: Decimal | None = None
    elapsed: Decimal = Decimal(0)

    @property
    def reached(self) -> Decimal | None:
        """The share of the goal that is sold."""
        return self.total.amount / self.goal if self.goal else None

    @property
    def pace(self) -> Decimal | None:
        """The share of the goal that the month ends with if it goes on as it went."""
        return None if self.reached is None or not self.elapsed else self.reached / self.elapsed


@dataclass(frozen=True, slots=True)
class RecoveryFigures(Figures):
    """Abandoned carts; the total is all that were abandoned, `recovered` those with an order that stands."""

    recovered: Tally = NOTHING

    @property
    def rate(self) -> Decimal | None:
        """The share of abandoned carts that was recovered."""
        return Decimal(self.recovered.count) / self.total.count if self.total.count else None
