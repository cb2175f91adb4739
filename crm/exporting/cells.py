"""What a file holds of each record: its columns, and their values as spreadsheets take them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.catalogue import properties_of
from crm.models import ObjectType, Variant
from crm.properties import Kind, Property, TextLike
from crm.property_values import value_of
from crm.scores import with_scores
from crm.tables.columns import TableColumn
from crm.value_words import words_of

ROWS = 2000
Value = str | int | Decimal | bool | datetime | None


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its head, and its value of a record."""

    label: TextLike
    value: Callable[[Any], Any]


def columns_of(object_type: ObjectType, shown: Iterable[TableColumn] | None) -> list[FileColumn]:
    """The columns that a table shows; None: every property but long HTML."""
    if shown is None:
        return [_of_property(one) for one in properties_of(object_type).values() if one.kind != Kind.HTML]
    return [_of_property(one.property) if one.property else _of_table(one) for one in shown]


def rows_of(
    object_type: ObjectType, records: QuerySet[Any], columns: list[FileColumn], related: Iterable[str] = ()
) -> Iterator[list[list[Any]]]:
    """Pages of rows, records by id. Read a page at a time: memory does not grow."""
    records = with_scores(records) if object_type == ObjectType.CONTACT else records
    records = records.select_related(*related).order_by("pk") if related else records.order_by("pk")
    last = 0
    while page := list(records.filter(pk__gt=last)[:ROWS]):
        if object_type == ObjectType.PRODUCT:
            _count_variants(page)
        yield [[plain_value(column.value(record)) for column in columns] for record in page]
        last = page[-1].pk


def plain_value(value: Any) -> Value:
    """A value without what no spreadsheet has: yes and no in words, moments in the zone in force, lists as one text."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value)
    if isinstance(value, list):
        return ", ".join(value)
    return value if value is None or isinstance(value, int | Decimal) else str(value)


def _of_property(one: Property) -> FileColumn:
    words = words_of(one)

    def value(record: Any) -> Any:
        found = value_of(record, one)
        return words.get(found, found) if words and isinstance(found, str) else found

    return FileColumn(one.label, value)


def _of_table(column: TableColumn) -> FileColumn:
    values: dict[str, Callable[[Any], Any]] = {
        "leading": lambda record: record.full_name,
        "contact": lambda record: str(record.contact) if record.contact else record.email,
        "variants": lambda record: record.variant_count,
    }
    return FileColumn(column.label, values[column.shape])


def _count_variants(products: list[Any]) -> None:
    counts = Variant.numbers(products)
    for product in products:
        product.variant_count = counts.get(product.pk, 0)
