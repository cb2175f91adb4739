"""A table of records: its columns, how it is sorted and searched, and the addresses of its other states."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict

from accounts import paging
from accounts.paging import Cursor, Rows, Sorting, read_cursor, read_page, write_cursor
from crm.properties import TextLike
from crm.tables.counting import Count

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the address, its label, how it sorts (not at all without `sorting`)."""

    name: str
    label: TextLike
    sorting: Sorting | None = None
    starts_descending: bool = False
    css: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head as the sort_header part shows it."""

    label: TextLike
    css: str
    sort_url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What the pagination part shows. `total` None: not counted; `total_is_least`: there are more than that."""

    first: int
    last: int
    total: int | None
    total_is_least: bool
    total_is_old: bool
    previous_url: str
    next_url: str


class Table:
    """What an address asks of a table: ?q= words, ?sort= a column of the allow-list, ?after= or ?before= a cursor."""

    def __init__(
        self,
        params: QueryDict,
        columns: Iterable[Column],
        default: str,
        keep: dict[str, str],
    ) -> None:
        """`params` are those of the address; `default` is the sort in its form (`-created`); `keep` are further
        parameters in force."""
        self.columns = list(columns)
        self._params = params
        self.query = self._params.get("q", "").strip().replace("\x00", "")[:LONGEST_SEARCH]
        self.default = default
        self.keep = {name: value for name, value in keep.items() if value}
        sortable = {column.name for column in self.columns if column.sorting}
        asked = self._params.get("sort", default)
        self.sort = asked if asked.removeprefix("-") in sortable else default
        self._sortings = {column.name: column.sorting for column in self.columns if column.sorting}

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def sorting(self) -> Sorting:
        return self._sortings[self.sort.removeprefix("-")]

    @cached_property
    def cursor(self) -> Cursor | None:
        before = self._params.get("before", "")
        text = before or self._params.get("after", "")
        return read_cursor(text, self.sorting, backward=bool(before)) if text else None

    def read(self, records: QuerySet[Any]) -> Rows[Any]:
        """One page of the records."""
        return read_page(records, self.sorting, descending=self.descending, cursor=self.cursor)

    def headers(self) -> list[Header]:
        """The heads of the columns."""
        return [self._header(column) for column in self.columns]

    def links(self, page: Rows[Model], count: Count) -> PageLinks:
        """Where the neighbours of a page are, and which rows it shows."""
        first = self._first_row() if page.rows else 0
        last = first + len(page.rows) - 1 if page.rows else 0
        before = {"before": write_cursor(page.previous), "from": max(1, first - paging.ROWS)} if page.previous else None
        after = {"after": write_cursor(page.next), "from": last + 1} if page.next else None
        return PageLinks(
            first,
            last,
            count.number,
            count.is_least,
            count.is_old,
            # The first page has one address only.
            self.url() if before and before["from"] == 1 else self.url(**before) if before else "",
            self.url(**after) if after else "",
        )

    def url(self, **params: Any) -> str:
        """The address of another state of this table, from its first row unless a cursor is given."""
        state = {"q": self.query, **self.keep, "sort": self.sort if self.sort != self.default else "", **params}
        return "?" + urlencode({name: value for name, value in state.items() if value})

    @property
    def without_words(self) -> str:
        """The address of this table without the words searched for."""
        return self.url(q="")

    def _first_row(self) -> int:
        asked = self._params.get("from", "")
        return int(asked) if self.cursor and asked.isdecimal() and len(asked) < 10 else 1

    def _header(self, column: Column) -> Header:
        if column.sorting is None:
            return Header(column.label, column.css, "", "")
        is_sorted = self.sort.removeprefix("-") == column.name
        descend = not self.descending if is_sorted else column.starts_descending
        direction = ("descending" if self.descending else "ascending") if is_sorted else ""
        return Header(column.label, column.css, self.url(sort=("-" if descend else "") + column.name), direction)
