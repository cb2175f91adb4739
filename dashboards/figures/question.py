"""What a report asks of the records, and how figures are counted from them: one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateTimeField, F, Func, IntegerField, QuerySet, Value

from crm.filters import Definition, records_matching
from crm.models import Contact
from dashboards.definitions import Dimension, ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.cells import Cells
from dashboards.figures.dimensions import key_of
from dashboards.figures.filtering import read_filters
from dashboards.figures.kinds import KINDS, Kind
from dashboards.figures.result import NOTHING, Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally, and how many records were left out of it for their currency."""

    tally: Tally = NOTHING
    other: int = 0

    def __add__(self, more: "Counted") -> "Counted":
        return Counted(self.tally + more.tally, self.other + more.other)


# By the row's key and the number of the stretch of time.
Found = Mapping[tuple[str, int], Counted]


def add_up(parts: Sequence[Found]) -> Found:
    """What was found in parts of the time, as if it had been counted at once."""
    total: dict[tuple[str, int], Counted] = {}
    for part in parts:
        for place, counted in part.items():
            total[place] = total[place] + counted if place in total else counted
    return total


def count_by(
    kind: Kind, records: QuerySet[Any], dimension: Dimension | None, edges: Sequence[datetime], currency: str
) -> Found:
    """Count records with a `moment` by row and by the stretch they are in; these begin at `edges`. One query."""
    counts = kind.counts(currency)
    cell = _Cell(edges) if len(edges) > 1 else Value(1)
    keyed = records.annotate(cell=cell, key=key_of(kind.source, dimension)).order_by()
    other = Count("pk", filter=~counts) if kind.currency else Value(0)
    tallied = {f"t_{name}": one for name, one in kind.tallied(counts).items()}
    rows = keyed.values("cell", "key").annotate(**tallied, other=other)
    return {(row["key"], row["cell"]): Counted(_tally(row), row["other"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Question:
    """A definition as it is asked at a moment."""

    definition: ReportDefinition
    asking: Asking
    kind: Kind
    cells: Cells
    filters: Definition

    @classmethod
    def of(cls, definition: ReportDefinition, asking: Asking) -> "Question":
        """Raises InvalidDefinition where the filters cannot be read."""
        kind = KINDS[definition.counted]
        return cls(definition, asking, kind, Cells.of(definition, asking), read_filters(definition))

    def records(self, start: datetime, end: datetime) -> QuerySet[Any]:
        """Those that are counted from one instant up to another, with the `moment` of each."""
        records = self.kind.records(start, end)
        if not self.filters.groups:
            return records
        if not self.kind.filtered:
            return records_matching(records, self.filters, self.asking.at)
        matching = records_matching(Contact.objects.live(), self.filters, self.asking.at)
        return records.filter(**{f"{self.kind.filtered}__in": matching})

    def found(self) -> Found:
        """Everything it asks, counted from the records."""
        cells = self.cells
        records = self.records(cells.start, cells.end)
        if cells.before and cells.before.end < cells.span.start:
            records = records.exclude(moment__gte=cells.before.end, moment__lt=cells.span.start)
        return self.counted(records)

    def counted(self, records: QuerySet[Any]) -> Found:
        """Some of its records, counted."""
        return count_by(self.kind, records, self.definition.dimension, self.cells.edges, self.asking.currency)


class _Cell(Func):
    """In which of the stretches that begin at `edges` a record's moment is."""

    function = "width_bucket"
    output_field = IntegerField()

    def __init__(self, edges: Sequence[datetime]) -> None:
        super().__init__(F("moment"), Value(list(edges), ArrayField(DateTimeField())))


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{name[2:]: value for name, value in row.items() if name.startswith("t_")})
