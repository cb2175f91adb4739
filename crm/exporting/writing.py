"""The two forms of file: CSV, and Excel's."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook

from accounts.csv_files import MARK, line_writer, safe
from crm.exporting.cells import FileColumn, Value, plain_value
from crm.property_values import plain

# What a cell of Excel holds.
_LONGEST = 32_767
# Beyond fifteen digits Excel would round.
_EXACT = 10**15


def csv_bytes(columns: list[FileColumn], pages: Iterable[list[list[Value]]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with its mark, a page at a time, the head first."""
    writer = line_writer()
    yield (MARK + writer.writerow([safe(str(column.label)) for column in columns])).encode()
    for page in pages:
        yield "".join(writer.writerow([csv_value(value) for value in row]) for row in page).encode()


def write_xlsx(file: IO[bytes], name: str, columns: list[FileColumn], pages: Iterable[list[list[Value]]]) -> None:
    """An Excel workbook of one sheet; numbers stay numbers, moments become dates, no text becomes a formula or a link.

    Rows go to disk as they come: memory does not grow.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with Workbook(file, options) as book:
        sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, str(column.label), bold)
        for number, row in enumerate((row for page in pages for row in page), start=1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, moment)


def csv_cell(value: Any, words: Mapping[str, Any]) -> str | int:
    """A property's value as a CSV file has it, with the words of its values, in the language and zone in force."""
    return csv_value(plain_value(words.get(value, value) if words and isinstance(value, str) else value))


def csv_value(value: Value) -> str | int:
    """A plain value as a CSV file has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return plain(value)
    return value if isinstance(value, int) else safe(value)


def _write(sheet: Any, row: int, place: int, value: Value, moment: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value, moment)
    elif isinstance(value, int | Decimal) and -_EXACT < value < _EXACT:
        sheet.write_number(row, place, float(value))
    else:
        sheet.write_string(row, place, (plain(value) if isinstance(value, Decimal) else str(value))[:_LONGEST])
