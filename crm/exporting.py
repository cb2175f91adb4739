"""Records as CSV: every property, in words and numbers that a spreadsheet reads (SPEC 11)."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.catalogue import options_of, properties_of
from crm.models import ObjectType
from crm.properties import Kind, Property
from crm.property_values import plain, value_of
from crm.words import WORDS

# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
# Tells spreadsheets that the text is UTF-8.
_MARK = "\ufeff"
ROWS = 2000


class _Line:
    """What the csv module writes to: the line comes back from `writerow`."""

    def write(self, line: str) -> str:
        return line


def csv_lines(object_type: ObjectType, records: QuerySet[Any]) -> Iterator[str]:
    """Lines of a CSV file, the head first, records by id. Read a page at a time: memory does not grow."""
    properties = [one for one in properties_of(object_type).values() if one.kind != Kind.HTML]
    words = {one.name: words_of(one) for one in properties}
    writer = csv.writer(_Line())
    yield _MARK + writer.writerow([str(one.label) for one in properties])
    last = 0
    while True:
        page = list(records.filter(pk__gt=last).order_by("pk")[:ROWS])
        if not page:
            return
        for record in page:
            yield writer.writerow(cell_of(value_of(record, one), words[one.name]) for one in properties)
        last = page[-1].pk


def safe(text: str) -> str:
    """A text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it.

    So does one that looks as if it had got one, so that an import can take it away again.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def words_of(one: Property) -> dict[str, Any]:
    """{value: its words} of a property whose values have words."""
    return dict(options_of(one)) or dict(WORDS.get(one.name, {}))


def cell_of(value: Any, words: dict[str, Any]) -> Any:
    """A value as it stands in the file, in the language and zone in force."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return safe(", ".join(value))
    return safe(str(words.get(value, value)))
