"""The page of rows and the number of rows of a record table."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from accounts.paging import Rows
from crm.models import ObjectType
from crm.scores import CLOCK_PROPERTIES, with_scores
from crm.tables import counting
from crm.tables.counting import Count
from crm.tables.state import RecordTable

# A big number that is this old is still shown while it is counted anew.
_KEPT_AS_A_GUESS = 3600


@dataclass(frozen=True, slots=True)
class TablePage:
    """Rows with their number; where that is old or a bound, `exact_count` says how many."""

    rows: Rows[Any]
    count: Count


def read(table: RecordTable) -> TablePage:
    """One page of a table. How many records there are is told as it was known last, or up to a bound.

    Few that pass the filters are found first and put in order then: PostgreSQL, which takes them for many, would walk
    all records in that order until it has met enough of them.
    """
    records = table.records()
    if not table.is_filtered:
        return TablePage(table.read(_with_what_is_shown(table, records)), _known_count(table, records))
    found = list(records.order_by().values_list("pk", flat=True)[: counting.COUNTED_UP_TO + 1])
    if len(found) <= counting.COUNTED_UP_TO:
        chosen = table.kind.live().filter(pk__in=found)
        return TablePage(table.read(_with_what_is_shown(table, chosen)), Count(len(found)))
    return TablePage(table.read(_with_what_is_shown(table, records)), _known_count(table, records))


def exact_count(table: RecordTable) -> int:
    """How many records a table is about; one query, unless they are many and were counted a moment ago."""
    kept = cache.get(_key(table))
    if kept and kept["until"] > timezone.now().timestamp():
        return int(kept["number"])
    number = table.records().order_by().count()
    if number >= counting.KEPT_FROM:
        until = timezone.now().timestamp() + counting.KEPT_SECONDS
        cache.set(_key(table), {"number": number, "until": until}, _KEPT_AS_A_GUESS)
    return number


def _known_count(table: RecordTable, records: QuerySet[Any]) -> Count:
    """The number as it was counted last, else up to a bound: the page asks for the exact one when it is shown."""
    kept = cache.get(_key(table))
    if kept:
        return Count(kept["number"], is_old=kept["until"] <= timezone.now().timestamp())
    bound = counting.COUNTED_UP_TO if table.is_filtered else counting.KEPT_FROM
    number = records.order_by().values("pk")[: bound + 1].count()
    return Count(min(number, bound), is_least=number > bound)


def _key(table: RecordTable) -> str:
    """What tells one set of records from another: the address without order and columns, and the kind."""
    return f"crm-count:{table.kind.object_type}:{sha256(table.url(sort='', columns='').encode()).hexdigest()}"


def _with_what_is_shown(table: RecordTable, records: QuerySet[Any]) -> QuerySet[Any]:
    shown = {column.name for column in table.columns}
    if shown & CLOCK_PROPERTIES:
        records = with_scores(records)
    if table.kind.object_type == ObjectType.PRODUCT:
        return records.defer("body_html")
    return records.select_related(*table.kind.related, *({"pipeline"} & shown))
