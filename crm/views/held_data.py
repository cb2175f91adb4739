"""What is held about a person, as people read it: facts without gaps, and small tables of what hangs on a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
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


def in_words(value: Any, *, is_inner: bool = False) -> str:
    """A value as text: nothing for an empty one. Values within values (`is_inner`) keep Shopify's names for them."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return str(number_format(value, 2 if value == round(value, 2) else None))
    if isinstance(value, Mapping):
        entries = [_entry(name if is_inner else str(_LABELS.get(name, name)), one) for name, one in value.items()]
        nested = any(isinstance(one, Mapping) for one in value.values())
        return ("\n" if nested and not is_inner else ", ").join(entry for entry in entries if entry)
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(one, is_inner=True) for one in value)
    return str(value)


def changes_in_words(changes: Mapping[str, Any]) -> str:
    """What changed, each property with its value before and after."""
    told = {name: f"{in_words(old) or '—'} → {in_words(new) or '—'}" for name, (old, new) in changes.items()}
    return in_words(told)


def _entry(label: str, value: Any) -> str:
    """An entry of a mapping; nothing where it has no value."""
    words = in_words(value, is_inner=True)
    return _("%(label)s: %(value)s") % {"label": label, "value": words} if words else ""


def _record(record: HeldRecord) -> Shown:
    facts = [(one.label, cell) for one in _values(record) if (cell := _cell(one))]
    return Shown(record.title, facts, [_grid(part) for part in record.parts if part.records])


def _grid(part: HeldPart) -> Grid:
    rows = [[_cell(one) for one in _values(record)] for record in part.records]
    filled = [column for column in range(len(rows[0])) if any(row[column] for row in rows)]
    labels = [one.label for one in _values(part.records[0])]
    return Grid(part.label, [labels[column] for column in filled], [[row[column] for column in filled] for row in rows])


def _values(record: HeldRecord) -> list[HeldValue]:
    return [one for one in record.values if one.name not in _NOT_SHOWN]


def _cell(one: HeldValue) -> Cell:
    if isinstance(one.shown, datetime):
        return Cell(at=one.shown)
    return Cell(changes_in_words(one.shown) if one.name == "changes" else in_words(one.shown))
