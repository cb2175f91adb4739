"""What is told beside plain records."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from demo_store.records import Customer, Order, Refund


class Merge(NamedTuple):
    """Two customers became one."""

    kept: Customer
    deleted: Customer
    job: uuid.UUID


class TagChange(NamedTuple):
    """Tags that a customer got or lost, and when (epoch seconds)."""

    customer: Customer
    tags: tuple[str, ...]
    at: int


class Refunded(NamedTuple):
    """Money given back for an order."""

    order: Order
    refund: Refund


class ScopeChange(NamedTuple):
    """What the app may do, before and after (epoch seconds)."""

    previous: list[str]
    current: list[str]
    at: int


class PrivacyRequest(NamedTuple):
    """A customer wants to see what is kept of them, or to have it erased."""

    customer: Customer
    orders: list[Order]
    number: int
