"""Values that records have, to be offered while one is typed into a filter."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.fields.json import KeyTextTransform

from crm.catalogue import MODELS
from crm.filters.draft import SUGGESTED
from crm.filters.families import family
from crm.models import Contact, ObjectType
from crm.properties import Kind, Property

PAGE = 20
# The newest records are looked at: what is common stands among them, and a big table costs no more than a small one.
NEWEST = 20_000
MOST_VALUES = 200
LONGEST = 200
# Products have names and vendors that nobody bought yet, or not lately.
_ALSO = {"line_items.name": "products.name", "line_items.ip__shopify__vendor": "products.ip__shopify__vendor"}


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of values, the likeliest first, and whether there are more."""

    values: list[str]
    has_more: bool


def suggestions(
    object_type: ObjectType, key: str, known: Mapping[str, Property], typed: str, page: int = 1
) -> Suggestions:
    """The values of a property that hold what was typed; none where values are chosen or are no short texts.

    `key` is the property's name on the form, `known` what `families.filter_properties` gives. Raises KeyError.
    """
    if known[key].kind not in SUGGESTED:
        return Suggestions([], has_more=False)
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    found: Counter[str] = Counter()
    for one in (key, _ALSO.get(key, "")):
        if one in known:
            found.update(dict(_values(object_type, one, known[one], typed)))
    ordered = sorted(found, key=lambda value: (not value.lower().startswith(typed.lower()), -found[value], value))
    first = (page - 1) * PAGE
    return Suggestions(ordered[first : first + PAGE], has_more=len(ordered) > first + PAGE)


def _values(object_type: ObjectType, key: str, one: Property, typed: str) -> Iterable[tuple[str, int]]:
    records = _records(object_type, key.rpartition(".")[0])
    newest = records.order_by("-pk").values("pk")[:NEWEST]
    read = records.model._default_manager.filter(pk__in=newest).order_by()
    if one.kind == Kind.TAGS:
        return _tags(read.values_list(one.attribute, flat=True), typed)
    values = read.annotate(suggested=_expression(one)).exclude(suggested="").exclude(suggested=None)
    if typed:
        values = values.filter(suggested__icontains=typed)
    counted = values.values("suggested").annotate(number=Count("pk")).order_by("-number", "suggested")
    pairs = counted.values_list("suggested", "number")[:MOST_VALUES]
    return [(value, number) for value, number in pairs if len(value) <= LONGEST]


def _tags(read: Iterable[list[str]], typed: str) -> Iterable[tuple[str, int]]:
    found = Counter(tag for tags in read for tag in tags if typed.lower() in tag.lower())
    return found.most_common(MOST_VALUES)


def _records(object_type: ObjectType, code: str) -> QuerySet[Any]:
    if code and (records := family(code).records) is not None:
        return records()
    model = MODELS[ObjectType(code or object_type.value)]
    return Contact.objects.live() if model is Contact else model._default_manager.all()


def _expression(one: Property) -> Any:
    return KeyTextTransform(one.name, "custom") if one.is_custom else F(one.attribute)
