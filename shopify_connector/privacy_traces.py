"""What the inbox and the list of errors still hold of a person or a store, next to the CRM's records."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from shopify_connector.models import ImportedObject, ReadRequest, StoreConnection, SyncCheck, SyncError

# Bodies as text: what is not ASCII, and each backslash, in octal or doubled, so that no body can fail to be read.
# Handled ones, and those that came before this one: they are of the same batch, and read already. Those that somebody
# else is applying are not waited for; they go with all others after WEBHOOK_KEPT_DAYS.
_EMPTY = """
    UPDATE shopify_connector_delivery SET body = ''
     WHERE id IN (
           SELECT id FROM shopify_connector_delivery
            WHERE store_id = %(store)s::bigint AND body <> ''
                  AND (handled_at IS NOT NULL
                       OR id <= (SELECT id FROM shopify_connector_delivery WHERE delivery_id = %(delivery)s))
                  AND ((%(named)s <> '' AND encode(body, 'escape') ~ %(named)s)
                       OR (%(customer)s <> '' AND topic LIKE 'customer%%' AND encode(body, 'escape') ~ %(customer)s)
                       OR (%(order)s <> '' AND topic LIKE 'orders/%%' AND encode(body, 'escape') ~ %(order)s)
                       OR (%(email)s <> ''
                           AND position(encode(convert_to(%(email)s, 'UTF8'), 'escape')
                                        IN lower(encode(body, 'escape'))) > 0))
              FOR UPDATE SKIP LOCKED)
"""
_DROP = """
    DELETE FROM shopify_connector_delivery
     WHERE id IN (SELECT id FROM shopify_connector_delivery
                   WHERE store_id = %s AND handled_at IS NOT NULL FOR UPDATE SKIP LOCKED)
"""


class Person(NamedTuple):
    """Whom Shopify speaks of: its number of the customer, the address in lower case, its numbers of orders."""

    customer_id: int | None
    email: str
    orders: Sequence[int]


def forget_person(store: StoreConnection, person: Person, delivery_id: str) -> dict[str, int]:
    """Empty the deliveries that speak of a person, `delivery_id` itself among them, and drop their errors; how many.

    The deliveries' rows stay, so that one that Shopify sends again is known.
    """
    errors, _ = errors_about(store, person).delete()
    if person.customer_id is not None:
        ReadRequest.objects.filter(object=ImportedObject.CUSTOMERS, shopify_id=person.customer_id).delete()
    words = {
        "delivery": delivery_id,
        "named": _named_in(person),
        "customer": _own_id([person.customer_id] if person.customer_id is not None else []),
        "order": _own_id(person.orders),
        "email": person.email,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, {"store": str(store.pk), **words})
        return {"deliveries": int(cursor.rowcount), "errors": errors}


def forget_store(store: StoreConnection, delivery_id: str) -> dict[str, int]:
    """Drop the handled deliveries of a store, its errors and comparisons, and what its row says of it; how many.

    The row stays: the store is known by it when it comes back.
    """
    errors, _ = SyncError.objects.filter(store=store).delete()
    ReadRequest.objects.filter(store=store).delete()
    SyncCheck.objects.filter(store=store).delete()
    store.name = store.email = store.primary_domain = store.plan = ""
    store.save(update_fields=["name", "email", "primary_domain", "plan"])
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [store.pk])
        return {"deliveries": int(cursor.rowcount), "errors": errors}


def errors_about(store: StoreConnection, person: Person) -> QuerySet[SyncError]:
    """Objects that could not be taken in and speak of a person."""
    about = Q(object=ImportedObject.ORDERS, key__in=map(str, person.orders))
    if named := _named_in(person):
        about |= Q(payload__regex=named)
    if person.email:
        about |= Q(payload__icontains=person.email)
    if person.customer_id is not None:
        about |= Q(object=ImportedObject.CUSTOMERS, key=str(person.customer_id))
    return SyncError.objects.filter(about, store=store)


def _named_in(person: Person) -> str:
    """A pattern for where JSON of Shopify's refers to the customer or one of the orders; empty for neither."""
    patterns = []
    if person.customer_id is not None:
        refers = r'"(customer_id|customerId)"\s*:\s*|/Customer/|"customer"\s*:\s*\{[^{}]*"id"\s*:\s*'
        patterns.append(f"({refers}){person.customer_id}(?![0-9])")
    if person.orders:
        patterns.append(rf'("(order_id|orderId)"\s*:\s*|/Order/)({_any_of(person.orders)})(?![0-9])')
    return "|".join(patterns)


def _own_id(numbers: Sequence[int]) -> str:
    """A pattern for a body of one of these objects; empty for none."""
    return rf'"id"\s*:\s*({_any_of(numbers)})(?![0-9])' if numbers else ""


def _any_of(numbers: Sequence[int]) -> str:
    return "|".join(map(str, numbers))
