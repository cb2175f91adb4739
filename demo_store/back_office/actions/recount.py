"""Keeping a customer's count, sum and last order true to the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_store.records import Customer
from demo_store.seeding.orders import kept

if TYPE_CHECKING:
    from demo_store.store import Store


def recount(store: Store, customer: Customer | None) -> None:
    """Bring them up to date; told only where one of them changed."""
    if customer is None:
        return
    orders = store.orders_of(customer)
    now_is = (len(orders), sum(kept(order) for order in orders), orders[-1] if orders else None)
    if now_is == (customer.number_of_orders, customer.amount_spent, customer.last_order):
        return
    customer.number_of_orders, customer.amount_spent, customer.last_order = now_is
    store.tell("customers/purchasing_summary", customer)
    store.touch(customer)
