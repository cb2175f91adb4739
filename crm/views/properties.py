"""A record's properties as its page shows them: every one, in the catalogue's groups, each with who may change it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.catalogue import own_properties
from crm.locks import lock_of
from crm.models import ObjectType
from crm.properties import Kind, Property, TextLike, grouped
from crm.property_values import value_of
from crm.value_words import in_words


@dataclass(frozen=True, slots=True)
class ShownProperty:
    """A property with its value, ready to show; `lock` says why people cannot change it (empty: they can)."""

    name: str
    label: TextLike
    kind: Kind
    value: Any
    lock: TextLike = ""
    unit: TextLike = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of properties; `filled` counts those that have a value."""

    label: TextLike
    properties: list[ShownProperty] = field(default_factory=list)

    @property
    def filled(self) -> int:
        return sum(1 for one in self.properties if one.value not in (None, "", []))


def shown_groups(object_type: ObjectType, record: Model, currency: str) -> list[ShownGroup]:
    """Every property of a record by group; the merchant's own come last. `currency` is that of its amounts."""
    groups = [
        ShownGroup(label, [shown_property(one, record, currency) for one in members])
        for label, members in grouped(object_type)
    ]
    own = [shown_property(one, record, currency) for one in own_properties(object_type)]
    return [*groups, ShownGroup(_("Your own properties"), own)] if own else groups


def shown_property(one: Property, record: Model, currency: str) -> ShownProperty:
    """One property of a record."""
    value = in_words(one, record, value_of(record, one))
    return ShownProperty(one.name, one.label, one.kind, value, lock_of(one, record), one.unit, currency)
