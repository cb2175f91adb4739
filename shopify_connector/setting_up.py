"""What happens in this room once a store is connected, and once it is let go (SPEC C7, C8, I1)."""

from typing import Any

from django.dispatch import receiver

from crm.stages import ensure_pipeline
from shopify_connector import importing, subscriptions
from shopify_connector.models import StoreConnection, Subscription
from shopify_connector.signals import store_connected, store_disconnected


@receiver(store_connected)
def set_up(store: StoreConnection, **_: Any) -> None:
    """Make the E-commerce pipeline where it is missing, subscribe, and import the store (again: nothing is doubled)."""
    ensure_pipeline()
    # Before the import: what changes while it runs is delivered.
    subscriptions.ask_for_a_check(store)
    importing.start(store)


@receiver(store_disconnected)
def stop_import(store: StoreConnection, **_: Any) -> None:
    """An import that runs cannot be finished without the store; what it has taken in stays."""
    session = importing.current(store)
    if session and session.is_running:
        importing.cancel(session)


@receiver(store_disconnected)
def forget_subscriptions(store: StoreConnection, **_: Any) -> None:
    """They are gone from the store, or soon will be; connected again, it is asked anew."""
    Subscription.objects.filter(store=store).delete()
