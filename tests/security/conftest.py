"""Stores that answer by script, for the rows about connecting one; the webhooks' door, for those about deliveries."""

from tests.shopify_connector.conftest import clock, scripted, store
from tests.shopify_connector.inbox.conftest import _app, door

__all__ = ["_app", "clock", "door", "scripted", "store"]
