"""The connector's tables."""

from shopify_connector.models.checks import SyncCheck, SyncCheckStep
from shopify_connector.models.imports import ImportedObject, ImportSession, ImportStep, SessionStatus, SyncError
from shopify_connector.models.inbox import Delivery
from shopify_connector.models.privacy import PrivacyRequest
from shopify_connector.models.reading import ReadRequest
from shopify_connector.models.store import StoreConnection
from shopify_connector.models.subscriptions import Subscription

__all__ = [
    "Delivery",
    "ImportSession",
    "ImportStep",
    "ImportedObject",
    "PrivacyRequest",
    "ReadRequest",
    "SessionStatus",
    "StoreConnection",
    "Subscription",
    "SyncCheck",
    "SyncCheckStep",
    "SyncError",
]
