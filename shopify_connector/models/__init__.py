"""The connector's tables."""

from shopify_connector.models.imports import ImportedObject, ImportSession, ImportStep, SessionStatus, SyncError
from shopify_connector.models.store import StoreConnection

__all__ = ["ImportSession", "ImportStep", "ImportedObject", "SessionStatus", "StoreConnection", "SyncError"]
