"""A record's properties as its page shows them: every one, in the catalogue's groups, each with who may change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.models import CustomProperty, ObjectType
from crm.models.custom_property import PropertyType
from crm.properties import Kind, Owner, Property, TextLike, grouped
from crm.words import WORDS

KIND_OF_TYPE = {
    PropertyType.STRING: Kind.STRING,
    PropertyType.NUMBER: Kind.STRING,
    PropertyType.BOOL: Kind.BOOL,
    PropertyType.DATETIME: Kind.STRING,
    PropertyType.ENUMERATION: Kind.STRING,
}
LOCKS: dict[Owner, TextLike] = {
    Owner.SHOPIFY: _("Shopify owns this property. It is changed in the store's admin."),
    Owner.HUBSYNC: _("hubsync works this out. It changes by itself."),
}


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
    synced = bool(getattr(record, "is_synced", True))
    groups = [
        ShownGroup(label, [_shown(one, record, currency, synced=synced) for one in members])
        for label, members in grouped(object_type)
    ]
    own = list(_own(object_type, record))
    return [*groups, ShownGroup(_("Your own properties"), own)] if own else groups


def _shown(one: Property, record: Model, currency: str, *, synced: bool) -> ShownProperty:
    value = value_at(record, one.attribute)
    words = WORDS.get(one.name, {})
    lock = "" if one.owner == Owner.SHOPIFY and not synced else LOCKS.get(one.owner, "")
    if one.kind == Kind.ENUMERATION and hasattr(record, f"get_{one.attribute}_display"):
        value = getattr(record, f"get_{one.attribute}_display")()
    shown = words.get(value, value) if isinstance(value, str) else value
    return ShownProperty(one.name, one.label, one.kind, shown, lock, one.unit, currency)


def _own(object_type: ObjectType, record: Any) -> Iterable[ShownProperty]:
    for one in CustomProperty.objects.filter(object_type=object_type):
        yield ShownProperty(one.name, one.label, KIND_OF_TYPE[PropertyType(one.type)], record.custom.get(one.name))


def value_at(record: Any, path: str) -> Any:
    """The value at an attribute path (`purchases__total_revenue`); None where a relation leads nowhere."""
    for step in path.split("__"):
        try:
            record = getattr(record, step)
        except ObjectDoesNotExist:
            return None
        if record is None:
            return None
    return record
