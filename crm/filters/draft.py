"""Filters while they are made: rows that may be unfinished, between what a form sends and a definition.

A form sends, for the filter `f` of group `g`: `p.g.f` the property's API name, `o.g.f` the operator, `v.g.f` the
values, `h.g.f` the second value of a range, `w.g.f` whose property it is to be while none is chosen, `k.g.f` the
property whose operator is none of those offered; of an event, `m.g.f` the ids of what it happened to, `n.g.f` that it
has not happened; `l.g` the families that a record of group `g` must lack; and `do`,
what was pressed: `filter.g`, `group` (both with a family behind another dot, or without), `lack.g.family`,
`remove.g.f`, `apply`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.filters.conditions import (
    DAYS,
    DAYS_BACK,
    KNOWLEDGE,
    MANY_VALUES,
    OPERATORS,
    TWO_VALUES,
    FilterError,
    Operator,
    is_id,
)
from crm.filters.events import EventFamily, event_family
from crm.filters.families import family, is_family, key_of
from crm.filters.reading import MOST_FILTERS, MOST_GROUPS, read_condition
from crm.filters.sentences import PERIOD_WORDS, operator_words, words_by_value
from crm.properties import Kind, Property, TextLike

_FIELD = re.compile(r"p\.(\d{1,3})\.(\d{1,3})")
_NUMBERS = (Operator.EQ, Operator.NEQ, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE, Operator.BETWEEN)
_PARTS = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
_TEXT = (Operator.EQ, Operator.NEQ, *_PARTS, Operator.IN, Operator.NOT_IN)
_DATES = (
    Operator.IN_LAST_DAYS,
    Operator.MORE_THAN_DAYS_AGO,
    Operator.IN_PERIOD,
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
    Kind.MEMBERSHIP: (Operator.IN, Operator.NOT_IN),
    Kind.EVENT: (Operator.HAS_PROPERTY, *_DATES),
}
SUGGESTED = frozenset({Kind.STRING, Kind.EMAIL, Kind.TAGS})
Words = Mapping[str, TextLike]


def _choices(about: Property) -> Words:
    return {"true": _("Yes"), "false": _("No")} if about.kind == Kind.BOOL else words_by_value(about)


def _sources(code: str) -> Mapping[str, str]:
    found = event_family(code)
    return found.sources() if found else {}


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, each asked for once: words of a property's values, what an event can happen to."""

    of: Callable[[Property], Words] = _choices
    sources: Callable[[str], Mapping[str, str]] = _sources

    @classmethod
    def kept(cls) -> "Choices":
        """For the rows of a form."""
        return cls(cache(_choices), cache(_sources))


@dataclass(frozen=True, slots=True)
class SourceOffer:
    """Something that an event can happen to: its id, its name, whether it is chosen; `is_gone`: it was."""

    id: str
    name: str
    is_chosen: bool
    is_gone: bool = False


@dataclass
class Row:
    """One filter on the form; `error` says what is missing or wrong once somebody wants to go on.

    `gone` is the name of a property that was chosen once and does not exist any more. Of an event: `sources` are the
    ids of what it happened to, `has_not` that it has not.
    """

    about: Property | None = None
    family: str = ""
    operator: Operator | None = None
    texts: list[str] = field(default_factory=list)
    high: str = ""
    error: str = ""
    gone: str = ""
    is_new: bool = False
    sources: list[str] = field(default_factory=list)
    has_not: bool = False
    choices: Choices = field(default_factory=Choices)

    @cached_property
    def words(self) -> Words:
        """The values to choose from; {} where any can be typed."""
        if self.operator == Operator.IN_PERIOD:
            return PERIOD_WORDS
        return self.property_words

    @cached_property
    def property_words(self) -> Words:
        """The words of the property's values."""
        return self.choices.of(self.about) if self.about else {}

    @property
    def event(self) -> EventFamily | None:
        """The family of the event that it is about, if it is about one."""
        return event_family(self.family) if self.about else None

    @cached_property
    def source_offers(self) -> list[SourceOffer]:
        """What the event can have happened to; first what was chosen and is gone, so that somebody takes it out, then
        what is chosen.
        """
        if self.event is None:
            return []
        known = self.choices.sources(self.family)
        gone = [SourceOffer(one, str(self.event.gone_source) % {"id": one}, True, True) for one in self.gone_sources]
        there = [SourceOffer(pk, name, pk in self.sources) for pk, name in known.items()]
        return gone + sorted(there, key=lambda one: not one.is_chosen)

    @cached_property
    def gone_sources(self) -> list[str]:
        """The ids among `sources` of what is there no more."""
        return [one for one in self.sources if one not in self.choices.sources(self.family)] if self.sources else []

    @property
    def is_given(self) -> bool:
        """Whether every value that the operator takes is there, right or wrong."""
        if self.about is None:
            return bool(self.gone)
        return self.shape == "none" or bool(self.texts and (self.high or not self.is_range))

    @property
    def lost(self) -> list[str]:
        """Values that were chosen once and cannot be chosen any more."""
        return [text for text in self.texts if text not in self.words] if self.shape in {"choices", "choice"} else []

    @property
    def whose(self) -> TextLike:
        """Whose property it is, where it is not the record's own."""
        return family(self.family).label if self.family else ""

    @property
    def key(self) -> str:
        """The property's name on the form."""
        return key_of(self.about.api_name, self.family) if self.about else ""

    @property
    def is_operator_kept(self) -> bool:
        """Whether the operator is one that a program chose, and nobody is offered."""
        return self.about is not None and self.operator not in _offered(self.about, self.property_words)

    @property
    def operators(self) -> list[tuple[Operator, TextLike]]:
        """The operators to choose from, in words."""
        if self.about is None:
            return []
        offered = _offered(self.about, self.property_words)
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
    def takes_suggestions(self) -> bool:
        """Whether values that records have are worth offering while one is typed."""
        return self.about is not None and self.about.kind in SUGGESTED and self.shape in {"text", "lines"}

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
        written: dict[str, Any] = {"objectType": self.family} if self.family else {}
        written |= {"propertyName": name, "operator": str(self.operator or "")}
        if self.sources:
            written["of"] = self.sources
        if self.has_not:
            written["hasNot"] = True
        if self.operator in MANY_VALUES:
            return {**written, "values": self.texts}
        if self.operator in KNOWLEDGE:
            return written
        written["value"] = self.texts[0] if self.texts else ""
        return {**written, "highValue": self.high} if self.is_range else written


