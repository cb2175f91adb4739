"""What could not be taken in: tried again, or dismissed (SPEC I3, L5).

What an import refused is tried from its kept lines, a delivery from its body, and what had been read is read anew.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.ingest import UNKNOWN
from crm.models.history import ChangeSource
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import ShopifyError
from shopify_connector.importing.chunks import map_group
from shopify_connector.importing.hidden import unknown_fields
from shopify_connector.importing.jsonl import Group
from shopify_connector.importing.kinds import KINDS
from shopify_connector.inbox.doing import do
from shopify_connector.inbox.meaning import meaning_of
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import Delivery, ImportedObject, SyncError
from shopify_connector.patience import PERSON
from shopify_connector.reading import requests
from shopify_connector.reading.by_id import ReadObjects, read_by_id
from shopify_connector.reading.run import take_in

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Retried:
    """How many were mended, are still refused, or wait for the store to answer."""

    mended: int = 0
    refused: int = 0
    put_off: int = 0


def retry(errors: Iterable[SyncError]) -> Retried:
    """Take the objects in. The newest reason replaces the old one."""
    result = Retried()
    to_read: list[SyncError] = []
    for error in errors:
        if _is_read(error):
            to_read.append(error)
        else:
            _count(result, mended=_retry_one(error))
    for kind in ImportedObject:
        _read_again(kind, [error for error in to_read if error.object == kind], result)
    return result


def dismiss(errors: QuerySet[SyncError], at: datetime) -> int:
    """Put errors aside; how many. `at` (UTC) is what `bring_back` knows them by."""
    return errors.update(dismissed_at=at)


def bring_back(errors: QuerySet[SyncError], at: datetime) -> int:
    """Undo what was dismissed at that very moment; how many."""
    return errors.filter(dismissed_at=at).update(dismissed_at=None)


def _is_read(error: SyncError) -> bool:
    """Whether the object had been read by its id: Shopify has it, and can be asked again."""
    return not error.delivery_id and not error.session_id and error.key.isdecimal() and error.object in KINDS


def _retry_one(error: SyncError) -> bool:
    try:
        with transaction.atomic():
            _apply_again(error, error.delivery) if error.delivery else _merge_payload(error)
    except Refusal as refusal:
        _refuse(error, refusal)
    except Exception as failure:  # whatever it is: it is this object's, and is told as its reason
        if not isinstance(failure, DatabaseError):
            logger.exception("retry_failed error=%s", error.pk)
        said = (str(failure) or type(failure).__name__).splitlines()[0]
        _refuse(error, Refusal(RefusalReason.NOT_STORED, "", said))
    else:
        error.resolve(timezone.now())
        return True
    return False


def _apply_again(error: SyncError, delivery: Delivery) -> None:
    """What the delivery says, as the inbox would do it. Older than what is here, it changes nothing."""
    do(error.store, meaning_of(delivery).effects)
    Delivery.objects.filter(pk=delivery.pk).update(outcome=Delivery.Outcome.APPLIED)


def _merge_payload(error: SyncError) -> None:
    if error.object not in KINDS:
        raise Refusal(RefusalReason(error.reason), error.field, error.value)
    root, *children = error.payload.encode().splitlines(keepends=True) or [b""]
    record, _cut = map_group(Group(root, children, 0), error.object)
    KINDS[error.object].merge([_without_hidden(record, error)], ChangeSource.IMPORT)


def _without_hidden(record: Any, error: SyncError) -> Any:
    """The record without the fields that Shopify hid when its payload was read: null there was no value."""
    hidden = (error.session.hidden if error.session else None) or []
    return record._replace(**dict.fromkeys(unknown_fields(hidden, error.object), UNKNOWN))


def _read_again(kind: ImportedObject, errors: list[SyncError], result: Retried) -> None:
    """Read objects of one kind now; where the store does not answer, a worker reads them once it does."""
    if not errors:
        return
    store, ids = errors[0].store, [int(error.key) for error in errors]
    try:
        found = read_by_id(AdminApi(store, PERSON), kind, ids)
    except ShopifyError as failure:
        logger.warning("retry_put_off object=%s number=%d error=%s", kind.value, len(ids), type(failure).__name__)
        requests.ask(store, kind, ids)
        result.put_off += len(errors)
        return
    at = timezone.now()
    with transaction.atomic():
        take_in(store, kind, found, ChangeSource.WEBHOOK)
        _close_mended(errors, found, at, result)


def _close_mended(errors: list[SyncError], found: ReadObjects, at: datetime, result: Retried) -> None:
    """What was refused anew has been written to its error since `at`; the rest that Shopify told of is mended."""
    told = {*found.nodes, *found.missing}
    anew = set(SyncError.objects.filter(pk__in=[error.pk for error in errors], at__gte=at).values_list("pk", flat=True))
    for error in errors:
        mended = int(error.key) in told and error.pk not in anew
        _count(result, mended=mended)
        if mended:
            error.resolve(at)
        else:
            SyncError.objects.filter(pk=error.pk).update(retried_at=at)


def _count(result: Retried, *, mended: bool) -> None:
    result.mended += mended
    result.refused += not mended


def _refuse(error: SyncError, refusal: Refusal) -> None:
    error.reason, error.field, error.value = refusal.reason.value, refusal.field, refusal.value.replace("\0", "")
    error.retried_at = timezone.now()
    error.save(update_fields=["reason", "field", "value", "retried_at"])
