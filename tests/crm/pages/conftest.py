"""Contacts, deals and products, with everything a test does not speak of filled in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from crm.models import Contact, Deal, LineItem, Product, PurchaseSummary, StageChange, Variant
from crm.stages import PIPELINE_ID, StageId, ensure_pipeline

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _pipeline(db: None) -> None:
    ensure_pipeline()


@pytest.fixture
def make_contact() -> Callable[..., Contact]:
    """`make_contact("Ana", "Silva", revenue=120)`; without revenue the contact has bought nothing."""
    made = []

    def make(first_name: str = "Ana", last_name: str = "Silva", revenue: Any = None, **fields: Any) -> Contact:
        number = len(made) + 1
        at = NOW + timedelta(minutes=number)
        defaults = {
            "email": f"{first_name}.{last_name}.{number}@example.com".lower().replace(" ", "-"),
            "created_at": at,
            "updated_at": at,
            "shopify_updated_at": at,
            "shopify_created_at": at,
        }
        contact = Contact.objects.create(first_name=first_name, last_name=last_name, **{**defaults, **fields})
        made.append(contact)
        if revenue is not None:
            PurchaseSummary.objects.create(
                contact=contact, number_of_orders=1, total_revenue=Decimal(revenue), last_order_at=at, first_order_at=at
            )
        return contact

    return make


@pytest.fixture
def make_product() -> Callable[..., Product]:
    def make(title: str = "Oak stool", sku: str = "OAK-1", **fields: Any) -> Product:
        number = Product.objects.count() + 1
        defaults = {
            "shopify_product_id": number,
            "price": Decimal("49.9"),
            "status": "active",
            "images": [f"https://pictures.example/{number}.svg"],
            "created_at": NOW + timedelta(minutes=number),
            "updated_at": NOW,
        }
        product = Product.objects.create(title=title, **{**defaults, **fields})
        Variant.objects.create(
            product=product, shopify_variant_id=number, title="Natural", sku=sku, price=Decimal("49.9")
        )
        return product

    return make


@pytest.fixture
def make_deal() -> Callable[..., Deal]:
    """`make_deal("#1001", StageId.SHIPPED, contact=ana, products=[stool])`."""

    def make(name: str = "#1001", stage: str = StageId.PROCESSED, products: Any = (), **fields: Any) -> Deal:
        number = Deal.objects.count() + 1
        at = NOW + timedelta(hours=number)
        defaults = {
            "pipeline_id": PIPELINE_ID,
            "stage_id": stage,
            "stage_entered_at": at,
            "amount": Decimal("99.8"),
            "currency": "EUR",
            "shopify_created_at": at,
            "created_at": at,
            "updated_at": at,
            "shopify_order_id": 5000 + number,
            "order_number": 1000 + number,
            "checkout_token": f"token-{number}",
            "ecomm_synced": True,
        }
        deal = Deal.objects.create(name=name, **{**defaults, **fields})
        StageChange.objects.create(deal=deal, to_stage_id=deal.stage_id, at=at, reason="paid")
        for position, product in enumerate(products):
            LineItem.objects.create(
                deal=deal,
                line_key=str(position),
                position=position,
                product=product,
                title=product.title,
                quantity=2,
                price=product.price,
                total=product.price * 2,
            )
        return deal

    return make


@pytest.fixture
def marketer(client: Client, db: None) -> Client:
    """A client logged in as somebody who is no administrator."""
    from accounts.models import Role, User

    client.force_login(User.objects.create_user("marketer@example.com", None, role=Role.MARKETER))
    return client


@pytest.fixture
def rows_of(marketer: Client) -> Callable[[str], list[str]]:
    """The names in the first column of the table at an address."""

    def read(address: str) -> list[str]:
        answer = marketer.get(address)
        assert answer.status_code == 200
        return [str(getattr(row, "deal", getattr(row, "product", row))) for row in answer.context["rows"]]

    return read
