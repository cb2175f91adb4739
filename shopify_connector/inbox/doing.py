"""Doing what deliveries ask for, in one transaction of the caller's.

Deletions come first: they wait for merges under way elsewhere, and nothing of this transaction may be among those. The
order is free otherwise, since the end does not depend on it (crm/ingest).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from crm.ingest import (
    delete_checkout,
    delete_customers,
    delete_orders,
    delete_products,
    merge_customers,
    merge_customers_at_shopify,
    merge_deals,
    merge_products,
    set_marketing_consent,
)
from crm.models.history import ChangeSource
from shopify_connector.inbox.effects import (
    ChangeStore,
    DeleteCheckout,
    DeleteObject,
    Effect,
    MergeCustomer,
    MergeCustomers,
    MergeDeal,
    MergeProduct,
    Read,
    SetConsent,
)
from shopify_connector.inbox.folding import fold_customers, fold_deals, fold_products
from shopify_connector.inbox.store_changes import change_store
from shopify_connector.models import ImportedObject, StoreConnection
from shopify_connector.reading import requests

WEBHOOK = ChangeSource.WEBHOOK

# Customers of deals who are not known here: their own delivery is late, or was lost.
_UNKNOWN_CUSTOMERS = """
    SELECT id FROM unnest(%s::bigint[]) AS id
     WHERE NOT EXISTS (SELECT 1 FROM crm_customerlink l WHERE l.customer_id = id)
"""


def do(store: StoreConnection, effects: Iterable[Effect]) -> None:
    """Do all of it. Raises django.db.DatabaseError for what cannot be stored."""
    by_type: defaultdict[type, list[Any]] = defaultdict(list)
    for effect in effects:
        by_type[type(effect)].append(effect)
    _delete(by_type[DeleteObject], by_type[DeleteCheckout])
    for change in sorted(by_type[ChangeStore], key=lambda one: one.at):
        change_store(store, change)
    merge_customers(fold_customers(one.record for one in by_type[MergeCustomer]), WEBHOOK)
    merge_products(fold_products(one.record for one in by_type[MergeProduct]), WEBHOOK)
    merge_deals(fold_deals(one.record for one in by_type[MergeDeal]), WEBHOOK)
    for merged in sorted(by_type[MergeCustomers], key=lambda one: one.at):
        merge_customers_at_shopify(merged.kept_id, merged.deleted_id, merged.at, WEBHOOK)
    set_marketing_consent((one.consent for one in by_type[SetConsent]), WEBHOOK)
    _ask_for_reads(store, by_type[Read], by_type[MergeDeal])


def _delete(objects: list[DeleteObject], checkouts: list[DeleteCheckout]) -> None:
    for checkout in checkouts:
        delete_checkout(*checkout)
    for kind in {one.object for one in objects}:
        gone = [one for one in objects if one.object == kind]
        ids, at = [one.shopify_id for one in gone], max(one.at for one in gone)
        _DELETE[kind](ids, at)


_DELETE: dict[ImportedObject, Callable[..., Any]] = {
    ImportedObject.PRODUCTS: delete_products,
    ImportedObject.ORDERS: delete_orders,
    ImportedObject.CUSTOMERS: lambda ids, at: delete_customers(ids, at, WEBHOOK),
}


def _ask_for_reads(store: StoreConnection, reads: list[Read], deals: list[MergeDeal]) -> None:
    for kind in {one.object for one in reads}:
        requests.ask(store, kind, [one.shopify_id for one in reads if one.object == kind])
    customers = {one.record.customer_id for one in deals if isinstance(one.record.customer_id, int)}
    if customers:
        with connection.cursor() as cursor:
            cursor.execute(_UNKNOWN_CUSTOMERS, [sorted(customers)])
            requests.ask(store, ImportedObject.CUSTOMERS, [row[0] for row in cursor.fetchall()])
