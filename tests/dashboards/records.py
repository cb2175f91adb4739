"""Deals and contacts written straight into the database, as the merge leaves them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from crm.models import Contact, Deal, StageChange
from crm.stages import PIPELINE_ID
from dashboards.definitions import DefaultReport

MADE_AT = datetime(2020, 1, 1, tzinfo=UTC)


def make_contact(**fields: Any) -> Contact:
    return Contact.objects.create(created_at=MADE_AT, updated_at=MADE_AT, **fields)


def a_deal(stage: str = "shipped", **fields: Any) -> Deal:
    """A deal that is not saved; `amount` is taken as given."""
    defaults = {"currency": "EUR", "amount": Decimal("10"), "created_at": MADE_AT, "updated_at": MADE_AT}
    return Deal(pipeline_id=PIPELINE_ID, stage_id=stage, **{**defaults, **fields})


def make_sale(closed_at: datetime, **fields: Any) -> Deal:
    """A sale closed at a moment, which is also when its order was placed and when it entered Processed."""
    deal = a_deal(**{"closed_at": closed_at, "shopify_created_at": closed_at, **fields})
    deal.save()
    StageChange.objects.create(deal=deal, to_stage_id="processed", at=closed_at, reason="paid")
    return deal


def newer_version(report: DefaultReport, **changes: Any) -> DefaultReport:
    """The next version of a default report, with changes to its definition."""
    return replace(report, version=report.version + 1, definition=replace(report.definition, **changes))
