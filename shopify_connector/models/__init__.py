"""The connector's tables."""

from shopify_connector.models.imports import ImportedObject, ImportSession, ImportStep, SessionStatus, SyncError
from shopify_connector.models.inbox import Delivery
from shopify_connector.models.store import StoreConnection

__all__ = ["Delivery", "ImportSession", "ImportStep", "ImportedObject", "SessionStatus", "StoreConnection", "SyncError"]
