"""Records as files that a spreadsheet reads (SPEC 11; docs/tables.md)."""

from crm.exporting.jobs import AT_ONCE, MOST_IN_XLSX, begin, clear_out, content_of, run, stop, to_file
from crm.exporting.writing import csv_bytes, csv_cell

__all__ = [
    "AT_ONCE",
    "MOST_IN_XLSX",
    "begin",
    "clear_out",
    "content_of",
    "csv_bytes",
    "csv_cell",
    "run",
    "stop",
    "to_file",
]
