"""Keeping what could not be taken in, with its payload and the reason, for the sync-health page (SPEC I3, L5)."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.utils import timezone

from crm.ingest import CustomerRecord, DealRecord, ProductRecord
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import Delivery, ImportedObject, StoreConnection, SyncError
from shopify_connector.models.imports import STORE

# A payload is kept up to this many bytes; Shopify still has the rest.
MAX_PAYLOAD = 256_000


def keep_refused_node(store: StoreConnection, kind: ImportedObject, node: dict[str, Any], refusal: Refusal) -> bool:
    """An object that was read and cannot become a record. One error an object: a later one replaces it.

    False where a person has dismissed this very error.
    """
    return _keep(store, kind.value, str(node.get("id", "")).rpartition("/")[2], refusal, orjson.dumps(node))


def keep_unstored(store: StoreConnection, kind: ImportedObject, record: Any, error: Exception) -> None:
    """A record that the database refuses."""
    refusal = Refusal(RefusalReason.NOT_STORED, "", str(error).splitlines()[0])
    _keep(store, kind.value, key_of_record(record), refusal, orjson.dumps(record._asdict(), default=str))


def keep_refused_delivery(delivery: Delivery, kind: ImportedObject | None, key: str, refusal: Refusal) -> None:
    """A delivery that cannot be applied; its body stays in the inbox until the error is closed."""
    SyncError.objects.create(
        store_id=delivery.store_id,
        object=kind.value if kind else STORE,
        delivery=delivery,
        key=key,
        reason=refusal.reason.value,
        field=refusal.field,
        value=refusal.value.replace("\0", ""),
        is_warning=refusal.reason == RefusalReason.CUT,
        payload=text_of(bytes(delivery.body)),
        at=timezone.now(),
    )


def close_mended(store: StoreConnection, kind: ImportedObject, records: Iterable[Any]) -> None:
    """These could be taken in by now: errors about them have nothing more to say."""
    keys = [key_of_record(record) for record in records]
    SyncError.objects.open().filter(store=store, object=kind.value, key__in=keys, is_warning=False).update(
        resolved_at=timezone.now()
    )


def key_of_record(record: CustomerRecord | ProductRecord | DealRecord) -> str:
    """Shopify's number of what a record is of, else the checkout's token."""
    if isinstance(record, CustomerRecord):
        return str(record.customer_id)
    if isinstance(record, ProductRecord):
        return str(record.shopify_product_id)
    return str(record.shopify_order_id or record.shopify_checkout_id or record.checkout_token)


def text_of(payload: bytes) -> str:
    """A payload as it is kept and shown."""
    return payload[:MAX_PAYLOAD].decode(errors="replace").replace("\0", "")


def _keep(store: StoreConnection, kind: str, key: str, refusal: Refusal, payload: bytes) -> bool:
    why = {"reason": refusal.reason.value, "field": refusal.field, "value": refusal.value.replace("\0", "")}
    of_object = SyncError.objects.filter(store=store, object=kind, key=key)
    if of_object.filter(dismissed_at__isnull=False, **why).exists():
        return False
    of_object.open().update_or_create(
        store=store,
        object=kind,
        key=key,
        delivery=None,
        session=None,
        defaults={**why, "payload": text_of(payload), "at": timezone.now()},
    )
    return True
