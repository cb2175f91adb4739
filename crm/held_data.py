"""Everything the CRM holds about a person, to be handed over to them (SPEC C8: Shopify's customers/data_request).

A tree of plain values: records with their fields, and what hangs on them. Fields are those of the models, so that one
that is added is handed over too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, ForeignKey, Model, Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.erasure import contacts_of_person, deals_of_person
from crm.models import Contact, Deal, LineItem, ObjectType, RecordChange, StageChange

# Who of the merchant's people did something is no data of the customer's.
_LEFT_OUT = {"user"}


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A field of a record: its value as it is kept, and as people read it (None, numbers and moments stay)."""

    name: str
    label: str | Promise
    value: Any
    shown: Any


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record with all its fields and what hangs on it."""

    title: str
    values: list[HeldValue]
    parts: "list[HeldPart]" = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The record in types that Django's JSON encoder knows."""
        return {one.name: one.value for one in self.values} | parts_as_json(self.parts)


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Records of one kind."""

    name: str
    label: str | Promise
    records: list[HeldRecord]


# Of rooms above the CRM: what they hold of contacts and of an address (may be empty).
HeldAbove = Callable[[Sequence[Contact], str], list[HeldPart]]
_ABOVE: list[HeldAbove] = []


def also_hand_over(held: HeldAbove) -> None:
    """Let what a room above the CRM holds of a person be handed over, too. Called when it starts."""
    if held not in _ABOVE:
        _ABOVE.append(held)


def held_about(customer_id: int | None, email: str, order_ids: Iterable[int]) -> list[HeldPart]:
    """What is held of a person, known by Shopify's number of the customer, the address and orders. Few queries."""
    contacts = list(Contact.objects.filter(pk__in=contacts_of_person(customer_id, email)).order_by("pk"))
    deals = deals_of_person(customer_id, email, order_ids).order_by("shopify_created_at", "pk")
    lines = Prefetch("line_items", LineItem.objects.select_related("product").order_by("position", "pk"))
    stages = Prefetch("stage_changes", StageChange.objects.select_related("from_stage", "to_stage"))
    related = deals.select_related("stage", "pipeline", "contact").prefetch_related(lines, stages)
    return [
        HeldPart("contacts", _("Contacts"), _contacts(contacts)),
        HeldPart("deals", _("Deals"), _deals(list(related))),
        *(part for held in _ABOVE for part in held(contacts, email) if part.records),
    ]


def held_record(record: Model, parts: "Iterable[HeldPart]" = ()) -> HeldRecord:
    """A record of any model."""
    fields = [one for one in record._meta.concrete_fields if one.name not in _LEFT_OUT]
    return HeldRecord(str(record), [_value(record, one) for one in fields], list(parts))


def parts_as_json(parts: Iterable[HeldPart]) -> dict[str, Any]:
    """Parts by name."""
    return {part.name: [record.as_json() for record in part.records] for part in parts}


def part_of(name: str, label: str | Promise, records: "Iterable[Model]") -> HeldPart:
    """Records of which nothing hangs on."""
    return HeldPart(name, label, [held_record(one) for one in records])


def _contacts(contacts: list[Contact]) -> list[HeldRecord]:
    prefetch_related_objects(contacts, "purchases", "customers", "merges__merged")
    changes = _changes(ObjectType.CONTACT, contacts)
    return [
        held_record(
            one,
            (
                part_of("purchases", _("Purchases"), [one.purchases] if hasattr(one, "purchases") else []),
                part_of("shopify_customers", _("Shopify customers"), one.customers.all()),
                part_of("merges", _("Merges of contacts"), one.merges.all()),
                part_of("changes", _("Changes"), changes[one.pk]),
            ),
        )
        for one in contacts
    ]


def _deals(deals: list[Deal]) -> list[HeldRecord]:
    changes = _changes(ObjectType.DEAL, deals)
    return [
        held_record(
            one,
            (
                part_of("line_items", _("Line items"), one.line_items.all()),
                part_of("stages", _("Stages"), one.stage_changes.all()),
                part_of("changes", _("Changes"), changes[one.pk]),
            ),
        )
        for one in deals
    ]


def _changes(object_type: ObjectType, records: Sequence[Model]) -> defaultdict[int, list[Model]]:
    by_record: defaultdict[int, list[Model]] = defaultdict(list)
    for change in RecordChange.objects.filter(object_type=object_type, record_id__in=[one.pk for one in records]):
        by_record[change.record_id].append(change)
    return by_record


def _value(record: Model, one: "Field[Any, Any]") -> HeldValue:
    value = getattr(record, one.attname)
    shown = value
    if isinstance(one, ForeignKey):
        shown = str(getattr(record, one.name) or "")
    elif one.choices:
        shown = getattr(record, f"get_{one.name}_display")()
    return HeldValue(one.name, one.verbose_name, value, shown)
