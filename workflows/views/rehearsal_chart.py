"""E-mails by day, a bar of three pieces each: places and lengths in a box of `WIDTH` by `HEIGHT`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.models.workflow import PLACES

WIDTH, HEIGHT = 720, 96
_GAP = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """What a step sent on a day."""

    place: int
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day with the number of e-mails of each step."""

    day: date
    numbers: Sequence[int]
    pieces: Sequence[Piece]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Chart:
    """The days in order, and how many e-mails the longest bar stands for."""

    bars: Sequence[Bar]
    most: int

    @property
    def newest_first(self) -> list[Bar]:
        """The days on which something would have been sent."""
        return [bar for bar in reversed(self.bars) if bar.total]


def chart_of(days: Sequence[tuple[date, Sequence[int]]]) -> Chart:
    """The chart of some days, oldest first."""
    most = max((sum(numbers) for _day, numbers in days), default=0)
    step = WIDTH / max(len(days), 1)
    return Chart(
        [_bar(day, numbers, place * step, step - _GAP, most) for place, (day, numbers) in enumerate(days)], most
    )


def _bar(day: date, numbers: Sequence[int], x: float, width: float, most: int) -> Bar:
    pieces, y = [], float(HEIGHT)
    for place, number in zip(PLACES, numbers, strict=True):
        height = number / most * HEIGHT if most else 0.0
        y -= height
        if number:
            pieces.append(Piece(place, number, x, y, width, height))
    return Bar(day, numbers, pieces)
