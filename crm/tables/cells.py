"""Rows of a record table, cell by cell, as the template shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.models import Deal, Variant
from crm.properties import TextLike
from crm.property_values import value_of
from crm.tables.columns import TableColumn
from crm.tables.state import RecordTable
from crm.value_words import in_words
from crm.words import PRODUCT_STATUS, PRODUCT_TONES, icon_of, tone_of


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in words, colour and icon."""

    label: TextLike
    tone: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column shows of one record; `css` has its place on a phone."""

    shape: str
    value: Any
    css: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its cells; `currency` is that of its amounts."""

    record: Any
    cells: list[Cell]
    currency: str

    def __str__(self) -> str:
        return str(self.record)


def rows_of(table: RecordTable, records: list[Any], currency: str) -> list[Row]:
    """The rows of a page; `currency` is the store's. A query at most, for the number of variants."""
    places = _phone_places(table.columns)
    variants = Variant.numbers(records) if any(column.shape == "variants" for column in table.columns) else {}
    return [
        Row(
            record,
            [
                Cell(column.shape, _value(column, record, variants), f"{column.css} {places.get(column.name, '')}")
                for column in table.columns
            ],
            (record.currency or currency) if isinstance(record, Deal) else currency,
        )
        for record in records
    ]


def _value(column: TableColumn, record: Any, variants: Mapping[int, int]) -> Any:
    match column.shape:
        case "leading" | "contact":
            return None
        case "variants":
            return variants.get(record.pk, 0)
        case "stage":
            return Badge(str(record.stage), tone_of(record.stage), icon_of(record.stage))
        case "status":
            status = record.status
            return Badge(PRODUCT_STATUS.get(status, status), PRODUCT_TONES.get(status, "neutral")) if status else None
        case _ if column.property:
            return in_words(column.property, record, value_of(record, column.property))


def _phone_places(columns: Iterable[TableColumn]) -> dict[str, str]:
    """On a phone a row shows four cells: what it is and its first amount, then two facts."""
    leading, *others = columns
    amount = next((one for one in others if one.shape == "money"), None)
    facts = [one for one in others if one is not amount][:2]
    places = {leading.name: "phone-1"} | ({amount.name: "phone-2"} if amount else {})
    return places | {one.name: f"phone-{place}" for place, one in enumerate(facts, start=3)}
