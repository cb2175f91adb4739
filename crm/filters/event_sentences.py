"""Conditions on events in words: `Was sent “Welcome 1” in the last 30 days`, `Has not opened any e-mail`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.filters.conditions import DAYS_BACK, TWO_VALUES, Condition, Operator
from crm.filters.events import EventFamily, EventKind, Said, event_family
from crm.filters.sentences import MOST_VALUES, day_words, value_words
from crm.properties import TextLike
from crm.property_values import value_at

# When it happened, as it stands behind what happened.
_WHEN: dict[Operator, TextLike] = {
    Operator.ON_DAY: gettext_lazy("on %(when)s"),
    Operator.BEFORE_DAY: gettext_lazy("before %(when)s"),
    Operator.AFTER_DAY: gettext_lazy("after %(when)s"),
    Operator.LT: gettext_lazy("before %(when)s"),
    Operator.LTE: gettext_lazy("until %(when)s"),
    Operator.GT: gettext_lazy("after %(when)s"),
    Operator.GTE: gettext_lazy("since %(when)s"),
}


@dataclass(frozen=True, slots=True)
class _Marks:
    """How names of things and values of time stand out."""

    name: Callable[[str], str]
    value: Callable[[str], str]


_QUOTED = _Marks(lambda name: _("“%(name)s”") % {"name": name}, str)
_BOLD = _Marks(*[lambda text: format_html("<b>{}</b>", text)] * 2)


def event_sentence(condition: Condition) -> str:
    """A condition on events as a short sentence. At most one query."""
    family, kind = _of(condition)
    said = kind.words.was_not if condition.has_not else kind.words.was
    parts = [_what(said, _names(family, condition.sources), _QUOTED), _when(condition, _QUOTED)]
    return str(capfirst(" ".join(filter(None, parts))))


def event_description(condition: Condition) -> SafeString:
    """The same of many contacts, as it stands behind `Contacts`, in HTML: `who were sent <b>Welcome 1</b>`."""
    family, kind = _of(condition)
    said = kind.words.who_not if condition.has_not else kind.words.who
    parts = [_what(said, _names(family, condition.sources), _BOLD), _when(condition, _BOLD)]
    return mark_safe(" ".join(filter(None, parts)))  # noqa: S308 (escaped part by part)


def event_told(condition: Condition, event: Any) -> SafeString:
    """What a contact has instead of what a condition asks for: an event (`Opened <b>Welcome 2</b> on <b>May 3</b>`), or
    None, that there was none at any time. In HTML.
    """
    family, kind = _of(condition)
    if event is None:
        said = _what(kind.words.was_not, _names(family, condition.sources), _BOLD)
    else:
        source = value_at(event, kind.source_record)
        moment = day_words(value_at(event, kind.property.attribute))
        when = _template(_WHEN[Operator.ON_DAY], _BOLD) % {"when": _BOLD.value(moment)}
        said = f"{_what(kind.words.was, [str(source)] if source else [], _BOLD)} {when}"
    return mark_safe(capfirst(said))  # noqa: S308 (escaped part by part)


def _of(condition: Condition) -> tuple[EventFamily, EventKind]:
    family = event_family(condition.family)
    if family is None:
        raise TypeError(f"{condition.property.api_name} is no event")
    return family, family.kinds[condition.property.api_name]


def _names(family: EventFamily, ids: tuple[str, ...]) -> list[str]:
    known = family.sources() if ids else {}
    return [known.get(one) or str(family.gone_source) % {"id": one} for one in ids]


def _what(said: Said, names: list[str], marks: _Marks) -> str:
    if not names:
        return _template(said.any, marks)
    shown, more = [marks.name(one) for one in names[:MOST_VALUES]], len(names) - MOST_VALUES
    if more > 0:
        shown.append(ngettext("%(number)d more", "%(number)d more", more) % {"number": more})
    what = shown[0]
    if len(shown) > 1:
        what = _("%(names)s or %(last)s") % {"names": ", ".join(shown[:-1]), "last": shown[-1]}
    return _template(said.named, marks) % {"what": what}


def _when(condition: Condition, marks: _Marks) -> str:
    if condition.operator == Operator.HAS_PROPERTY:
        return ""
    if condition.operator in DAYS_BACK:
        days = int(str(condition.values[0]))
        if condition.operator == Operator.IN_LAST_DAYS:
            words = ngettext("in the last %(when)s day", "in the last %(when)s days", days)
        else:
            words = ngettext("more than %(when)s day ago", "more than %(when)s days ago", days)
        return _template(words, marks) % {"when": marks.value(str(days))}
    if condition.operator in TWO_VALUES:
        low, high = (marks.value(day_words(one)) for one in condition.values)
        return _template(_("between %(low)s and %(high)s"), marks) % {"low": low, "high": high}
    value = marks.value(value_words(condition))
    if condition.operator == Operator.IN_PERIOD:
        return value
    return _template(_WHEN[condition.operator], marks) % {"when": value}


def _template(words: TextLike, marks: _Marks) -> str:
    """Our own words, fit for what the marks are for."""
    return str(words) if marks is _QUOTED else str(escape(str(words)))
