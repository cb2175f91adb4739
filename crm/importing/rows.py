"""Rows of a file as contacts that are wanted, by what its import says of columns, existing contacts and consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.editing.values import Fault, InvalidValues
from crm.exporting import csv_cell
from crm.importing.cells import CellReader, unguarded
from crm.importing.guessing import importable
from crm.models import Contact, ContactImport
from crm.properties import Property
from crm.property_values import InvalidValue, value_of
from crm.value_words import words_of


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column that is imported: where it stands, its property, how its cells are read."""

    position: int
    property: Property
    reader: CellReader
    words: Mapping[str, object]


class RowReader:
    """Reads the rows of one import. A property that was deleted since is not imported."""

    def __init__(self, contact_import: ContactImport) -> None:
        self.contact_import = contact_import
        zone = ZoneInfo(contact_import.time_zone)
        known = importable()
        self.columns = [
            MappedColumn(
                position,
                known[name],
                CellReader(known[name], contact_import.date_form, contact_import.decimal_mark, zone),
                words_of(known[name]),
            )
            for position, name in enumerate(contact_import.mapping)
            if name in known
        ]
        self.labels = {one.api_name: str(one.label) for one in known.values()}

    def read(self, cells: Sequence[str]) -> "FileRow":
        """A row as a contact. Raises InvalidValues for one that does not fit the columns."""
        width = len(self.contact_import.headings)
        if len(cells) != width:
            message = ngettext(
                "This row has %(cells)s cell; the columns are %(columns)s.",
                "This row has %(cells)s cells; the columns are %(columns)s.",
                len(cells),
            )
            raise InvalidValues([Fault("", "RAGGED", message % {"cells": len(cells), "columns": width})])
        row = FileRow(self, cells)
        for one in self.columns:
            if one.property.name == "email":
                row.email = unguarded(cells[one.position]).strip().lower()
            elif one.property.name == "record_id":
                row.record_id = _number(cells[one.position])
        return row

    def words(self, fault: Fault) -> str:
        """What is wrong, after the property's label."""
        message = fault.message.removeprefix(f"{fault.property}: ")
        label = self.labels.get(fault.property)
        if not label or message == fault.message:
            return message
        return _("%(label)s: %(message)s") % {"label": label, "message": message}


@dataclass(slots=True)
class FileRow:
    """One row: who it is about, and its values for the contact that it finds."""

    reader: RowReader
    cells: Sequence[str]
    email: str = ""
    record_id: int | None = None
    # What was left out on purpose, in words.
    notes: list[str] = field(default_factory=list)

    def values_for(self, contact: Contact | None) -> Mapping[str, str]:
        """Values by API name. What is empty in the file, or as the contact has it, is none."""
        given: dict[str, str] = {}
        faults: list[Fault] = []
        for one in self.reader.columns:
            cell = self.cells[one.position]
            if one.property.name == "record_id" or not cell.strip() or (contact and self._has(contact, one, cell)):
                continue
            try:
                given[one.property.api_name] = one.reader.read(cell)
            except InvalidValue as error:
                name = one.property.api_name
                faults.append(Fault(name, error.code, f"{name}: {error}"))
        if faults:
            raise InvalidValues(faults)
        if contact is None and not ({"email", "firstname", "lastname"} & given.keys()):
            raise InvalidValues([Fault("", "REQUIRED", _("The row has neither an e-mail address nor a name."))])
        self._add_tag(given, contact)
        self._heed_consent(given, contact)
        return given

    def _has(self, contact: Contact, one: MappedColumn, cell: str) -> bool:
        if one.property.name == "email":
            return self.email == contact.email.lower()
        value = value_of(contact, one.property)
        return value is not None and str(csv_cell(value, one.words)) == cell

    def _add_tag(self, given: dict[str, str], contact: Contact | None) -> None:
        tag = self.reader.contact_import.tag
        if not tag:
            return
        kept = [part.strip() for part in given[_TAGS].split(",")] if _TAGS in given else []
        tags = kept if kept or contact is None else contact.tags
        if tag.casefold() not in (one.casefold() for one in tags):
            given[_TAGS] = ", ".join([*tags, tag])

    def _heed_consent(self, given: dict[str, str], contact: Contact | None) -> None:
        """Nobody is said to have agreed by a file alone, and a no stays a no."""
        if given.get(_CONSENT) != "true":
            return
        if not self.reader.contact_import.consent:
            self.notes.append(_("Accepts marketing: yes was not imported, because you did not say that they agreed."))
        elif contact is not None and contact.accepts_marketing is False:
            message = _("Accepts marketing: they said no here. If they agreed since, change it on the contact’s page.")
            self.notes.append(message)
        else:
            return
        del given[_CONSENT]


_TAGS = "ip__shopify__tags"
_CONSENT = "ip__shopify__accepts_marketing"


def _number(cell: str) -> int | None:
    text = cell.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise InvalidValues([Fault("hs_object_id", "INVALID_INTEGER", _("The record ID is no whole number."))])
    return int(text)
