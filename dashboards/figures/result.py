"""What a report finds."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from dashboards.definitions import Measure
from dashboards.periods import Span


@dataclass(frozen=True, slots=True)
class Tally:
    """How many and how much; what is counted apart from the records themselves is 0 where it makes no sense.

    Amounts are in the currency asked for. `recovered` are carts that were ordered after all, `recovered_by_email` those
    of them whose buyer had got one of our e-mails by then.
    """

    count: int = 0
    amount: Decimal = Decimal(0)
    quantity: int = 0
    customers: int = 0
    recovered: int = 0
    recovered_amount: Decimal = Decimal(0)
    recovered_by_email: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def average(self) -> Decimal | None:
        """Amount for each one counted, not rounded; None where there is none."""
        return _ratio(self.amount, self.count)

    def value(self, measure: Measure) -> Decimal | None:
        """A measure of it, not rounded; None where there is nothing to divide by. Rates are 0 to 1."""
        match measure:
            case Measure.COUNT:
                return Decimal(self.count)
            case Measure.SUM:
                return self.amount
            case Measure.AVERAGE:
                return self.average
            case Measure.QUANTITY:
                return Decimal(self.quantity)
            case Measure.CUSTOMERS:
                return Decimal(self.customers)
            case Measure.LIFETIME_VALUE:
                return _ratio(self.amount, self.customers)
            case Measure.RECOVERY_RATE:
                return _ratio(self.recovered, self.count)
            case Measure.OPEN_RATE:
                return _ratio(self.opened, self.delivered)
            case Measure.CLICK_RATE:
                return _ratio(self.clicked, self.delivered)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a stage, a source, a day, an outcome. `comparison` is the same row of the period before."""

    key: str
    label: str | Promise | date
    tally: Tally
    comparison: Tally | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What the month's sales are held against; `amount` is None where none is set, `elapsed` 0 to 1."""

    amount: Decimal | None
    elapsed: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows, their total, and over what they were counted.

    `left_out` counts the records in other currencies than the one asked for: they are in no row and no total.
    """

    span: Span
    rows: tuple[Row, ...]
    total: Tally
    compared_span: Span | None = None
    comparison: Tally | None = None
    left_out: int = 0
    goal: Goal | None = None
    is_by_time: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show, in this period or in the one before."""
        return not self.total.count and not (self.comparison and self.comparison.count)

    @property
    def reached(self) -> Decimal | None:
        """The share of the goal that is sold."""
        return self.total.amount / self.goal.amount if self.goal and self.goal.amount else None

    @property
    def pace(self) -> Decimal | None:
        """The share of the goal that the month ends with if it goes on as it went."""
        return (
            self.reached / self.goal.elapsed if self.goal and self.goal.elapsed and self.reached is not None else None
        )


def _ratio(part: Decimal | int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
