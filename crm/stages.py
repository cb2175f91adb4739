"""The E-commerce pipeline: its stages, and which one a deal belongs in (docs/pipeline.md).

The rule stands twice: `stage_of` in Python says it, crm/ingest/stage_sql.py does it for a million rows; a property test
holds the two equal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from crm.models import Pipeline, Stage

PIPELINE_ID = "75e28846-ad0d-4be2-a027-5e1da6590b98"


def abandoned_after() -> timedelta:
    """A checkout that is not completed this long after Shopify created it is abandoned (SPEC D6: 24 hours)."""
    return timedelta(hours=settings.CHECKOUT_ABANDONED_AFTER_HOURS)


class StageId(StrEnum):
    """The stages' ids, which HubSpot's own portals use."""

    CHECKOUT_ABANDONED = "checkout_abandoned"
    CHECKOUT_PENDING = "checkout_pending"
    CHECKOUT_COMPLETED = "checkout_completed"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class _StageDefinition:
    id: StageId
    label: str
    label_fr: str
    probability: Decimal
    is_won: bool = False
    is_lost: bool = False


STAGES = (
    _StageDefinition(StageId.CHECKOUT_ABANDONED, "Checkout abandoned", "Panier abandonné", Decimal("0.1")),
    _StageDefinition(StageId.CHECKOUT_PENDING, "Checkout pending", "Paiement en attente", Decimal("0.2")),
    _StageDefinition(StageId.CHECKOUT_COMPLETED, "Checkout completed", "Paiement terminé", Decimal("0.6")),
    _StageDefinition(StageId.PROCESSED, "Processed", "Traitée", Decimal("1.0"), is_won=True),
    _StageDefinition(StageId.SHIPPED, "Shipped", "Expédiée", Decimal("1.0"), is_won=True),
    _StageDefinition(StageId.CANCELLED, "Cancelled", "Annulée", Decimal("0.0"), is_lost=True),
)
WON_STAGES = tuple(stage.id for stage in STAGES if stage.is_won)


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What a stage depends on. Times are UTC; amounts are in one currency; statuses are Shopify's, lower-case."""

    is_order: bool
    created_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    financial_status: str
    fulfillment_status: str
    amount: Decimal | None
    total_refunded: Decimal | None


def stage_of(deal: DealFacts, at: datetime) -> StageId:
    """The stage a deal belongs in at a moment (docs/pipeline.md; first rule that holds wins). `at` is UTC."""
    if deal.cancelled_at or deal.financial_status == "voided" or _is_fully_refunded(deal):
        return StageId.CANCELLED
    if deal.is_order:
        return _order_stage(deal)
    if deal.completed_at:
        return StageId.CHECKOUT_COMPLETED
    overdue = deal.created_at is not None and at >= deal.created_at + abandoned_after()
    return StageId.CHECKOUT_ABANDONED if overdue else StageId.CHECKOUT_PENDING


def _is_fully_refunded(deal: DealFacts) -> bool:
    refunded = deal.total_refunded or Decimal(0)
    return deal.financial_status == "refunded" or (refunded > 0 and refunded >= (deal.amount or Decimal(0)))


def _order_stage(deal: DealFacts) -> StageId:
    if deal.fulfillment_status == "fulfilled":
        return StageId.SHIPPED
    if deal.financial_status in ("paid", "partially_refunded"):
        return StageId.PROCESSED
    return StageId.CHECKOUT_COMPLETED


def ensure_pipeline() -> Pipeline:
    """Make the E-commerce pipeline and its stages where they are missing; edited labels stay (SPEC C7)."""
    pipeline, _ = Pipeline.objects.get_or_create(id=PIPELINE_ID, defaults={"label": "E-commerce"})
    for order, stage in enumerate(STAGES):
        Stage.objects.get_or_create(
            id=stage.id,
            defaults={
                "pipeline": pipeline,
                "label": stage.label,
                "label_fr": stage.label_fr,
                "display_order": order,
                "probability": stage.probability,
                "is_won": stage.is_won,
                "is_lost": stage.is_lost,
            },
        )
    return pipeline
