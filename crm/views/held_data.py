"""What is held about a person, as people read it: facts without gaps, and small tables of what hangs on a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from crm.held_data import HeldPart, HeldRecord, HeldValue
from crm.properties import FIXED_PROPERTIES, TextLike

_LABELS = {one.name: one.label for properties in FIXED_PROPERTIES.values() for one in properties}
# How records hang together and are counted here: people see that by where a record stands. The file has it.
_NOT_SHOWN = {"id", "contact", "deal", "kept", "object_type", "record_id", "line_key", "position"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words, or a moment."""

    text: str = ""
    at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.at)


@dataclass(frozen=True, slots=True)
class Grid:
    """Records of one kind below another record: columns that are empty in all of them are left out."""

    label: TextLike
    heads: list[TextLike]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A record: its fields that have a value, and what hangs on it."""

    title: str
    facts: list[tuple[TextLike, Cell]]
    grids: list[Grid]


def shown(part: HeldPart) -> list[Shown]:
    """The records of a part."""
    return [_record(one) for one in part.records]


def in_words(value: Any) -> str:
    """A value as text: nothing for an empty one."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == round(value, 2) else f"{value.normalize():f}"
    if isinstance(value, Mapping):
        return ", ".join(_pair(name, one) for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(one) for one in value)
    return str(value)


def _pair(name: str, value: Any) -> str:
    """An entry of a JSON field: of a change, the value before and after."""
    label = _LABELS.get(name, name)
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(one, (list, dict)) for one in value):
        text = f"{in_words(value[0]) or '—'} → {in_words(value[1]) or '—'}"
    else:
        text = in_words(value)
    return _("%(label)s: %(value)s") % {"label": label, "value": text}


def _record(record: HeldRecord) -> Shown:
    facts = [(one.label, cell) for one in _values(record) if (cell := _cell(one.shown))]
    return Shown(record.title, facts, [_grid(part) for part in record.parts if part.records])


def _grid(part: HeldPart) -> Grid:
    rows = [[_cell(one.shown) for one in _values(record)] for record in part.records]
    filled = [column for column in range(len(rows[0])) if any(row[column] for row in rows)]
    labels = [one.label for one in _values(part.records[0])]
    return Grid(part.label, [labels[column] for column in filled], [[row[column] for column in filled] for row in rows])


def _values(record: HeldRecord) -> list[HeldValue]:
    return [one for one in record.values if one.name not in _NOT_SHOWN]


def _cell(value: Any) -> Cell:
    return Cell(at=value) if isinstance(value, datetime) else Cell(in_words(value))
