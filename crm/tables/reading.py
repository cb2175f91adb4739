"""The page of rows and the number of rows of a record table."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from crm.models import ObjectType
from crm.scores import CLOCK_PROPERTIES, with_scores
from crm.tables.state import RecordTable
from crm.views import counting
from crm.views.counting import Count, count_all
from crm.views.paging import Rows


@dataclass(frozen=True, slots=True)
class TablePage:
    """Rows with their number; `count.is_least`: there are more, `exact_count` says how many."""

    rows: Rows[Any]
    count: Count


def read(table: RecordTable) -> TablePage:
    """One page of a table.

    Few that pass the filters are found first and put in order then: PostgreSQL, which takes them for many, would walk
    all records in that order until it has met enough of them.
    """
    records = table.records()
    if not table.is_filtered:
        return TablePage(table.read(_with_what_is_shown(table, records)), count_all(table.kind.object_type, records))
    found = list(records.order_by().values_list("pk", flat=True)[: counting.COUNTED_UP_TO + 1])
    if len(found) <= counting.COUNTED_UP_TO:
        chosen = table.kind.live().filter(pk__in=found)
        return TablePage(table.read(_with_what_is_shown(table, chosen)), Count(len(found)))
    rows = table.read(_with_what_is_shown(table, records))
    return TablePage(rows, Count(counting.COUNTED_UP_TO, is_least=True))


def exact_count(table: RecordTable) -> int:
    """How many records a table is about, kept for half a minute where they are many. One query."""
    key = f"crm-found:{table.kind.object_type}:{hash_of(table)}"
    number = cache.get(key)
    if number is None:
        number = table.records().order_by().count()
        if number >= counting.KEPT_FROM:
            cache.set(key, number, counting.KEPT_SECONDS)
    return int(number)


def hash_of(table: RecordTable) -> str:
    """What tells one set of filters from another: the address without order and columns, as digits."""
    return sha256(table.url(sort="", columns="").encode()).hexdigest()


def _with_what_is_shown(table: RecordTable, records: QuerySet[Any]) -> QuerySet[Any]:
    shown = {column.name for column in table.columns}
    if shown & CLOCK_PROPERTIES:
        records = with_scores(records)
    if table.kind.object_type == ObjectType.PRODUCT:
        return records.defer("body_html")
    return records.select_related(*table.kind.related, *({"pipeline"} & shown))
