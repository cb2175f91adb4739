"""Temporary tables that a batch is copied into before it is merged."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.backends.utils import CursorWrapper

from crm.ingest.outcome import Skip, SkipReason

# What a statement is given, by name.
Parameters = dict[str, Any]

# Separators that no text has: hardly a value needs quotes then, and none has quotes to double.
_DELIMITER, _QUOTE = "\x1f", "\x1e"

# Texts are never NULL in the CRM: an unquoted empty CSV value is an empty text for these types.
_TEXT_TYPES = {"text"}


# Before this version PostgreSQL takes a line \. for the end of CSV data, inside of quotes too.
_READS_DOT_LINES = 180_000


@dataclass(frozen=True)
class Staging:
    """A temporary table of a connection.

    `columns` maps names to PostgreSQL types; `keys` are those it is joined by.
    """

    name: str
    columns: dict[str, str]
    keys: tuple[str, ...] = ()

    def prepare(self, cursor: CursorWrapper) -> None:
        """Make the table, empty, for this transaction."""
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{self.name}"])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TEMPORARY TABLE {self.name} ({columns}) ON COMMIT DELETE ROWS")
        else:
            cursor.execute(f"TRUNCATE {self.name}")

    def render(self, names: Sequence[str], rows: Iterable[Sequence[object]]) -> "CopyText":
        """Rows of the named columns as COPY takes them. No database is asked: it can be done ahead."""
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=_DELIMITER, quotechar=_QUOTE, lineterminator="\n").writerows(rows)
        text = buffer.getvalue()
        if "\0" in text:  # PostgreSQL's text cannot hold NUL, which JSON can carry
            text = text.replace("\0", "")
        return CopyText(tuple(names), text)

    def copy(self, cursor: CursorWrapper, rendered: "CopyText") -> None:
        """COPY rendered rows in, and let the planner know the keys."""
        names, text = rendered
        if "\n\\.\n" in text and cursor.connection.server_version < _READS_DOT_LINES:
            text = text.replace("\n\\.\n", "\n\\. \n")
        texts = [name for name in names if self.columns[name] in _TEXT_TYPES]
        force = f", FORCE_NOT_NULL ({', '.join(texts)})" if texts else ""
        shape = f"FORMAT csv, DELIMITER '{_DELIMITER}', QUOTE '{_QUOTE}'"
        statement = f"COPY {self.name} ({', '.join(names)}) FROM STDIN WITH ({shape}{force})"
        # In one piece: each further read would wait for the thread that maps the next batch.
        cursor.copy_expert(statement, io.StringIO(text), len(text) + 1)
        if self.keys:
            cursor.execute(f"ANALYZE {self.name} ({', '.join(self.keys)})")


class CopyText(NamedTuple):
    """CSV of rows of the named columns."""

    names: tuple[str, ...]
    text: str


def ids(cursor: CursorWrapper) -> list[int]:
    """The first column of what a statement returned."""
    return [row[0] for row in cursor.fetchall()]


def skips(cursor: CursorWrapper) -> list[Skip]:
    """What a statement returned as (key, reason) of records left out on purpose."""
    return [Skip(str(key), SkipReason(reason)) for key, reason in cursor.fetchall()]


def returning_changed(alias: str, columns: Iterable[str]) -> str:
    """The end of an UPDATE, for `changed_ids`: what else is written, such as a moment, is no change of the record."""
    names = list(columns)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("old", "new"))
    return f"RETURNING {alias}.id, ({old}) IS DISTINCT FROM ({new})"


def changed_ids(cursor: CursorWrapper) -> list[int]:
    """The ids of records of which one of the columns of `returning_changed` was written with another value."""
    return [pk for pk, has_changed in cursor.fetchall() if has_changed]
