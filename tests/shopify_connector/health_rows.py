"""Rows that the health page reads: an import that is over, deliveries, comparisons, errors."""

from datetime import timedelta
from uuid import uuid4

import orjson
from django.utils import timezone

from crm.models import Product
from shopify_connector.models import (
    Delivery,
    ImportedObject,
    ImportSession,
    SessionStatus,
    SyncCheck,
    SyncCheckStep,
    SyncError,
)

ENDS = (SyncCheck.Status.COMPLETED, SyncCheck.Status.FAILED, SyncCheck.Status.CANCELLED)


def imported(store, status=SessionStatus.COMPLETED):
    at = timezone.now() - timedelta(days=2)
    return ImportSession.objects.create(store=store, status=status, started_at=at, finished_at=at)


def delivered(store, ago, *, applied=True, topic="products/update", body=None, **changes):
    """A delivery that came `ago` (a timedelta) and was applied at once, or waits."""
    at = timezone.now() - ago
    handled = {"handled_at": at, "outcome": Delivery.Outcome.APPLIED} if applied else {}
    return Delivery.objects.create(
        store=store,
        delivery_id=str(uuid4()),
        topic=topic,
        triggered_at=at,
        received_at=at,
        body=orjson.dumps(body or {}),
        **{**handled, **changes},
    )


def compared(store, ago, *, scope="everything", status=SyncCheck.Status.COMPLETED, products=None, **customers):
    """A comparison that began `ago`; `customers` and `products` are fields of those steps."""
    at = timezone.now() - ago
    ended = {"finished_at": at} if status in ENDS else {}
    check = SyncCheck.objects.create(store=store, scope=scope, status=status, started_at=at, **ended)
    given = {ImportedObject.CUSTOMERS: customers, ImportedObject.PRODUCTS: products or {}}
    for place, kind in enumerate(ImportedObject):
        SyncCheckStep.objects.create(sync_check=check, object=kind, place=place, **given.get(kind, {}))
    return check


def product(**fields):
    at = timezone.now()
    return Product.objects.create(shopify_product_id=9, created_at=at, updated_at=at, **fields)


def refused(store, kind="products", **changes):
    """An open error of an object that was read."""
    fields = {"key": "77", "reason": "missing", "field": "title", "payload": '{"id": 77}', "at": timezone.now()}
    return SyncError.objects.create(store=store, object=kind, **{**fields, **changes})
