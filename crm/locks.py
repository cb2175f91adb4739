"""Who may change a property, and why not (docs/properties.md)."""

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from crm.models import Deal, LineItem, ObjectType
from crm.properties import DEAL_PROPERTIES, Owner, Property, TextLike

SHOPIFY_OWNS = _("Shopify owns this property. It is changed in the store's admin.")
STAGE_FOLLOWS = _("Shopify moves this deal: its stage follows its checkout or order. Change that in the store's admin.")
WORKED_OUT = _("hubsync works this out. It changes by itself.")


def is_synced(record: Model) -> bool:
    """Whether Shopify's state was merged into a record: then what Shopify owns in it is Shopify's to change."""
    if isinstance(record, LineItem):
        return is_synced(record.deal)
    if isinstance(record, Deal):
        return record.ecomm_synced
    return getattr(record, "shopify_updated_at", None) is not None


def is_synced_q(object_type: ObjectType) -> Q:
    """`is_synced` as a condition on contacts, deals or products."""
    return Q(ecomm_synced=True) if object_type == ObjectType.DEAL else Q(shopify_updated_at__isnull=False)


def lock_of(one: Property, record: Model | None) -> TextLike:
    """Why nobody can change a property of a record (None: of one about to be made); empty: people can."""
    synced = record is not None and is_synced(record)
    if one.owner == Owner.SHOPIFY:
        return SHOPIFY_OWNS if synced else ""
    if one.owner == Owner.HUBSYNC:
        return "" if one.by_hand and not synced else WORKED_OUT
    return ""


def lock_of_stage(deal: Deal) -> TextLike:
    """Why nobody can move a deal to another stage; empty: people can."""
    stage = next(one for one in DEAL_PROPERTIES if one.name == "stage")
    return STAGE_FOLLOWS if lock_of(stage, deal) else ""
