"""Values that somebody wants to write: which may be, what is wrong with the others, and how they are noted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from crm.catalogue import options_of, properties_of
from crm.locks import lock_of
from crm.models import ObjectType, RecordChange
from crm.models.history import ChangeSource
from crm.properties import Kind, Property
from crm.property_values import InvalidValue, Value, as_text, from_text, to_json, value_of

M = TypeVar("M", bound=Model)
# HubSpot's word for what only Shopify or hubsync changes.
READ_ONLY = "READ_ONLY_VALUE"


@dataclass(frozen=True, slots=True)
class Editor:
    """Who writes: a person in the browser, or a program by the API."""

    source: ChangeSource
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value: HubSpot's word for it, and a sentence."""

    property: str
    code: str
    message: str


class InvalidValues(ValueError):
    """Values that cannot be written; nothing was. `faults` names each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


class AddressInUse(ValueError):
    """Another contact has the e-mail address; `contact_id` is its id. The words are HubSpot's: programs read them."""

    def __init__(self, contact_id: int) -> None:
        self.contact_id = contact_id
        super().__init__(f"Contact already exists. Existing ID: {contact_id}")


class Locked(ValueError):
    """The record is Shopify's: what was asked for happens at the store. `str(error)` says so."""


@dataclass(frozen=True, slots=True)
class Written:
    """A property with the value that it is to have."""

    property: Property
    value: Value


def read_values(object_type: ObjectType, given: Mapping[str, Any], record: Model | None) -> list[Written]:
    """The values of properties by their API names, for a record (None: one that is about to be made).

    Raises InvalidValues for names that are none, values that are none, and what nobody or only Shopify may change. A
    value that the record has already is no change, and never refused: programs send back what they read.
    """
    written, faults = sort_values(properties_of(object_type), given, record)
    if faults:
        raise InvalidValues(faults)
    return written


def sort_values(
    known: Mapping[str, Property], given: Mapping[str, Any], record: Model | None
) -> tuple[list[Written], list[Fault]]:
    """What `read_values` does with properties that are known already: what can be written, and what is wrong."""
    written, faults = [], []
    for name, text in given.items():
        one = known.get(name)
        if one is None:
            faults.append(
                Fault(name, "PROPERTY_DOESNT_EXIST", _("Property “%(name)s” does not exist.") % {"name": name})
            )
            continue
        try:
            value = _value(one, text)
        except InvalidValue as error:
            faults.append(Fault(name, error.code, f"{name}: {error}"))
            continue
        if record is not None and _is_same(record, one, value):
            continue
        lock = lock_of(one, record)
        if lock:
            faults.append(Fault(name, READ_ONLY, f"{name}: {lock}"))
            continue
        written.append(Written(one, value))
    return written, faults


def write_values(record: M, written: Iterable[Written]) -> dict[str, list[Any]]:
    """Set the values on a record that is not saved yet; {property: [old, new]} of those that changed."""
    changes: dict[str, list[Any]] = {}
    for one in written:
        old = value_of(record, one.property)
        if one.property.is_custom:
            custom = {**record.custom, one.property.name: to_json(one.value)}  # type: ignore[attr-defined]
            record.custom = {name: kept for name, kept in custom.items() if kept not in (None, "", [])}  # type: ignore[attr-defined]
        else:
            setattr(record, one.property.attribute, one.value)
        if old != one.value:
            changes[one.property.name] = [to_json(old), to_json(one.value)]
    return changes


def note_change(
    object_type: ObjectType, record_id: int, changes: Mapping[str, Any], editor: Editor, at: datetime
) -> None:
    """Write what changed into the record's story."""
    if changes:
        RecordChange.objects.create(
            object_type=object_type,
            record_id=record_id,
            at=at,
            source=editor.source,
            user=editor.user,
            changes=dict(changes),
        )


def _value(one: Property, text: Any) -> Value:
    value = from_text(text, one)
    if one.kind == Kind.ENUMERATION and value:
        options = options_of(one)
        if not options and one.name in ("stage", "pipeline"):
            raise InvalidValue(
                "INVALID_OPTION", _("The pipeline is made when a store is connected. Connect one first.")
            )
        if value not in options:
            message = _("“%(value)s” is none of %(options)s.") % {"value": value, "options": ", ".join(options)}
            raise InvalidValue("INVALID_OPTION", message)
    return value


def _is_same(record: Model, one: Property, value: Value) -> bool:
    return as_text(value_of(record, one), one.kind) == as_text(value, one.kind)
