"""A cell of a file as the text of a property's value (crm.property_values), and the reverse of what exports write."""

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from crm.catalogue import options_of
from crm.models import ContactImport
from crm.properties import Kind, Property
from crm.property_values import InvalidValue, plain

_YES = {"yes", "y", "true", "t", "1", "x", "oui", "o", "vrai", "v"}
_NO = {"no", "n", "false", "f", "0", "non", "faux"}
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ,]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?$")
_GROUPED = {
    ".": re.compile(r"[-+]?(\d+|\d{1,3}([,’']\d{3})+)?(\.\d*)?"),
    ",": re.compile(r"[-+]?(\d+|\d{1,3}([.’']\d{3})+)?(,\d*)?"),
}
_CURRENCY = "€$£¥"
_PLAUSIBLE_YEARS = 1000


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it (accounts.csv_files.safe)."""
    return cell[1:] if _GUARDED.match(cell) else cell


class CellReader:
    """Reads cells of one property, as one file writes them."""

    def __init__(self, one: Property, date_form: str, decimal_mark: str, zone: ZoneInfo) -> None:
        self._one, self._date_form, self._mark, self._zone = one, date_form, decimal_mark, zone
        self._options = {}
        if one.kind == Kind.ENUMERATION:
            options = options_of(one)
            self._options = {str(words).strip().casefold(): value for value, words in options.items()}
            self._options |= {value.casefold(): value for value in options}

    def read(self, cell: str) -> str:
        """The value's text; empty for an empty cell. Raises InvalidValue for what is none in this file's way."""
        text = unguarded(cell).strip()
        if not text:
            return ""
        if self._one.kind == Kind.BOOL:
            return self._bool(text)
        if self._one.kind == Kind.DATETIME:
            return self._moment(text)
        if self._one.kind in (Kind.INTEGER, Kind.MONEY, Kind.NUMBER):
            return self._number(text)
        if self._one.kind == Kind.ENUMERATION:
            return self._options.get(text.casefold(), text)
        return text

    def _bool(self, text: str) -> str:
        word = text.casefold()
        if word in _YES or word == _("Yes").casefold():
            return "true"
        if word in _NO or word == _("No").casefold():
            return "false"
        raise InvalidValue("INVALID_BOOLEAN", _("“%(text)s” is neither yes nor no.") % {"text": text[:50]})

    def _number(self, text: str) -> str:
        digits = re.sub(rf"[\s{_CURRENCY}]", "", text)
        if not _GROUPED[self._mark].fullmatch(digits) or not re.search(r"\d", digits):
            raise InvalidValue("INVALID_NUMBER", _("“%(text)s” is no number.") % {"text": text[:50]})
        for group in {",", ".", "’", "'"} - {self._mark}:
            digits = digits.replace(group, "")
        return plain(Decimal(digits.replace(self._mark, ".")))

    def _moment(self, text: str) -> str:
        try:
            match = _DAY.match(text)
            moment = self._written(match) if match else datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).isoformat()
        except ValueError as error:
            message = _("“%(text)s” is no date of the form %(form)s.")
            form = str(ContactImport.DateForm(self._date_form).label).split(" ")[0]
            raise InvalidValue("INVALID_DATE", message % {"text": text[:50], "form": form}) from error

    def _written(self, match: "re.Match[str]") -> datetime:
        """The moment that a day, and a time where there is one, stand for; with the year first in every form."""
        first, second, third = (int(match[n]) for n in (1, 2, 3))
        if first >= _PLAUSIBLE_YEARS:
            year, month, day = first, second, third
        elif third < _PLAUSIBLE_YEARS or self._date_form == ContactImport.DateForm.ISO:
            raise ValueError("the year is missing")
        else:
            day, month = (first, second) if self._date_form == ContactImport.DateForm.DAY_FIRST else (second, first)
            year = third
        hour, minute, seconds = (int(match[n] or 0) for n in (4, 5, 6))
        return datetime(year, month, day, hour, minute, seconds)  # noqa: DTZ001 - the file's zone is set by who asks
