"""The first rows of a file as contacts that they would be."""

from dataclasses import dataclass
from typing import Any

from crm.editing.many_contacts import Outcome, Result, Rules, check_contacts
from crm.exporting import csv_cell
from crm.importing.rows import FileRow, RowReader
from crm.importing.running import as_its_user, read_rows, rows_of, with_refused
from crm.models import ContactImport
from crm.property_values import value_of

SHOWN = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row: its number, what would become of it, its values (of one that is refused: its cells), what is wrong."""

    number: int
    result: str
    values: list[Any]
    reason: str


def first_rows(contact_import: ContactImport) -> tuple[list[str], list[PreviewRow]]:
    """Labels of the properties, and so many rows. A few queries."""
    piece = contact_import.pieces.order_by("number").first()
    rows = rows_of(piece)[:SHOWN] if piece else []
    with as_its_user(contact_import):
        reader = RowReader(contact_import)
        read = read_rows(reader, rows)
        wanted = [row for row in read if isinstance(row, FileRow)]
        outcomes = with_refused(read, check_contacts(wanted, Rules()))
        shown = [_row(reader, row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]
    return [str(one.property.label) for one in reader.columns], shown


def _row(reader: RowReader, row: tuple[int, list[str]], outcome: Outcome) -> PreviewRow:
    number, cells = row
    if outcome.result == Result.REFUSED or outcome.contact is None:
        values = [cells[one.position] if one.position < len(cells) else "" for one in reader.columns]
    else:
        values = [str(csv_cell(value_of(outcome.contact, one.property), one.words)) for one in reader.columns]
    return PreviewRow(number, outcome.result.value, values, " ".join(map(reader.words, outcome.faults)))
