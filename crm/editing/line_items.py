"""Lines of deals that people and programs made; the lines of Shopify's orders are Shopify's."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.editing.deals import tell_changed
from crm.editing.values import Editor, Fault, InvalidValues, Locked, note_change, read_values, write_values
from crm.locks import is_synced
from crm.models import Deal, LineItem, ObjectType, Product


def create_line_item(given: Mapping[str, Any], editor: Editor, deal_id: int | None) -> LineItem:
    """Add a line to a deal. What is not given comes from the product that it names; one piece unless told otherwise.

    Raises InvalidValues, also without a deal; Deal.DoesNotExist; Locked for a deal that came from Shopify.
    """
    if deal_id is None:
        message = _("A line item belongs to a deal: name the deal in “associations”.")
        raise InvalidValues([Fault("associations", "REQUIRED", message)])
    now = timezone.now()
    with transaction.atomic():
        deal = _deal(deal_id)
        line = LineItem(deal=deal, line_key=f"own:{uuid4()}", position=_next_position(deal), quantity=1)
        changes = write_values(line, read_values(ObjectType.LINE_ITEM, given, None))
        _complete(line)
        line.save()
        _settle(line, changes, editor)
        Deal.objects.filter(pk=deal.pk).update(updated_at=now)
    return line


def update_line_item(line_id: int, given: Mapping[str, Any], editor: Editor) -> LineItem:
    """Change a line. Raises LineItem.DoesNotExist, InvalidValues."""
    now = timezone.now()
    with transaction.atomic():
        line = LineItem.objects.select_related("deal").get(pk=line_id, deal__deleted_at__isnull=True)
        changes = write_values(line, read_values(ObjectType.LINE_ITEM, given, line))
        if changes:
            _complete(line)
            line.save()
            _settle(line, changes, editor)
            Deal.objects.filter(pk=line.deal_id).update(updated_at=now)
            line.deal.updated_at = now
    return line


def move_line_item(line_id: int, deal_id: int, editor: Editor) -> None:
    """Let a line belong to another deal. Raises LineItem.DoesNotExist, Deal.DoesNotExist; Locked for Shopify's."""
    now = timezone.now()
    with transaction.atomic():
        line = LineItem.objects.select_related("deal").get(pk=line_id, deal__deleted_at__isnull=True)
        if line.deal_id == deal_id:
            return
        former, deal = _deal(line.deal_id), _deal(deal_id)
        line.deal, line.position = deal, _next_position(deal)
        line.save(update_fields=["deal", "position"])
        note_change(ObjectType.LINE_ITEM, line.pk, {"deal": [former.pk, deal.pk]}, editor, now)
        Deal.objects.filter(pk__in=[former.pk, deal.pk]).update(updated_at=now)
        tell_changed(former)
        tell_changed(deal)


def delete_line_items(line_ids: Iterable[int], editor: Editor) -> None:
    """Delete lines; those that are not there are none to delete. Raises Locked for one of Shopify's."""
    with transaction.atomic():
        for line in LineItem.objects.select_related("deal").filter(pk__in=list(line_ids)).order_by("pk"):
            if is_synced(line):
                raise Locked(_("This line belongs to an order of Shopify's. It changes there."))
            note_change(ObjectType.LINE_ITEM, line.pk, {"deleted": [False, True]}, editor, timezone.now())
            line.delete()
            tell_changed(line.deal)


def _deal(deal_id: int) -> Deal:
    deal = Deal.objects.live().select_for_update().get(pk=deal_id)
    if is_synced(deal):
        raise Locked(_("This deal comes from Shopify, and so do its lines. They are changed in the store's admin."))
    return deal


def _next_position(deal: Deal) -> int:
    last = deal.line_items.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _complete(line: LineItem) -> None:
    """Fill from the product what was not said, and work the total out."""
    if line.product_id is not None:
        product = Product.objects.live().filter(pk=line.product_id).first()
        if product is None:
            message = _("There is no product %(id)s.") % {"id": line.product_id}
            raise InvalidValues([Fault("hs_product_id", "INVALID_OPTION", message)])
        line.title, line.vendor = line.title or product.title, line.vendor or product.vendor
        line.shopify_product_id = product.shopify_product_id
        line.price = product.price if line.price is None else line.price
    if not line.title:
        raise InvalidValues([Fault("name", "REQUIRED", _("Give the line a name, or name its product."))])
    if line.price is not None:
        line.total = line.price * line.quantity - (line.total_discount or Decimal(0))


def _settle(line: LineItem, changes: Mapping[str, Any], editor: Editor) -> None:
    note_change(ObjectType.LINE_ITEM, line.pk, changes, editor, timezone.now())
    tell_changed(line.deal)
