"""What a bulk action does to one record, and why it leaves one alone."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from crm.catalogue import properties_of
from crm.editing.contacts import update_contact
from crm.editing.deals import delete_deals, update_deal
from crm.editing.products import delete_products, update_product
from crm.editing.values import AddressInUse, Editor, InvalidValues, Locked
from crm.models import BulkAction, ObjectType
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts

# Shopify owns it, it is gone by now, the value is none: in words, or empty when it was done.
Reason = str
_UPDATE: dict[str, Callable[..., Any]] = {
    ObjectType.CONTACT: update_contact,
    ObjectType.DEAL: update_deal,
    ObjectType.PRODUCT: update_product,
}
_DELETE: dict[str, Callable[..., Any]] = {ObjectType.DEAL: delete_deals, ObjectType.PRODUCT: delete_products}


def step_of(action: BulkAction) -> Callable[[int], Reason]:
    """What is done to a record of this id: its answer is why it was left as it was, empty where it was done."""
    editor = Editor(ChangeSource.PERSON, action.user)
    return _edit(action, editor) if action.what == BulkAction.What.EDIT else _delete(action, editor)


def _edit(action: BulkAction, editor: Editor) -> Callable[[int], Reason]:
    names = {one.name: one.api_name for one in properties_of(ObjectType(action.object_type)).values()}
    name, update = names.get(action.property_name, action.property_name), _UPDATE[action.object_type]

    def edit(record_id: int) -> Reason:
        try:
            update(record_id, {name: action.value}, editor)
        except ObjectDoesNotExist:
            return _("It was deleted in the meantime.")
        except InvalidValues as error:
            return error.faults[0].message.removeprefix(f"{error.faults[0].property}: ")
        except AddressInUse:
            return _("Another contact has this address.")
        return ""

    return edit


def _delete(action: BulkAction, editor: Editor) -> Callable[[int], Reason]:
    def delete(record_id: int) -> Reason:
        try:
            if action.object_type == ObjectType.CONTACT:
                return "" if delete_contacts([record_id], action.user) else _("It was deleted in the meantime.")
            _DELETE[action.object_type]([record_id], editor)
        except Locked as error:
            return str(error)
        return ""

    return delete
