"""The connector's tables."""

from shopify_connector.models.store import StoreConnection

__all__ = ["StoreConnection"]
