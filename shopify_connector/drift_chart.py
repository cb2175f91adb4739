"""What differed day by day, as bars: places and lengths in a box of `WIDTH` by `HEIGHT`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shopify_connector.health import Day

WIDTH, HEIGHT = 720, 96
_GAP = 4
# A day without differences is a line on the ground; one with few of many is still seen.
_GROUND, _LEAST = 3, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar. `kind` is none (nothing was compared), same, or differed."""

    day: Day
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, and what the longest stands for."""

    bars: list[Bar]
    most: int
    checked: int
    differed: int

    @property
    def first(self) -> date:
        return self.bars[0].day.day

    @property
    def last(self) -> date:
        return self.bars[-1].day.day

    @property
    def newest_first(self) -> list[Day]:
        """The days on which something was compared."""
        return [bar.day for bar in reversed(self.bars) if bar.day.checked is not None]


def chart_of(days: Sequence[Day]) -> Chart:
    """The chart of some days, oldest first."""
    most = max(day.differed for day in days)
    step = WIDTH / len(days)
    return Chart(
        bars=[_bar(day, number * step + _GAP / 2, step - _GAP, most) for number, day in enumerate(days)],
        most=most,
        checked=sum(day.checked or 0 for day in days),
        differed=sum(day.differed for day in days),
    )


def _bar(day: Day, x: float, width: float, most: int) -> Bar:
    kind = "none" if day.checked is None else "differed" if day.differed else "same"
    height = max(_LEAST, day.differed / most * HEIGHT) if day.differed else _GROUND
    return Bar(day, kind, x, HEIGHT - height, width, height)
