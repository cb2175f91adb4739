"""Reading what was asked for, and taking it in (SPEC K2, T3)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from crm.ingest import MergeOutcome, delete_checkout, delete_customers, delete_orders, delete_products
from crm.models.history import ChangeSource
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import ShopifyError
from shopify_connector.importing.kinds import KINDS
from shopify_connector.models import ImportedObject, StoreConnection
from shopify_connector.reading import requests
from shopify_connector.reading.by_id import ReadObjects, read_by_id
from shopify_connector.reading.objects import Node
from shopify_connector.reading.requests import Claimed
from shopify_connector.sync_problems import close_mended, keep_refused_node, keep_unstored

logger = logging.getLogger(__name__)

# Shopify works out how a buyer came some time after the order: it is asked again after these times.
_JOURNEY_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360))
# Who does not answer is asked again later and later; then the comparison by schedule has to find it.
_LONGEST_PAUSE = timedelta(hours=1)


def run_reads() -> int:
    """Read all that is due at the connected store; how many objects. Stops where the store cannot be asked."""
    store = StoreConnection.objects.connected()
    number = 0
    while store and (claimed := requests.claim(store)):
        for kind in ImportedObject:
            rows = [row for row in claimed if row.object == kind]
            if rows and not _read(AdminApi(store), kind, rows):
                return number
            number += len(rows)
    return number


def _read(api: AdminApi, kind: ImportedObject, rows: Sequence[Claimed]) -> bool:
    """Read and merge objects of one kind; False where the store could not be asked."""
    try:
        found = read_by_id(api, kind, [row.shopify_id for row in rows])
    except ShopifyError as error:
        logger.warning("reads_put_off object=%s number=%d error=%s", kind.value, len(rows), type(error).__name__)
        for row in rows:
            requests.later(row, timezone.now() + min(timedelta(seconds=15) * 2 ** min(row.tries, 10), _LONGEST_PAUSE))
        return False
    with transaction.atomic():
        take_in(api.store, kind, found, ChangeSource.WEBHOOK)
        again = {row.pk for row in rows if _ask_again_for_journey(kind, row, found.nodes.get(row.shopify_id))}
        requests.done(row for row in rows if row.pk not in again)
    return True


def take_in(store: StoreConnection, kind: ImportedObject, found: ReadObjects, source: ChangeSource) -> None:
    """Merge what was read, and delete what Shopify does not know any more."""
    for node, refusal in found.refused:
        keep_refused_node(store, kind, node, refusal)
    merge_alone_if_need_be(store, kind, found.records, source)
    delete(kind, found.missing, source)


def merge_alone_if_need_be(
    store: StoreConnection, kind: ImportedObject, records: Sequence[Any], source: ChangeSource
) -> MergeOutcome:
    """Merge records; where the database refuses one of them, each by itself, and keep that one as an error."""
    try:
        with transaction.atomic():
            outcome = KINDS[kind].merge(records, source)
            close_mended(store, kind, records)
            return outcome
    except (DataError, IntegrityError) as error:
        if len(records) == 1:
            keep_unstored(store, kind, records[0], error)
            return MergeOutcome()
    outcome = MergeOutcome()
    for record in records:
        outcome.add(merge_alone_if_need_be(store, kind, [record], source))
    return outcome


def delete(kind: ImportedObject, ids: Iterable[int], source: ChangeSource) -> None:
    """Delete objects that Shopify has no more."""
    gone, at = list(ids), timezone.now()
    if not gone:
        return
    if kind == ImportedObject.PRODUCTS:
        delete_products(gone, at)
    elif kind == ImportedObject.ORDERS:
        delete_orders(gone, at)
    elif kind == ImportedObject.CUSTOMERS:
        delete_customers(gone, at, source)
    else:
        for checkout_id in gone:
            delete_checkout(checkout_id, "", at)


def _ask_again_for_journey(kind: ImportedObject, row: Claimed, node: Node | None) -> bool:
    """Whether an order's journey is not ready yet and is asked for again later."""
    journey = (node or {}).get("customerJourneySummary")
    if kind != ImportedObject.ORDERS or not journey or journey.get("ready") or row.tries > len(_JOURNEY_AGAIN):
        return False
    requests.later(row, timezone.now() + _JOURNEY_AGAIN[row.tries - 1])
    return True
