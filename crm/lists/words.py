"""Why a contact is in a list or not, in words: `Deal #1042 (Processed) has Trail shoes`."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.filters.conditions import Condition, Operator
from crm.filters.descriptions import condition_description
from crm.filters.event_sentences import event_told
from crm.filters.events import EventFamily
from crm.filters.families import LISTS, Family
from crm.filters.sentences import value_said, value_words
from crm.lists.why import Fact, Reason
from crm.models import Deal


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a list asks for, as a person reads it: whether it holds, what the contact has, and what was asked.

    `is_unmet`: `asked` are those of the conditions that the record comes short of.
    """

    holds: bool
    words: SafeString
    asked: SafeString
    is_unmet: bool = False


def said(reason: Reason) -> list[Said]:
    """The facts of a reason in words, what does not hold first."""
    return sorted((_said(one) for one in reason.facts), key=lambda one: one.holds)


def _said(fact: Fact) -> Said:
    if fact.family is None:
        return Said(fact.holds, _of_property(fact), _asked(fact.conditions))
    if fact.family.code == LISTS:
        return Said(fact.holds, _of_lists(fact), SafeString())
    if isinstance(fact.family, EventFamily):
        return Said(fact.holds, event_told(fact.conditions[0], fact.record), _asked(fact.conditions))
    if fact.record is not None and not fact.holds and not fact.is_lacking:
        return Said(False, _nearest(fact, fact.family), _asked(fact.unmet), is_unmet=True)
    return Said(fact.holds, _of_records(fact, fact.family), _asked(fact.conditions))


def _of_property(fact: Fact) -> SafeString:
    one = fact.conditions[0].property
    if value := value_said(one, fact.value):
        return format_html(_("{property} is <b>{value}</b>"), property=one.label, value=value)
    return format_html(_("{property} is not known"), property=one.label)


def _of_lists(fact: Fact) -> SafeString:
    condition = fact.conditions[0]
    is_in = fact.holds == (condition.operator == Operator.IN)
    if len(condition.values) == 1:
        words = _("In the list <b>{lists}</b>") if is_in else _("Not in the list <b>{lists}</b>")
    else:
        words = _("In one of the lists <b>{lists}</b>") if is_in else _("In none of the lists <b>{lists}</b>")
    return format_html(words, lists=value_words(condition))


def _of_records(fact: Fact, family: Family) -> SafeString:
    if fact.record is None:
        is_such = fact.is_lacking and bool(fact.conditions)
        words = _("{kind}: none of which this is true") if is_such else _("{kind}: none")
        return format_html(words, kind=family.label)
    record = _named(fact.record)
    if fact.part is not None:
        return format_html(_("{kind} {record} has <b>{part}</b>"), kind=family.label, record=record, part=fact.part)
    return format_html("{} {}", family.label, record)


def _nearest(fact: Fact, family: Family) -> SafeString:
    words = _("{kind} {record} is not enough") if fact.number == 1 else _("{kind} {record} comes nearest")
    return format_html(words, kind=family.label, record=_named(fact.record))


def _named(record: Any) -> SafeString:
    """A record, as a link where it has a page; a deal with its stage."""
    has_page = hasattr(record, "get_absolute_url")
    name = format_html('<a href="{}">{}</a>', record.get_absolute_url(), record) if has_page else str(record)
    return format_html("{} ({})", name, record.stage) if isinstance(record, Deal) else format_html("{}", name)


def _asked(conditions: tuple[Condition, ...]) -> SafeString:
    return format_html_join(" · ", "{}", ((condition_description(one),) for one in conditions))
