"""The figures of reports: a definition becomes one exact statement (docs/dashboard.md)."""

from dashboards.figures.asking import Asking, asking_for_portal
from dashboards.figures.engine import Part, figures_of, records_of
from dashboards.figures.result import Figures, Goal, Row, Tally

__all__ = [
    "Asking",
    "Figures",
    "Goal",
    "Part",
    "Row",
    "Tally",
    "asking_for_portal",
    "figures_of",
    "records_of",
]
