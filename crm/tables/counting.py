"""How many records there are, quickly: exact for a whole table, up to a bound for a search."""

from dataclasses import dataclass
from urllib.parse import quote

from django.core.cache import cache
from django.db.models import QuerySet

from accounts.paging import Rows

# A search that finds more than this is told as "more than": nobody reads the exact number.
COUNTED_UP_TO = 1000
# Counting a million rows takes a tenth of a second; a count this big is kept for half a minute.
KEPT_FROM = 50_000
KEPT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Count:
    """A number of records; `is_least` when there are more, `is_old` when it was counted a while ago."""

    number: int
    is_least: bool = False
    is_old: bool = False


def count_all(name: str, records: QuerySet) -> Count:  # type: ignore[type-arg]
    """The exact number, which for a big table may be half a minute old. `name` tells kept counts apart."""
    key = f"crm-count:{quote(name)}"
    number = cache.get(key)
    if number is None:
        number = records.order_by().count()
        if number >= KEPT_FROM:
            cache.set(key, number, KEPT_SECONDS)
    return Count(number)


def count_found(records: QuerySet, page: Rows) -> Count:  # type: ignore[type-arg]
    """The number a search finds, up to COUNTED_UP_TO. What fits on its first page is counted there."""
    if page.previous is None and page.next is None:
        return Count(len(page.rows))
    number = records.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return Count(min(number, COUNTED_UP_TO), is_least=number > COUNTED_UP_TO)
