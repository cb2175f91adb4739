"""What happens in this room once a store is connected: the pipeline is made, the import starts (SPEC C7, I1)."""

from typing import Any

from django.dispatch import receiver

from crm.stages import ensure_pipeline
from shopify_connector import importing
from shopify_connector.models import StoreConnection
from shopify_connector.signals import store_connected


@receiver(store_connected)
def set_up(store: StoreConnection, **_: Any) -> None:
    """Make the E-commerce pipeline where it is missing, and import the store (again: nothing is doubled)."""
    ensure_pipeline()
    importing.start(store)
