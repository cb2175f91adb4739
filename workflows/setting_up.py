"""What happens in this room once a store is connected: the workflows and their e-mails are made (SPEC C7)."""

from typing import Any
from urllib.parse import urlsplit

from django.dispatch import receiver

from shopify_connector.shop_address import store_url
from shopify_connector.signals import store_connected
from workflows.defaults import ensure_workflows
from workflows.models import Sender


@receiver(store_connected)
def set_up(store: Any, **_: Any) -> None:
    """Make what is missing, and take down where the store is, for the links in e-mails. Twice is as once."""
    ensure_workflows()
    sender = Sender.current()
    sender.store_url = public_address(store.shop, store.primary_domain)
    sender.save(update_fields=["store_url"])


def public_address(shop: str, primary_domain: str) -> str:
    """Where customers find the store: its own domain where it has one, over the scheme its admin answers on."""
    admin = urlsplit(store_url(shop))
    return f"{admin.scheme}://{primary_domain or admin.netloc}"
