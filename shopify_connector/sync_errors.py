"""What could not be taken in: tried again from its kept payload, or dismissed (SPEC I3, L5)."""

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.ingest import UNKNOWN
from crm.models.history import ChangeSource
from shopify_connector.importing.chunks import map_group
from shopify_connector.importing.hidden import unknown_fields
from shopify_connector.importing.jsonl import Group
from shopify_connector.importing.kinds import KINDS
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import SyncError


def retry(errors: Iterable[SyncError]) -> tuple[int, int]:
    """Take the objects in from their payloads; (mended, still refused). The newest reason replaces the old one."""
    mended = refused = 0
    for error in errors:
        if _retry_one(error):
            mended += 1
        else:
            refused += 1
    return mended, refused


def dismiss(errors: QuerySet[SyncError]) -> int:
    """Put errors aside for good; how many."""
    return errors.update(dismissed_at=timezone.now())


def _retry_one(error: SyncError) -> bool:
    root, *children = error.payload.encode().splitlines(keepends=True) or [b""]
    try:
        record, _cut = map_group(Group(root, children, 0), error.object)
        record = _without_hidden(record, error)
        with transaction.atomic():
            KINDS[error.object].merge([record], ChangeSource.IMPORT)
    except Refusal as refusal:
        _refuse(error, refusal)
        return False
    except DatabaseError as failure:
        _refuse(error, Refusal(RefusalReason.NOT_STORED, "", str(failure).splitlines()[0]))
        return False
    error.resolve(timezone.now())
    return True


def _without_hidden(record: Any, error: SyncError) -> Any:
    """The record without the fields that Shopify hid when its payload was read: null there was no value."""
    hidden = (error.session.hidden if error.session else None) or []
    return record._replace(**dict.fromkeys(unknown_fields(hidden, error.object), UNKNOWN))


def _refuse(error: SyncError, refusal: Refusal) -> None:
    error.reason, error.field, error.value = refusal.reason.value, refusal.field, refusal.value
    error.retried_at = timezone.now()
    error.save(update_fields=["reason", "field", "value", "retried_at"])
