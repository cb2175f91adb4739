"""Records to merge, with everything a test does not speak of filled in."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from crm.ingest import CustomerRecord, DealRecord, LineRecord
from crm.signals import customers_doubted
from crm.stages import ensure_pipeline


def day(number: int, hour: int = 0) -> str:
    """A moment in January 2026, in the form records carry."""
    return f"2026-01-{number:02d}T{hour:02d}:00:00+00:00"


def moment(number: int, hour: int = 0) -> datetime:
    """The same as a moment."""
    return datetime.fromisoformat(day(number, hour))


@pytest.fixture(autouse=True)
def _pipeline(db: None) -> None:
    ensure_pipeline()


@pytest.fixture
def customer() -> Callable[..., CustomerRecord]:
    def make(customer_id: int = 1, version: int = 1, email: str = "ana@example.com", **fields: Any) -> CustomerRecord:
        return CustomerRecord(customer_id=customer_id, updated_at=day(version), email=email, **fields)

    return make


@pytest.fixture
def line() -> Callable[..., LineRecord]:
    def make(key: int = 1, **fields: Any) -> LineRecord:
        defaults: dict[str, Any] = {
            "line_key": str(key),
            "position": key,
            "shopify_product_id": 7,
            "shopify_variant_id": None,
            "title": f"Lamp {key}",
            "variant_title": "",
            "sku": "",
            "vendor": "",
            "quantity": 1,
            "current_quantity": None,
            "price": Decimal("10"),
            "total_discount": Decimal(0),
            "total": Decimal("10"),
            "gift_card": False,
        }
        return LineRecord(**{**defaults, **fields})

    return make


@pytest.fixture
def order(line: Callable[..., LineRecord]) -> Callable[..., DealRecord]:
    def make(order_id: int = 1, version: int = 5, **fields: Any) -> DealRecord:
        defaults: dict[str, Any] = {
            "name": f"#{order_id}",
            "amount": Decimal("10.00"),
            "total_refunded": Decimal(0),
            "currency": "EUR",
            "customer_id": 1,
            "financial_status": "paid",
            "fulfillment_status": "",
            "cancelled_at": None,
            "shopify_created_at": day(4),
            "processed_at": day(4),
            "note": None,
            "lines": (line(),),
        }
        return DealRecord(version=day(version), shopify_order_id=order_id, **{**defaults, **fields})

    return make


@pytest.fixture
def checkout(line: Callable[..., LineRecord]) -> Callable[..., DealRecord]:
    def make(token: str = "t1", version: int = 2, **fields: Any) -> DealRecord:
        defaults: dict[str, Any] = {
            "name": "#99",
            "amount": Decimal("10.00"),
            "currency": "EUR",
            "customer_id": 1,
            "shopify_created_at": day(2),
            "completed_at": None,
            "abandoned_checkout_url": "https://shop.example/checkouts/t1/recover",
            "lines": (line(),),
        }
        return DealRecord(version=day(version), checkout_token=token, **{**defaults, **fields})

    return make


@pytest.fixture
def doubted() -> Iterator[list[int]]:
    """Customers who were asked about again, so far as `django_capture_on_commit_callbacks(execute=True)` let it be."""
    asked: list[int] = []

    def hear(customer_ids: list[int], **_: Any) -> None:
        asked.extend(customer_ids)

    customers_doubted.connect(hear, weak=False)
    yield asked
    customers_doubted.disconnect(hear)
