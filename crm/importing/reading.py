"""A file's bytes as rows: which encoding, which separator, is it a table at all."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 300
# A cell may be as long as the file: what is too long for a property is said of its row.
csv.field_size_limit(MOST_BYTES)

_SEPARATORS = ",;\t|"
_LOOKED_AT = 64 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What a text of Windows-1252 does not hold: control characters but for tabs and line ends.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a"))
_KNOWN_FORMATS = ((b"PK\x03\x04", "Excel"), (b"\xd0\xcf\x11\xe0", "Excel"), (b"%PDF", "PDF"))

Row = tuple[int, list[str]]


class Unreadable(ValueError):
    """The file is no table of contacts. `str(error)` says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file's column names, and its rows with their numbers as spreadsheets show them (the names are row 1).

    A row may have more or fewer cells than there are names: that is an error of this row alone.
    """

    headings: list[str]
    rows: list[Row]


def read_table(data: bytes) -> TableFile:
    """Read a whole file. Raises Unreadable, in words."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is bigger than %(most)s MB. Divide it.") % {"most": MOST_BYTES // 1024**2})
    text = decode(data)
    rows = _rows(text, separator_of(text))
    first = next(rows, None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    headings = [name.strip() for name in _without_empty_end(first[1])]
    _check_headings(headings)
    kept: list[Row] = []
    for number, cells in rows:
        if len(kept) == MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)s rows. Divide it.") % {"most": f"{MOST_ROWS:,}"})
        kept.append((number, _fitted(cells, len(headings))))
    if not kept:
        raise Unreadable(_("There are no rows below the column names."))
    return TableFile(headings, kept)


def decode(data: bytes) -> str:
    """Text of UTF-8, UTF-16 or Windows-1252, whichever the bytes are. Raises Unreadable."""
    for begin, name in _KNOWN_FORMATS:
        if data.startswith(begin):
            message = _("This is a file of %(program)s, not a CSV file. Save it as CSV there.")
            raise Unreadable(message % {"program": name})
    try:
        text = data.decode(_encoding_of(data))
    except UnicodeDecodeError as error:
        raise Unreadable(_("This is not a text file. Save the table as CSV, encoded as UTF-8.")) from error
    if "\x00" in text:
        raise Unreadable(_("This is not a text file. Save the table as CSV, encoded as UTF-8."))
    return text


def separator_of(text: str) -> str:
    """The separator under which most of the first rows have as many cells as the column names."""

    def fits(separator: str) -> tuple[float, int]:
        sample = io.StringIO(text[:_LOOKED_AT], newline="")
        lengths = [len(row) for row, _n in zip(csv.reader(sample, delimiter=separator), range(50), strict=False) if row]
        columns = lengths[0] if lengths else 0
        # The last row looked at may have been cut.
        return (0, 0) if columns < 2 else (Counter(lengths[:-1] or lengths)[columns] / len(lengths), columns)

    return max(_SEPARATORS, key=fits)


def _encoding_of(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_LOOKED_AT]
    # UTF-16 without its mark: every other byte of most texts is nothing.
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[first::2].count(0) > len(sample) // 8 and not sample[1 - first :: 2].count(0):
            return encoding
    try:
        data.decode()
    except UnicodeDecodeError:
        return "ascii" if sample.translate(None, _CONTROLS) != sample else "cp1252"
    return "utf-8"


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Rows that hold anything, with their numbers."""
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise Unreadable(_("The file cannot be read as CSV: %(reason)s.") % {"reason": error}) from error


def _check_headings(headings: list[str]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if any("@" in name and "." in name and " " not in name for name in headings):
        message = _("The first row looks like a person. Write the names of the columns above it.")
        raise Unreadable(message)


def _fitted(cells: list[str], width: int) -> list[str]:
    """Cells without empty ones beyond the names: spreadsheets write those."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def _without_empty_end(names: list[str]) -> list[str]:
    while len(names) > 1 and not names[-1].strip():
        names = names[:-1]
    return names
