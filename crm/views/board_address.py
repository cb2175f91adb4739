"""What an address of the board asks for: the deals' table with a column for every stage."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from crm.models import Deal, Stage
from crm.tables.kinds import TABLES
from crm.tables.quick import QuickFilter
from crm.tables.state import RecordTable


class DealBoard(RecordTable):
    """?view=, ?filters=, quick filters and ?q= as in the table, without a stage: each has its column.

    `column` is the stage that a phone shows, `after` a cursor where that column begins.
    """

    def __init__(self, params: QueryDict, user: User) -> None:
        super().__init__(params, TABLES["deals"], user)
        self.stages = {stage.id: stage for stage in Stage.objects.order_by("display_order")}
        asked = params.get("column", "")
        self.column = asked if asked in self.stages else ""
        self.after = params.get("after", "") if self.column else ""

    def quick_filters(self) -> tuple[QuickFilter, ...]:
        return tuple(one for one in super().quick_filters() if one.name != "stage")

    def deals(self) -> QuerySet[Deal]:
        """The deals that it shows, of every stage."""
        return self.records()

    def url(self, **params: Any) -> str:
        """The query of another state of the board, each column from its newest deal unless a cursor is given."""
        return super().url(**{"column": self.column, "sort": "", **params})

    def path(self, **params: Any) -> str:
        """The same with the board's path."""
        return (reverse("deal-board") + self.url(**params)).rstrip("?")

    def table_path(self, stage: str = "") -> str:
        """The same deals in the table, of one stage or of all."""
        return (reverse("deals") + self.url(column="", stage=stage)).rstrip("?")
