"""The stores whose deliveries are taken, with the secrets they sign with, kept in the process for a moment."""

import time
from typing import Any, NamedTuple

from django.db.models.signals import post_save
from django.dispatch import receiver

from shopify_connector.models import StoreConnection

# For so long a process may not know that another one connected a store or let it go. Saves a query a delivery.
KEPT_SECONDS = 1.0


class Sender(NamedTuple):
    """A store as the door sees it. One that was let go still sends what the law asks for, 48 hours later."""

    store_id: int
    is_connected: bool
    secrets: tuple[bytes, ...]


class Senders:
    """The senders by domain, as this process last read them."""

    def __init__(self) -> None:
        self._kept: tuple[float, dict[str, Sender]] = (0.0, {})

    def find(self, domain: str) -> Sender | None:
        """The store that Shopify calls `domain`, whether connected or not. Asks the database once a second at most."""
        until, by_domain = self._kept
        if time.monotonic() >= until:
            by_domain = _read()
            self._kept = (time.monotonic() + KEPT_SECONDS, by_domain)
        return by_domain.get(domain.lower())

    def forget(self) -> None:
        """Ask again at the next delivery."""
        self._kept = (0.0, {})


senders = Senders()


@receiver(post_save, sender=StoreConnection)
def know_changes_here_at_once(**_: Any) -> None:
    """What this process changed it need not wait for."""
    senders.forget()


def _read() -> dict[str, Sender]:
    by_domain: dict[str, Sender] = {}
    # The present store comes last, so that it wins where a former one was called the same.
    for store in sorted(StoreConnection.objects.all(), key=lambda store: not store.is_disconnected):
        secrets = tuple(secret.encode() for secret in store.signing_secrets())
        known = Sender(store.pk, not store.is_disconnected, secrets)
        by_domain |= {domain: known for domain in (store.shop, store.myshopify_domain) if domain}
    return by_domain
