"""The properties to filter by, in the order in which people look for them: by family, then by group, each by label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from crm.filters.draft import DraftGroup
from crm.filters.families import LISTS, Family, families_of, hangs_on, records_within
from crm.models import ContactList, ObjectType
from crm.properties import GROUP_LABELS, Property, TextLike

# What a filter on the record itself is called where one is added, and its icon.
_OWN: dict[ObjectType, tuple[TextLike, str]] = {
    ObjectType.CONTACT: (gettext_lazy("Contact property"), "user"),
    ObjectType.DEAL: (gettext_lazy("Deal property"), "handshake"),
    ObjectType.PRODUCT: (gettext_lazy("Product property"), "package"),
    ObjectType.LINE_ITEM: (gettext_lazy("Line item property"), "receipt"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A property under the name that a form gives it."""

    key: str
    label: TextLike


@dataclass(frozen=True, slots=True)
class Lack:
    """A family of which there may be none: its code, that in words, and whether it is asked."""

    code: str
    words: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Adding:
    """A kind of filter that can be added: the family's code (empty: the record itself), its words, its icon."""

    code: str
    words: TextLike
    icon: str


@dataclass(slots=True)
class OfferGroup:
    """Properties of a group; `family` says whose they are, empty for the record's own."""

    label: TextLike
    family: TextLike = ""
    code: str = ""
    offers: list[Offer] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The group's label with its family's."""
        return f"{self.family} · {self.label}" if self.family and self.family != self.label else str(self.label)


def offer_groups(object_type: ObjectType, known: Mapping[str, Property]) -> list[OfferGroup]:
    """What `families.filter_properties` knows, in groups; lists where there are some. One query."""
    labels = {one.code: one.label for one in families_of(object_type)}
    groups: dict[tuple[str, str], OfferGroup] = {}
    for key, one in known.items():
        code = key.rpartition(".")[0]
        new = OfferGroup(GROUP_LABELS.get(one.group, one.group), labels.get(code, ""), code)
        groups.setdefault((code, one.group), new).offers.append(Offer(key, one.label))
    for group in groups.values():
        group.offers = _by_label(group.offers)
    if not ContactList.objects.live().exists():
        groups = {key: group for key, group in groups.items() if key[0] != LISTS}
    return list(groups.values())


def addings(object_type: ObjectType, offered: Iterable[OfferGroup]) -> list[Adding]:
    """The kinds of filters that can be added, nearest to the record first; those that `offer_groups` offers."""
    codes = {one.code for one in offered}
    own = Adding("", *_OWN[object_type])
    others = (Adding(one.code, one.offer or one.label, one.icon) for one in families_of(object_type))
    return [own, *(one for one in others if one.code in codes)]


def same_record(object_type: ObjectType, group: DraftGroup) -> list[TextLike]:
    """That several filters of a group are about the same record, in words."""
    asked = [row.family for row in group.rows]
    return [
        one.same
        for one in records_within(object_type.value)
        if one.same and sum(hangs_on(code, one.code) for code in asked) > 1
    ]


def lack_offers(object_type: ObjectType, group: DraftGroup) -> list[Lack]:
    """What a group may ask that there be none of: what it asks anything of, and what it lacks already."""
    asked = [row.family for row in group.rows]
    return [
        Lack(one.code, none_of(one, is_asked=is_asked), one.code in group.lacks)
        for one in records_within(object_type.value)
        if (is_asked := any(hangs_on(code, one.code) for code in asked)) or one.code in group.lacks
    ]


def lackable(object_type: ObjectType) -> list[Lack]:
    """What a group that asks nothing of it may ask that there be none of at all."""
    return [Lack(one.code, none_of(one, is_asked=False), is_asked=False) for one in records_within(object_type.value)]


def none_of(one: Family, *, is_asked: bool) -> str:
    """That there is none of a family; `is_asked`: none that meets what is asked of it beside."""
    return capfirst(str(one.lacks_such if is_asked else one.lacks))


def _by_label(offers: Iterable[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda one: str(one.label).casefold())
