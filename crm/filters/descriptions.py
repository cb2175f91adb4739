"""A whole definition in words: what a person reads above a list."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.filters.conditions import Condition, Definition, Group, Operator
from crm.filters.event_sentences import event_description, event_sentence
from crm.filters.events import event_kind
from crm.filters.families import LISTS, Family, hangs_on, records_within, relations_of
from crm.filters.sentences import operator_said, sentence, value_words
from crm.models import ObjectType
from crm.properties import TextLike

_NOUNS: dict[ObjectType, TextLike] = {
    ObjectType.CONTACT: gettext_lazy("Contacts"),
    ObjectType.DEAL: gettext_lazy("Deals"),
    ObjectType.PRODUCT: gettext_lazy("Products"),
    ObjectType.LINE_ITEM: gettext_lazy("Line items"),
}
_EVERYONE: dict[ObjectType, TextLike] = {
    ObjectType.CONTACT: gettext_lazy("All contacts"),
    ObjectType.DEAL: gettext_lazy("All deals"),
    ObjectType.PRODUCT: gettext_lazy("All products"),
    ObjectType.LINE_ITEM: gettext_lazy("All line items"),
}


def description(definition: Definition) -> SafeString:
    """A definition as a sentence in HTML, values in <b>.

    `Contacts whose City is equal to <b>Paris</b> and who have a deal whose Deal stage is any of <b>Shipped</b>, with a
    line item whose Product name contains <b>Trail</b>; or whose …`
    """
    if not definition.groups:
        return format_html("{}", _EVERYONE[definition.object_type])
    groups = [group_description(one, definition.object_type) for one in definition.groups]
    between = pgettext("between the groups of a list", "; or ")
    return format_html("{} {}", _NOUNS[definition.object_type], _joined(between, groups))


def description_text(definition: Definition) -> str:
    """The same without markup."""
    return unescape(strip_tags(description(definition)))


def group_description(group: Group, object_type: ObjectType) -> SafeString:
    """What one group asks for, as it stands behind `Contacts`."""
    own = [_said(one) for one in group.conditions if not one.family]
    parts = [_whose(own)] if own else []
    parts += [_in_lists(one) for one in group.conditions if one.family == LISTS]
    parts += [event_description(one) for one in group.conditions if event_kind(one)]
    parts += _related(group, object_type.value)
    return _joined(pgettext("between filters", " and "), parts)


def condition_description(condition: Condition) -> str:
    """One condition by itself, as it stands on a chip: a property's, or an event's."""
    return event_sentence(condition) if event_kind(condition) else sentence(condition)


def _related(group: Group, within: str) -> list[SafeString]:
    return [
        _of_family(one, group)
        for one in records_within(within)
        if one.code in group.lacks or any(hangs_on(it.family, one.code) for it in group.conditions)
    ]


def _of_family(one: Family, group: Group) -> SafeString:
    there_is = one.lacks if one.code in group.lacks else one.has
    said = [_said(it) for it in group.conditions if it.family == one.code]
    for joined in relations_of(one.code):
        said += [_said_of(joined, it) for it in group.conditions if it.family == joined.code]
    whole = format_html("{} {}", there_is, _whose(said)) if said else format_html("{}", there_is)
    return _joined(", ", [whole, *_related(group, one.code)])


def _whose(said: list[SafeString]) -> SafeString:
    conditions = _joined(pgettext("between filters", " and "), said)
    return format_html("{} {}", pgettext("contacts … city is", "whose"), conditions)


def _said(condition: Condition) -> SafeString:
    return format_html(
        "{} {} <b>{}</b>" if condition.values else "{} {}",
        condition.property.label,
        operator_said(condition),
        value_words(condition),
    )


def _said_of(family: Family, condition: Condition) -> SafeString:
    return format_html(_("{condition} ({whose})"), condition=_said(condition), whose=family.label)


def _in_lists(condition: Condition) -> SafeString:
    is_in = condition.operator == Operator.IN
    if len(condition.values) == 1:
        words = _("who are in the list") if is_in else _("who are not in the list")
    else:
        words = _("who are in one of the lists") if is_in else _("who are in none of the lists")
    return format_html("{} <b>{}</b>", words, value_words(condition))


def _joined(between: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(mark_safe(between), "{}", ((part,) for part in parts))  # noqa: S308 (our own words)
