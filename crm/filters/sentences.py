"""Conditions in words: what a person reads on a chip, in a menu of operators and in a list's sentence."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy, to_locale
from django.utils.translation import gettext as _

from crm.filters.conditions import DAYS_BACK, MANY_VALUES, Condition, Operator, Period
from crm.filters.families import family
from crm.properties import Kind, Property, TextLike
from crm.value_words import words_of

LONGEST_VALUE = 60
MOST_VALUES = 4

_TEXT: dict[Operator, TextLike] = {
    Operator.EQ: gettext_lazy("is equal to"),
    Operator.NEQ: gettext_lazy("is not equal to"),
    Operator.IN: gettext_lazy("is any of"),
    Operator.NOT_IN: gettext_lazy("is none of"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.NOT_CONTAINS: gettext_lazy("does not contain"),
    Operator.CONTAINS_TOKEN: gettext_lazy("contains the word"),
    Operator.NOT_CONTAINS_TOKEN: gettext_lazy("does not contain the word"),
    Operator.STARTS_WITH: gettext_lazy("starts with"),
    Operator.ENDS_WITH: gettext_lazy("ends with"),
    Operator.LT: gettext_lazy("is less than"),
    Operator.LTE: gettext_lazy("is at most"),
    Operator.GT: gettext_lazy("is greater than"),
    Operator.GTE: gettext_lazy("is at least"),
    Operator.BETWEEN: gettext_lazy("is between"),
    Operator.HAS_PROPERTY: gettext_lazy("is known"),
    Operator.NOT_HAS_PROPERTY: gettext_lazy("is unknown"),
    Operator.ON_DAY: gettext_lazy("is on"),
    Operator.BEFORE_DAY: gettext_lazy("is before"),
    Operator.AFTER_DAY: gettext_lazy("is after"),
    Operator.BETWEEN_DAYS: gettext_lazy("is between"),
    Operator.IN_LAST_DAYS: gettext_lazy("is in the last"),
    Operator.MORE_THAN_DAYS_AGO: gettext_lazy("is more than … ago"),
    Operator.IN_PERIOD: pgettext_lazy("in a stretch of time", "is"),
}
_MOMENT: dict[Operator, TextLike] = {Operator.LT: gettext_lazy("is before"), Operator.GT: gettext_lazy("is after")}
_MEMBERSHIP: dict[Operator, TextLike] = {
    Operator.IN: gettext_lazy("includes any of"),
    Operator.NOT_IN: gettext_lazy("includes none of"),
}
_EVENT: dict[Operator, TextLike] = {
    Operator.HAS_PROPERTY: gettext_lazy("at any time"),
    Operator.IN_LAST_DAYS: gettext_lazy("in the last"),
    Operator.MORE_THAN_DAYS_AGO: gettext_lazy("more than … ago"),
    Operator.IN_PERIOD: pgettext_lazy("when an event happened", "within"),
    Operator.ON_DAY: pgettext_lazy("when an event happened", "on"),
    Operator.BEFORE_DAY: pgettext_lazy("when an event happened", "before"),
    Operator.AFTER_DAY: pgettext_lazy("when an event happened", "after"),
    Operator.BETWEEN_DAYS: pgettext_lazy("when an event happened", "between"),
    Operator.LT: pgettext_lazy("when an event happened", "before"),
    Operator.LTE: pgettext_lazy("when an event happened", "until"),
    Operator.GT: pgettext_lazy("when an event happened", "after"),
    Operator.GTE: pgettext_lazy("when an event happened", "since"),
    Operator.BETWEEN: pgettext_lazy("when an event happened", "between"),
}
PERIOD_WORDS: dict[str, TextLike] = {
    Period.TODAY: gettext_lazy("today"),
    Period.YESTERDAY: gettext_lazy("yesterday"),
    Period.THIS_WEEK: gettext_lazy("this week"),
    Period.LAST_WEEK: gettext_lazy("last week"),
    Period.THIS_MONTH: gettext_lazy("this month"),
    Period.LAST_MONTH: gettext_lazy("last month"),
    Period.THIS_QUARTER: gettext_lazy("this quarter"),
    Period.LAST_QUARTER: gettext_lazy("last quarter"),
    Period.THIS_YEAR: gettext_lazy("this year"),
    Period.LAST_YEAR: gettext_lazy("last year"),
}
_LIST: dict[Operator, TextLike] = {
    Operator.IN: gettext_lazy("has any of"),
    Operator.NOT_IN: gettext_lazy("has none of"),
    Operator.EQ: gettext_lazy("has"),
    Operator.NEQ: gettext_lazy("does not have"),
}


def operator_words(operator: Operator, kind: Kind) -> TextLike:
    """An operator as people say it of a kind of property."""
    own = {Kind.DATETIME: _MOMENT, Kind.TAGS: _LIST, Kind.MEMBERSHIP: _MEMBERSHIP, Kind.EVENT: _EVENT}.get(kind, {})
    return own.get(operator, _TEXT[operator])


def value_words(condition: Condition) -> str:
    """A condition's values in words; empty where it has none."""
    if condition.operator in DAYS_BACK:
        days = int(str(condition.values[0]))
        words = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        return words if condition.operator == Operator.IN_LAST_DAYS else _("%(days)s ago") % {"days": words}
    if condition.operator == Operator.IN_PERIOD:
        return str(PERIOD_WORDS[str(condition.values[0])])
    words_of = words_by_value(condition.property)
    texts = [_value(value, words_of) for value in condition.values]
    if condition.operator not in MANY_VALUES:
        return _("%(low)s and %(high)s") % {"low": texts[0], "high": texts[1]} if len(texts) == 2 else "".join(texts)
    shown, more = texts[:MOST_VALUES], len(texts) - MOST_VALUES
    return ", ".join(shown) + (ngettext(" and %d more", " and %d more", more) % more if more > 0 else "")


def sentence(condition: Condition) -> str:
    """A condition on a property as a short sentence: `Revenue is greater than 500`, `Deal: Name contains trail`."""
    said = f"{condition.property.label} {operator_said(condition)} {value_words(condition)}".strip()
    if not condition.family or condition.property.kind == Kind.MEMBERSHIP:
        return said
    return _("%(whose)s: %(condition)s") % {"whose": family(condition.family).label, "condition": said}


def operator_said(condition: Condition) -> TextLike:
    """A condition's operator as it stands between the property and `value_words`."""
    if condition.operator == Operator.MORE_THAN_DAYS_AGO:
        return _("is more than")
    return operator_words(condition.operator, condition.property.kind)


def value_said(one: Property, value: Any) -> str:
    """What a record has of a property, in words; empty where it has nothing. At most one query."""
    words = words_by_value(one)
    values = value if isinstance(value, list) else [value]
    return ", ".join(_value(it, words) for it in values if it not in (None, ""))


def day_words(moment: Any) -> str:
    """A day, or the day of a moment, as people write it."""
    return _value(moment, {})


def words_by_value(one: Property) -> Mapping[str, TextLike]:
    """The words of values that a property has from a fixed set; {} where it takes any. At most one query."""
    if one.kind == Kind.BOOL:
        return {"True": _("Yes"), "False": _("No")}
    return words_of(one)


def _value(value: Any, words: Mapping[str, TextLike]) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, date):
        return str(format_date(value, "medium", locale=_locale()))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(format_decimal(value, locale=_locale()))
    return Truncator(str(words.get(str(value), value))).chars(LONGEST_VALUE)


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
