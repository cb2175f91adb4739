"""What hubsync has of each kind of object, by Shopify's ids."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from crm.models import CustomerLink, Deal, Product
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import QueryRefused
from shopify_connector.models import ImportedObject, StoreConnection

# Without read_all_orders Shopify shows no older orders, and answers as if there were none.
_SHOWN_WITHOUT_ALL_ORDERS = timedelta(days=59)
# Shopify lists a checkout once it counts it as left, and for three months: outside of that its absence proves nothing.
LISTED_AFTER, LISTED_FOR = timedelta(hours=2), timedelta(days=80)
# Not checkouts: Shopify counts those that became orders too.
_COUNTS = {
    ImportedObject.PRODUCTS: "productsCount",
    ImportedObject.CUSTOMERS: "customersCount",
    ImportedObject.ORDERS: "ordersCount",
}


def ids_here(store: StoreConnection, kind: ImportedObject, at: datetime, above: int, up_to: int | None) -> set[int]:
    """The ids of objects here that Shopify would list at `at`, in a range (`up_to` None: to the end)."""
    rows, name = _known(store, kind, at)
    within = {f"{name}__gt": above} if up_to is None else {f"{name}__gt": above, f"{name}__lte": up_to}
    return set(rows.filter(**within).values_list(name, flat=True))


def count_here(store: StoreConnection, kind: ImportedObject, at: datetime) -> int | None:
    """How many there are here of what Shopify would count; None of a kind that it counts otherwise."""
    return _known(store, kind, at)[0].count() if kind in _COUNTS else None


def count_at_store(api: AdminApi) -> dict[ImportedObject, int]:
    """How many of each kind the store says it has; nothing of what it does not tell."""
    try:
        answer = api.run("counts")
    except QueryRefused:
        return {}
    counted = {kind: answer.data.get(field) for kind, field in _COUNTS.items()}
    return {kind: int(one["count"]) for kind, one in counted.items() if one}


def _known(
    store: StoreConnection, kind: ImportedObject, at: datetime
) -> "tuple[QuerySet[Product] | QuerySet[CustomerLink] | QuerySet[Deal], str]":
    if kind == ImportedObject.PRODUCTS:
        return Product.objects.filter(deleted_at=None), "shopify_product_id"
    if kind == ImportedObject.CUSTOMERS:
        return CustomerLink.objects.filter(deleted_at=None, erased=False), "customer_id"
    if kind == ImportedObject.CHECKOUTS:
        left = Deal.objects.live().filter(shopify_order_id=None, shopify_checkout_id__isnull=False)
        return left.filter(shopify_created_at__range=(at - LISTED_FOR, at - LISTED_AFTER)), "shopify_checkout_id"
    orders = Deal.objects.live().filter(shopify_order_id__isnull=False)
    if not store.has_scope("read_all_orders"):
        orders = orders.filter(shopify_created_at__gt=at - _SHOWN_WITHOUT_ALL_ORDERS)
    return orders, "shopify_order_id"
