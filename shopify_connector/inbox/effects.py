"""What a delivery asks for, as values: nothing here touches the database (docs/live-sync.md)."""

from datetime import datetime
from typing import Any, NamedTuple

from crm.ingest import Consent, CustomerRecord, DealRecord, ProductRecord
from shopify_connector.models import ImportedObject


class MergeCustomer(NamedTuple):
    """A customer's state."""

    record: CustomerRecord


class MergeProduct(NamedTuple):
    """A product's state."""

    record: ProductRecord


class MergeDeal(NamedTuple):
    """An order's or a checkout's state."""

    record: DealRecord


class DeleteObject(NamedTuple):
    """Shopify deleted a product, a customer or an order."""

    object: ImportedObject
    shopify_id: int
    at: datetime


class DeleteCheckout(NamedTuple):
    """Shopify deleted a checkout, which it names by its number and its cart."""

    checkout_id: int | None
    cart_token: str
    at: datetime


class MergeCustomers(NamedTuple):
    """Shopify merged a customer into another one."""

    kept_id: int
    deleted_id: int
    at: datetime


class SetConsent(NamedTuple):
    """What a customer consented to."""

    consent: Consent


class Read(NamedTuple):
    """The delivery does not say all: the object is to be read."""

    object: ImportedObject
    shopify_id: int


class ChangeStore(NamedTuple):
    """Something about the store or the app: `topic` says what."""

    topic: str
    body: dict[str, Any]
    at: datetime
    delivery_id: str


Effect = (
    MergeCustomer
    | MergeProduct
    | MergeDeal
    | DeleteObject
    | DeleteCheckout
    | MergeCustomers
    | SetConsent
    | Read
    | ChangeStore
)