@dataclass(slots=True)
class DraftGroup:
    """Rows that must all hold. `lacks` are the families of which a record must have none that meets its rows."""

    rows: list[Row]
    lacks: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Draft:
    """Groups of rows. `known` are the properties by the name that the form gives them (families.filter_properties).

    `is_empty` where nothing is asked yet: the one row is there for whoever shows it.
    """

    known: Mapping[str, Property]
    groups: list[DraftGroup]
    is_empty: bool = False

    @classmethod
    def of_groups(cls, groups: Iterable[Mapping[str, Any]], known: Mapping[str, Property]) -> "Draft":
        """From filters in JSON; without any, one empty row."""
        choices = Choices.kept()
        drafts = [
            DraftGroup(
                [_row_of(one, known, choices) for one in group["filters"]] or [Row()], set(group.get("lacks", []))
            )
            for group in groups
        ]
        return cls(known, drafts or [DraftGroup([Row()])], is_empty=not drafts)

    @classmethod
    def of_form(cls, sent: QueryDict, known: Mapping[str, Property]) -> "Draft":
        """From what the form sent, in its order, after what was pressed is done."""
        choices = Choices.kept()
        places = sorted((int(m[1]), int(m[2])) for name in sent if (m := _FIELD.fullmatch(name)))
        groups: dict[int, dict[int, Row]] = {}
        for group, place in places[:MOST_FILTERS]:
            groups.setdefault(group, {})[place] = _row_sent(sent, f"{group}.{place}", known, choices)
        kept = _pressed(sent, groups, lambda code: _new_row(code, known, choices))
        return cls(known, kept or [DraftGroup([Row()])], is_empty=not kept)

    @property
    def rows(self) -> list[Row]:
        """The rows of all groups."""
        return [row for group in self.groups for row in group.rows]

    @property
    def is_full(self) -> bool:
        """Whether no filter can be added."""
        return len(self.rows) >= MOST_FILTERS

    def check(self, *, is_final: bool = False) -> bool:
        """Write beside each row what is missing or wrong; whether nothing is.

        A row without a property is left out, unless it is `is_final`: then it is to be chosen, or taken away.
        """
        for group in self.groups:
            for row in group.rows:
                row.error = self._fault(row)
                if is_final and row.about is None and not row.gone and not (group.lacks and len(group.rows) == 1):
                    row.error = _("Choose a property, or remove this filter.")
        return not any(row.error for row in self.rows)

    def finished(self) -> list[dict[str, Any]]:
        """The filters as JSON groups, those left out that are not finished (after `check`)."""
        return _groups_of((group, [row for row in group.rows if row.about and not row.error]) for group in self.groups)

    def written(self) -> list[dict[str, Any]]:
        """The filters as JSON groups, rows without a property left out. Raises FilterError where one is unfinished.

        What is wrong stands beside each row then.
        """
        if not self.check():
            raise FilterError(_("A filter is not finished yet."))
        return self.finished()

    def _fault(self, row: Row) -> str:
        if row.gone:
            return _("Property “%(name)s” does not exist any more. Choose another one.") % {"name": row.gone[:100]}
        if row.about is None:
            return ""
        try:
            read_condition(row.written(), self.known)
        except FilterError as error:
            return _what_is_missing(row) or _without_name(str(error), row)
        return str(row.event.source_is_gone) if row.event and row.gone_sources else ""


