"""Columns of a record table: one for every property, and a few that show what no property holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.paging import Sorting, parse_amount, parse_moment
from crm.catalogue import MODELS
from crm.filters.sides import TEXTS, is_known, side_of
from crm.models import ObjectType
from crm.properties import Kind, Property
from crm.scores import CLOCK_PROPERTIES, score_expressions
from crm.tables.table import Column

NUMBERS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.NUMBER})
_UNSORTED = frozenset({Kind.TAGS, Kind.IMAGES, Kind.HTML, Kind.LONG_TEXT})
# Not worth a column: it is shown on the record's page.
_NOT_SHOWN = frozenset({Kind.HTML})
# First in its table, and never taken away: it leads to the record.
LEADING = {ObjectType.CONTACT: "full_name", ObjectType.DEAL: "name", ObjectType.PRODUCT: "title"}


@dataclass(frozen=True, slots=True)
class TableColumn(Column):
    """A column with what it shows: `shape` is leading, contact, variants, stage, status or a property's kind."""

    shape: str = ""
    property: Property | None = None
    group: str = ""


def columns_of(object_type: ObjectType, known: Mapping[str, Property]) -> dict[str, TableColumn]:
    """Every column that a table of a kind can have, by name; `known` are its properties by API name."""
    own = {one.name: one for one in _extra(object_type)}
    for one in known.values():
        if one.kind not in _NOT_SHOWN and one.name not in own:
            own[one.name] = column_of(one, object_type)
    return own


def shown(column: TableColumn, object_type: ObjectType) -> TableColumn:
    """A column about to be shown: where the clock decides its values, how it sorts is worked out now (two queries)."""
    if column.property is None or column.name not in CLOCK_PROPERTIES:
        return column
    return replace(column, sorting=sorting_of(column.property, object_type))


def column_of(one: Property, object_type: ObjectType) -> TableColumn:
    """The column of a property; how one that the clock decides sorts is left to `shown`."""
    leads = one.name == LEADING[object_type]
    special = (
        {"stage": "stage", "status": "status"}.get(one.name, str(one.kind)) if not one.is_custom else str(one.kind)
    )
    return TableColumn(
        one.name,
        one.label,
        None if one.name in CLOCK_PROPERTIES else sorting_of(one, object_type),
        starts_descending=one.kind in NUMBERS or one.kind == Kind.DATETIME,
        css="table__number" if one.kind in NUMBERS and not leads else "",
        shape="leading" if leads else special,
        property=one,
        group=one.group,
    )


def sorting_of(one: Property, object_type: ObjectType) -> Sorting | None:
    """How a property sorts; None where no order would mean anything."""
    if one.kind in _UNSORTED:
        return None
    scores = score_expressions(timezone.now()) if one.name in CLOCK_PROPERTIES else {}
    side = side_of(one, scores)
    always = not one.is_custom and one.kind not in TEXTS and _is_never_null(one, object_type)
    return Sorting(side.compared, _parser(one), None if always else is_known(one.kind, side))


def _extra(object_type: ObjectType) -> list[TableColumn]:
    """Columns that are no property of the record itself."""
    match object_type:
        case ObjectType.CONTACT:
            by_last_name = Sorting(Lower("last_name"), str, ~Q(last_name=""))
            return [TableColumn("full_name", _("Name"), by_last_name, shape="leading", group="contact")]
        case ObjectType.DEAL:
            return [TableColumn("contact", _("Contact"), shape="contact", group="deal")]
        case _:
            return [TableColumn("variants", _("Variants"), shape="variants", css="table__number", group="product")]


def _is_never_null(one: Property, object_type: ObjectType) -> bool:
    if "__" in one.attribute or one.name in CLOCK_PROPERTIES:
        return False
    return one.attribute == "pk" or not MODELS[object_type]._meta.get_field(one.attribute).null


def _parser(one: Property) -> Callable[[str], Any]:
    """Reads a cursor's value; own moments and yes/no are kept, and so sorted, as texts."""
    if one.is_custom:
        return parse_amount if one.kind == Kind.NUMBER else str
    parsers: dict[Kind, Callable[[str], Any]] = {
        Kind.INTEGER: int,
        Kind.MONEY: parse_amount,
        Kind.NUMBER: parse_amount,
        Kind.DATETIME: parse_moment,
        Kind.BOOL: _parse_bool,
    }
    return parsers.get(one.kind, str)


def _parse_bool(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError("a yes or no")
    return text == "True"
