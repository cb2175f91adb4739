"""What this room does when it hears that it may have missed something."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from crm.signals import customers_doubted
from shopify_connector.models import ImportedObject, StoreConnection
from shopify_connector.reading import requests
from shopify_connector.reconciliation import schedule
from shopify_connector.signals import subscriptions_were_missing


@receiver(subscriptions_were_missing)
def compare_after_outage(store: StoreConnection, **_: Any) -> None:
    """What changed while nothing was delivered is looked for."""
    schedule.begin_after_outage(store, timezone.now())


@receiver(customers_doubted)
def read_doubted_customers(customer_ids: list[int], **_: Any) -> None:
    """What is known of customers contradicts what came: the store says how they are."""
    store = StoreConnection.objects.current()
    if store:
        with transaction.atomic():
            requests.ask(store, ImportedObject.CUSTOMERS, customer_ids)
