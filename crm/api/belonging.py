"""Letting records belong together, and taking them apart, where that is ours to say."""

from crm.api.associations import type_of
from crm.api.kinds import Kind
from crm.api.writing import PROGRAM, told
from crm.editing.deals import set_contact
from crm.editing.line_items import move_line_item
from crm.models import Contact, Deal, LineItem, ObjectType
from rest.errors import validation_error

C, D, L = ObjectType.CONTACT, ObjectType.DEAL, ObjectType.LINE_ITEM


def associate(kind: Kind, pk: int, other: Kind, other_pk: int) -> None:
    """Let two records belong together: a deal to another contact than before, a line to another deal.

    Raises ApiError: 404, and 400 for what came from Shopify or is said by a property.
    """
    type_of(kind, other)
    ids = {kind.object_type: pk, other.object_type: other_pk}
    with told([str(pk), str(other_pk)]):
        if ids.keys() == {C, D}:
            set_contact(ids[D], ids[C], PROGRAM)
        elif ids.keys() == {D, L}:
            move_line_item(ids[L], ids[D], PROGRAM)
        else:
            raise _by_property()


def dissociate(kind: Kind, pk: int, other: Kind, other_pk: int) -> None:
    """Take two records apart; those that do not belong together are no error. Raises ApiError as `associate`."""
    type_of(kind, other)
    ids = {kind.object_type: pk, other.object_type: other_pk}
    with told([str(pk), str(other_pk)]):
        if ids.keys() == {C, D}:
            Contact.objects.live().get(pk=ids[C])
            if Deal.objects.live().get(pk=ids[D]).contact_id == ids[C]:
                set_contact(ids[D], None, PROGRAM)
        elif ids.keys() == {D, L}:
            if LineItem.objects.filter(pk=ids[L], deal_id=ids[D]).exists():
                raise validation_error("A line item always belongs to a deal. Delete it, or associate it with another.")
        else:
            raise _by_property()


def _by_property() -> Exception:
    return validation_error("A product is what its line items name: set the line item's hs_product_id.")
