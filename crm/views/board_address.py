"""What an address of the board asks for, and the addresses of its other states."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from crm.models import Deal
from crm.search import find_deals
from crm.views.deal_filters import DealFilter
from crm.views.table import words_asked


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """?q= words, the filter's parameters, ?column= the stage that a phone shows, ?after= a cursor where it begins."""

    query: str
    filter: DealFilter
    column: str
    after: str

    @classmethod
    def read(cls, params: QueryDict) -> "BoardAddress":
        """Read an address's parameters; at most two queries. A column that is no stage is none."""
        chosen_by = DealFilter.read(params)
        asked = params.get("column", "")
        column = asked if asked in chosen_by.stages else ""
        return cls(words_asked(params), chosen_by, column, params.get("after", "") if column else "")

    @property
    def keep(self) -> dict[str, str]:
        """What a search keeps in force."""
        return self.filter.narrowing()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.keep)

    def deals(self) -> QuerySet[Deal]:
        """The deals that it shows, of every stage."""
        narrowed = self.filter.narrow(Deal.objects.live())
        return find_deals(narrowed, self.query) if self.query else narrowed

    def url(self, **params: Any) -> str:
        """The query of another state of the board, each column from its newest deal unless a cursor is given."""
        state = {"q": self.query, **self.keep, "column": self.column, **params}
        return "?" + urlencode({name: value for name, value in state.items() if value})

    def path(self, **params: Any) -> str:
        """The same with the board's path."""
        return (reverse("deal-board") + self.url(**params)).rstrip("?")

    def table_path(self, stage: str = "") -> str:
        """The same deals in the table, of one stage or of all."""
        return (reverse("deals") + self.url(column="", stage=stage)).rstrip("?")
