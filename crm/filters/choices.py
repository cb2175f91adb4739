"""The properties to filter by, in the order in which people look for them: by family, then by group, each by label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst

from crm.filters.draft import DraftGroup
from crm.filters.families import LISTS, Family, families_of, hangs_on, records_within
from crm.models import ContactList, ObjectType
from crm.properties import GROUP_LABELS, Property, TextLike


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


@dataclass(slots=True)
class OfferGroup:
    """Properties of a group; `family` says whose they are, empty for the record's own."""

    label: TextLike
    family: TextLike = ""
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
        new = OfferGroup(GROUP_LABELS.get(one.group, one.group), labels.get(code, ""))
        groups.setdefault((code, one.group), new).offers.append(Offer(key, one.label))
    for group in groups.values():
        group.offers = _by_label(group.offers)
    if not ContactList.objects.live().exists():
        groups = {key: group for key, group in groups.items() if key[0] != LISTS}
    return list(groups.values())


def lack_offers(object_type: ObjectType, group: DraftGroup) -> list[Lack]:
    """What a group may ask that there be none of: what it asks anything of, and what it lacks already."""
    asked = [row.family for row in group.rows]
    return [
        Lack(one.code, none_of(one, is_asked=is_asked), one.code in group.lacks)
        for one in records_within(object_type.value)
        if (is_asked := any(hangs_on(code, one.code) for code in asked)) or one.code in group.lacks
    ]


def none_of(one: Family, *, is_asked: bool) -> str:
    """That there is none of a family; `is_asked`: none that meets what is asked of it beside."""
    return capfirst(str(one.lacks_such if is_asked else one.lacks))


def _by_label(offers: Iterable[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda one: str(one.label).casefold())
