"""Taking a change back, as long as nobody has changed the same properties since."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.catalogue import properties_of
from crm.editing import contacts, deals, line_items, products
from crm.editing.values import Editor, Locked
from crm.models import Contact, Deal, LineItem, ObjectType, Product, RecordChange
from crm.properties import Kind, Property
from crm.property_values import to_json, value_of

Record = Contact | Deal | Product | LineItem
_UPDATE: dict[str, Any] = {
    ObjectType.CONTACT: contacts.update_contact,
    ObjectType.DEAL: deals.update_deal,
    ObjectType.PRODUCT: products.update_product,
    ObjectType.LINE_ITEM: line_items.update_line_item,
}


class ChangedSince(ValueError):
    """What a change wrote is not there any more. `str(error)` is for people."""


def undo(change: RecordChange, editor: Editor) -> None:
    """Write the old values of a change back. Raises ChangedSince, InvalidValues, AddressInUse, DoesNotExist.

    A change that only Shopify or hubsync could make, and one that moved records about, cannot be taken back: Locked.
    """
    known = {one.name: one for one in properties_of(ObjectType(change.object_type)).values()}
    if not change.changes.keys() <= known.keys():
        raise Locked(_("This change cannot be undone here."))
    given = {known[name].api_name: _text(old, known[name]) for name, (old, _new) in change.changes.items()}
    with transaction.atomic():
        record = _record(change)
        if any(to_json(value_of(record, known[name])) != new for name, (_old, new) in change.changes.items()):
            raise ChangedSince(_("It has been changed again since. Nothing was undone."))
        _UPDATE[change.object_type](change.record_id, given, editor)


def _record(change: RecordChange) -> Record:
    model: Any = {
        ObjectType.CONTACT: Contact,
        ObjectType.DEAL: Deal,
        ObjectType.PRODUCT: Product,
        ObjectType.LINE_ITEM: LineItem,
    }[ObjectType(change.object_type)]
    record: Record = model.objects.select_for_update().get(pk=change.record_id)
    return record


def _text(value: Any, one: Property) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return (";" if one.kind == Kind.IMAGES else ",").join(map(str, value))
    return "" if value is None else str(value)
