"""Files for spreadsheets: lines that leave as they are written, and cells that nothing runs."""

import csv
import re
from typing import Any

# Tells spreadsheets that the text is UTF-8.
MARK = "\ufeff"
# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class _Line:
    """What the csv module writes to: the line comes back from `writerow`."""

    def write(self, line: str) -> str:
        return line


def line_writer() -> Any:
    """A csv writer whose `writerow` returns the line."""
    return csv.writer(_Line())


def safe(text: str) -> str:
    """A text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it.

    So does one that looks as if it had got one, so that an import can take it away again.
    """
    return f"'{text}" if _FORMULA.match(text) else text