def _groups_of(groups: Iterable[tuple[DraftGroup, list[Row]]]) -> list[dict[str, Any]]:
    return [
        {"filters": [row.written() for row in rows]} | ({"lacks": sorted(group.lacks)} if group.lacks else {})
        for group, rows in groups
        if rows or group.lacks
    ]


def _offered(one: Property, words: Mapping[str, TextLike]) -> Sequence[Operator]:
    return OFFERED.get(one.kind) or (OFFERED[Kind.ENUMERATION] if words else (*_TEXT, *_KNOWN))


def _row_of(given: Mapping[str, Any], known: Mapping[str, Property], choices: Choices) -> Row:
    family = given.get("objectType", "")
    key = key_of(given["propertyName"], family)
    if key not in known:
        return Row(family=family if is_family(family) else "", gone=key)
    operator = Operator(given["operator"])
    texts = given.get("values") or [given["value"]] if operator not in KNOWLEDGE else []
    row = Row(known[key], family, operator, list(texts), given.get("highValue") or "", choices=choices)
    row.sources, row.has_not = list(given.get("of", [])), given.get("hasNot", False)
    return row


def _row_sent(sent: QueryDict, place: str, known: Mapping[str, Property], choices: Choices) -> Row:
    key = sent.get(f"p.{place}", "")
    row = Row(known.get(key), key.rpartition(".")[0], choices=choices)
    if row.about is None:
        whose = sent.get(f"w.{place}", "")
        return Row(family=whose if is_family(whose) else "", gone=key[:100])
    asked = sent.get(f"o.{place}", "")
    offered = _offered(row.about, row.property_words)
    possible = OPERATORS[row.about.kind] if sent.get(f"k.{place}") == key else offered
    row.operator = next((one for one in possible if one == asked), offered[0])
    texts = sent.getlist(f"v.{place}")
    if row.shape == "lines":
        texts = [line.strip() for text in texts for line in text.splitlines()]
    if row.shape in ("choices", "choice"):
        texts = [text for text in texts if text in row.words]
    row.texts = [text.strip() for text in texts if text.strip()]
    row.high = sent.get(f"h.{place}", "").strip()
    if row.event:
        row.sources = [one for one in sent.getlist(f"m.{place}") if is_id(one)]
        row.has_not = bool(sent.get(f"n.{place}"))
    return row


def _new_row(code: str, known: Mapping[str, Property], choices: Choices) -> Row:
    """A row about a family; where that has one property alone it is chosen."""
    keys = [key for key in known if key.rpartition(".")[0] == code] if is_family(code) else []
    row = Row(family=code if keys else "", is_new=True, choices=choices)
    if len(keys) == 1:
        row.about = known[keys[0]]
        row.operator = _offered(row.about, row.property_words)[0]
    return row


def _pressed(sent: QueryDict, groups: dict[int, dict[int, Row]], new_row: Callable[[str], Row]) -> list[DraftGroup]:
    what, *place = sent.get("do", "").split(".")
    numbers = [int(one) for one in place if one.isdecimal() and len(one) < 4]
    code = place[-1] if place else ""
    lacks = {number: set(sent.getlist(f"l.{number}")) for number in groups}
    is_full = sum(map(len, groups.values())) >= MOST_FILTERS
    if what == "remove" and len(numbers) == 2:
        groups.get(numbers[0], {}).pop(numbers[1], None)
    if what == "filter" and len(numbers) == 1 and numbers[0] in groups and not is_full:
        rows = groups[numbers[0]]
        rows[max(rows, default=-1) + 1] = new_row(code)
    if what == "lack" and len(numbers) == 1 and is_family(code) and (numbers[0] in groups or not is_full):
        groups.setdefault(numbers[0], {0: Row()})
        lacks.setdefault(numbers[0], set()).add(code)
    if what == "group" and len(groups) < MOST_GROUPS and not is_full:
        groups[max(groups, default=-1) + 1] = {0: new_row(code)}
    return [
        DraftGroup([rows[place] for place in sorted(rows)], lacks.get(number, set()))
        for number, rows in sorted(groups.items())
        if rows
    ]


def _what_is_missing(row: Row) -> str:
    if row.is_given:
        return ""
    return {
        "choices": _("Choose one at least."),
        "choice": _("Choose one."),
        "lines": _("Write one value at least."),
        "day": _("Choose a day."),
    }.get(row.shape, _("Write a value."))


def _without_name(message: str, row: Row) -> str:
    return message.removeprefix(f"{row.about.api_name}: ") if row.about else message
