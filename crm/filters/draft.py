"""Filters while they are made: rows that may be unfinished, between what a form sends and a definition.

A form sends, for the filter `f` of group `g`: `p.g.f` the property's API name, `o.g.f` the operator, `v.g.f` the
values, `h.g.f` the second value of a range; and `do`, what was pressed: `filter.g`, `group`, `remove.g.f`, `apply`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.filters.conditions import DAYS, DAYS_BACK, KNOWLEDGE, MANY_VALUES, TWO_VALUES, FilterError, Operator
from crm.filters.reading import MOST_FILTERS, MOST_GROUPS, read_condition
from crm.filters.sentences import operator_words, words_by_value
from crm.properties import Kind, Property, TextLike

_FIELD = re.compile(r"p\.(\d{1,3})\.(\d{1,3})")
_NUMBERS = (Operator.EQ, Operator.NEQ, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE, Operator.BETWEEN)
_PARTS = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
_TEXT = (Operator.EQ, Operator.NEQ, *_PARTS, Operator.IN, Operator.NOT_IN)
_DATES = (
    Operator.IN_LAST_DAYS,
    Operator.MORE_THAN_DAYS_AGO,
    Operator.ON_DAY,
    Operator.BEFORE_DAY,
    Operator.AFTER_DAY,
    Operator.BETWEEN_DAYS,
)
_KNOWN = (Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY)
# What people are offered, the likeliest first; programs may use more.
OFFERED: dict[Kind, tuple[Operator, ...]] = {
    Kind.INTEGER: (*_NUMBERS, *_KNOWN),
    Kind.MONEY: (*_NUMBERS, *_KNOWN),
    Kind.NUMBER: (*_NUMBERS, *_KNOWN),
    Kind.DATETIME: (*_DATES, *_KNOWN),
    Kind.BOOL: (Operator.EQ, *_KNOWN),
    Kind.ENUMERATION: (Operator.IN, Operator.NOT_IN, *_KNOWN),
    Kind.TAGS: (Operator.IN, Operator.NOT_IN, Operator.CONTAINS, *_KNOWN),
    Kind.IMAGES: _KNOWN,
}


@dataclass(slots=True)
class Row:
    """One filter on the form; `error` says what is missing or wrong once somebody wants to go on."""

    about: Property | None = None
    operator: Operator | None = None
    texts: list[str] = field(default_factory=list)
    high: str = ""
    error: str = ""

    @property
    def words(self) -> Mapping[str, TextLike]:
        """The values to choose from; {} where any can be typed."""
        return _choices(self.about) if self.about else {}

    @property
    def operators(self) -> list[tuple[Operator, TextLike]]:
        """The operators to choose from, in words."""
        if self.about is None:
            return []
        offered = _offered(self.about, self.words)
        more = () if self.operator is None or self.operator in offered else (self.operator,)
        return [(one, operator_words(one, self.about.kind)) for one in (*offered, *more)]

    @property
    def shape(self) -> str:
        """How values are given: none, choices, choice, lines, days, day, number, text."""
        if self.about is None or self.operator is None or self.operator in KNOWLEDGE:
            return "none"
        if self.words:
            return "choices" if self.operator in MANY_VALUES else "choice"
        if self.operator in MANY_VALUES:
            return "lines"
        if self.operator in DAYS_BACK:
            return "days"
        if self.operator in DAYS:
            return "day"
        return "number" if self.about.kind in (Kind.INTEGER, Kind.MONEY, Kind.NUMBER) else "text"

    @property
    def is_range(self) -> bool:
        """Whether there is a second value."""
        return self.operator in TWO_VALUES

    @property
    def text(self) -> str:
        """The values as a field shows them."""
        return "\n".join(self.texts)

    def written(self) -> dict[str, Any]:
        """The filter as JSON."""
        name = self.about.api_name if self.about else ""
        written: dict[str, Any] = {"propertyName": name, "operator": str(self.operator or "")}
        if self.operator in MANY_VALUES:
            return {**written, "values": self.texts}
        if self.operator in KNOWLEDGE:
            return written
        written["value"] = self.texts[0] if self.texts else ""
        return {**written, "highValue": self.high} if self.is_range else written


@dataclass(slots=True)
class Draft:
    """Groups of rows. `known` are the properties by API name."""

    known: Mapping[str, Property]
    groups: list[list[Row]]

    @classmethod
    def of_groups(cls, groups: Iterable[Mapping[str, Any]], known: Mapping[str, Property]) -> "Draft":
        """From filters in JSON; without any, one empty row."""
        rows = [[_row_of(one, known) for one in group["filters"]] for group in groups]
        return cls(known, rows or [[Row()]])

    @classmethod
    def of_form(cls, sent: QueryDict, known: Mapping[str, Property]) -> "Draft":
        """From what the form sent, in its order, after what was pressed is done."""
        places = sorted((int(m[1]), int(m[2])) for name in sent if (m := _FIELD.fullmatch(name)))
        groups: dict[int, dict[int, Row]] = {}
        for group, place in places[:MOST_FILTERS]:
            groups.setdefault(group, {})[place] = _row_sent(sent, f"{group}.{place}", known)
        return cls(known, _pressed(sent.get("do", ""), groups))

    def written(self) -> list[dict[str, Any]]:
        """The filters as JSON groups, rows without a property left out. Raises FilterError where one is unfinished.

        What is wrong stands beside each row then.
        """
        groups = [[row for row in group if row.about] for group in self.groups]
        for row in (row for group in groups for row in group):
            try:
                read_condition(row.written(), self.known)
            except FilterError as error:
                row.error = _what_is_missing(row) or _without_name(str(error), row)
        if any(row.error for group in groups for row in group):
            raise FilterError(_("A filter is not finished yet."))
        return [{"filters": [row.written() for row in group]} for group in groups if group]


def _choices(one: Property) -> Mapping[str, TextLike]:
    return {"true": _("Yes"), "false": _("No")} if one.kind == Kind.BOOL else words_by_value(one)


def _offered(one: Property, words: Mapping[str, TextLike]) -> Sequence[Operator]:
    return OFFERED.get(one.kind) or (OFFERED[Kind.ENUMERATION] if words else (*_TEXT, *_KNOWN))


def _row_of(given: Mapping[str, Any], known: Mapping[str, Property]) -> Row:
    operator = Operator(given["operator"])
    texts = given.get("values") or [given["value"]] if operator not in KNOWLEDGE else []
    return Row(known[given["propertyName"]], operator, list(texts), given.get("highValue") or "")


def _row_sent(sent: QueryDict, place: str, known: Mapping[str, Property]) -> Row:
    row = Row(known.get(sent.get(f"p.{place}", "")))
    if row.about is None:
        return row
    asked = sent.get(f"o.{place}", "")
    offered = _offered(row.about, row.words)
    row.operator = next((one for one in offered if one == asked), offered[0])
    texts = sent.getlist(f"v.{place}")
    if row.shape == "lines":
        texts = [line.strip() for text in texts for line in text.splitlines()]
    if row.shape in ("choices", "choice"):
        texts = [text for text in texts if text in row.words]
    row.texts = [text.strip() for text in texts if text.strip()]
    row.high = sent.get(f"h.{place}", "").strip()
    return row


def _pressed(do: str, groups: dict[int, dict[int, Row]]) -> list[list[Row]]:
    what, *place = do.split(".")
    numbers = [int(one) for one in place if one.isdecimal() and len(one) < 4]
    if what == "remove" and len(numbers) == 2:
        groups.get(numbers[0], {}).pop(numbers[1], None)
    if what == "filter" and len(numbers) == 1 and numbers[0] in groups:
        rows = groups[numbers[0]]
        rows[max(rows, default=-1) + 1] = Row()
    if what == "group" and len(groups) < MOST_GROUPS:
        groups[max(groups, default=-1) + 1] = {0: Row()}
    kept = [[rows[place] for place in sorted(rows)] for _, rows in sorted(groups.items()) if rows]
    return kept or [[Row()]]


def _what_is_missing(row: Row) -> str:
    if row.texts and not (row.is_range and not row.high):
        return ""
    return {
        "choices": _("Choose one at least."),
        "choice": _("Choose one."),
        "lines": _("Write one value at least."),
        "day": _("Choose a day."),
    }.get(row.shape, _("Write a value."))


def _without_name(message: str, row: Row) -> str:
    return message.removeprefix(f"{row.about.api_name}: ") if row.about else message
