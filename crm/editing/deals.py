"""Deals that people and programs make beside Shopify's; of Shopify's own, what is theirs to change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Portal
from crm.editing.values import Editor, Fault, InvalidValues, Locked, note_change, read_values, write_values
from crm.ingest.purchases import recompute_purchases
from crm.locks import SHOPIFY_OWNS, is_synced
from crm.models import Contact, Deal, ObjectType, Stage, StageChange
from crm.property_values import to_json
from crm.signals import send_contacts_changed, send_deals_changed
from crm.stage_totals import forget_stage_totals
from crm.stages import PIPELINE_ID


def create_deal(given: Mapping[str, Any], editor: Editor, contact_id: int | None = None) -> Deal:
    """Make a deal of properties by their API names, in the E-commerce pipeline unless another is named.

    Raises InvalidValues, also for a deal without a stage or with one of another pipeline; Contact.DoesNotExist.
    """
    now = timezone.now()
    with transaction.atomic():
        contact = Contact.objects.live().get(pk=contact_id) if contact_id is not None else None
        deal = Deal(created_at=now, updated_at=now, contact=contact, pipeline_id=PIPELINE_ID)
        changes = write_values(deal, read_values(ObjectType.DEAL, given, None))
        deal.shopify_created_at = deal.shopify_created_at or now
        deal.currency = deal.currency or Portal.current().currency
        _check_stage(deal)
        _enter_stage(deal, now, closed_by_hand="closed_at" in changes)
        deal.save()
        _note_stage(deal, None, now)
        _tell(deal, changes, editor, now, {deal.contact_id}, is_new=True)
    return deal


def update_deal(deal_id: int, given: Mapping[str, Any], editor: Editor) -> Deal:
    """Change properties of a deal. Raises Deal.DoesNotExist, InvalidValues.

    A close date that follows from the new stage is noted as changed too, so that undoing brings the old one back.
    """
    now = timezone.now()
    with transaction.atomic():
        deal = Deal.objects.live().select_for_update().get(pk=deal_id)
        former, closed = deal.stage_id, deal.closed_at
        changes = write_values(deal, read_values(ObjectType.DEAL, given, deal))
        if changes:
            _check_stage(deal)
            if deal.stage_id != former:
                _enter_stage(deal, now, closed_by_hand="closed_at" in changes)
                _note_stage(deal, former, now)
                if deal.closed_at != closed:
                    changes["closed_at"] = [to_json(closed), to_json(deal.closed_at)]
            deal.updated_at = now
            deal.save()
            _tell(deal, changes, editor, now, {deal.contact_id})
    return deal


def set_contact(deal_id: int, contact_id: int | None, editor: Editor) -> None:
    """Say whose a deal is (None: nobody's). Raises Deal.DoesNotExist, Contact.DoesNotExist; Locked for Shopify's."""
    now = timezone.now()
    with transaction.atomic():
        deal = Deal.objects.live().select_for_update().get(pk=deal_id)
        contact = Contact.objects.live().get(pk=contact_id) if contact_id is not None else None
        former = deal.contact_id
        if former == contact_id:
            return
        if is_synced(deal):
            raise Locked(str(SHOPIFY_OWNS))
        deal.contact, deal.updated_at = contact, now
        deal.save(update_fields=["contact", "updated_at"])
        _tell(deal, {"contact": [former, contact_id]}, editor, now, {former, contact_id})


def delete_deals(deal_ids: Iterable[int], editor: Editor) -> None:
    """Delete deals; those that are not there are none to delete. Raises Locked for one that came from Shopify."""
    now = timezone.now()
    with transaction.atomic():
        deals = list(Deal.objects.live().select_for_update().filter(pk__in=list(deal_ids)).order_by("pk"))
        if any(is_synced(deal) for deal in deals):
            raise Locked(
                _("This deal comes from Shopify. Delete the order in the store's admin: it disappears here too.")
            )
        for deal in deals:
            deal.deleted_at = deal.updated_at = now
            deal.save(update_fields=["deleted_at", "updated_at"])
            _tell(deal, {"deleted": [False, True]}, editor, now, {deal.contact_id})


def restore_deal(deal_id: int, editor: Editor) -> Deal:
    """Bring a deal back that somebody deleted here. Raises Deal.DoesNotExist, also for one that Shopify deleted."""
    now = timezone.now()
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal_id, deleted_at__isnull=False, ecomm_synced=False)
        deal.deleted_at, deal.updated_at = None, now
        deal.save(update_fields=["deleted_at", "updated_at"])
        _tell(deal, {"deleted": [True, False]}, editor, now, {deal.contact_id})
    return deal


def tell_changed(deal: Deal) -> None:
    """After a deal's lines changed: derive its contact's purchases again, and tell the rooms above."""
    contacts = [deal.contact_id] if deal.contact_id else []
    with connection.cursor() as cursor:
        recompute_purchases(cursor, contacts)
    send_deals_changed([], [deal.pk])
    send_contacts_changed([], contacts)


def _check_stage(deal: Deal) -> None:
    if not deal.stage_id:
        raise InvalidValues([Fault("dealstage", "REQUIRED", _("Give the deal a stage."))])
    if not Stage.objects.filter(pk=deal.stage_id, pipeline=deal.pipeline_id).exists():
        message = _("The stage “%(stage)s” is none of this pipeline.") % {"stage": deal.stage_id}
        raise InvalidValues([Fault("dealstage", "INVALID_OPTION", message)])


def _enter_stage(deal: Deal, at: datetime, *, closed_by_hand: bool) -> None:
    deal.stage_entered_at = at
    if not closed_by_hand:
        stage = Stage.objects.get(pk=deal.stage_id)
        deal.closed_at = (deal.closed_at or at) if stage.is_won or stage.is_lost else None


def _note_stage(deal: Deal, former: str | None, at: datetime) -> None:
    StageChange.objects.create(
        deal=deal, from_stage_id=former, to_stage_id=deal.stage_id, at=at, reason=StageChange.Reason.BY_PERSON
    )


def _tell(  # noqa: PLR0913 (what happened, to what, by whom, when, whom it concerns)
    deal: Deal,
    changes: Mapping[str, Any],
    editor: Editor,
    at: datetime,
    contacts: set[int | None],
    *,
    is_new: bool = False,
) -> None:
    note_change(ObjectType.DEAL, deal.pk, changes, editor, at)
    concerned = sorted(pk for pk in contacts if pk)
    with connection.cursor() as cursor:
        recompute_purchases(cursor, concerned)
    forget_stage_totals()
    send_deals_changed([deal.pk] if is_new else [], [] if is_new else [deal.pk])
    send_contacts_changed([], concerned)
