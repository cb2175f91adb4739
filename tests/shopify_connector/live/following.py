"""hubsync following a demo store: deliveries by hand, in any order, through the door."""

from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.utils import timezone

from shopify_connector import importing
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.inbox.senders import senders
from shopify_connector.models import StoreConnection, SyncCheck
from shopify_connector.models.store import Way
from shopify_connector.reading.run import run_reads
from shopify_connector.reconciliation import checks, schedule

TOKEN, SECRET, SHOP = "shpat_live_tests", "hush", "maison-live.myshopify.com"
SCOPES = ["read_customers", "read_products", "read_orders", "read_all_orders", "read_publications"]


def connected() -> StoreConnection:
    return StoreConnection.objects.create(
        shop=SHOP, way=Way.FIXED_TOKEN, access_token=TOKEN, scopes=SCOPES, connected_at=timezone.now()
    )


class Follower:
    """`waiting` holds what the store wanted to deliver and nobody has posted yet."""

    def __init__(self, shop: Any, store: StoreConnection) -> None:
        self.shop, self.store = shop, store
        self.waiting: list[Any] = []
        senders.forget()
        shop.deliveries.sink = self.waiting.append
        self._client = Client()

    def import_all(self) -> None:
        assert importing.wait(importing.start(self.store))

    def post(self, deliveries: Iterable[Any]) -> None:
        """Through the door."""
        for one in deliveries:
            answer = self._client.post(
                "/shopify/webhooks", data=one.body, content_type="application/json", headers=one.headers
            )
            assert answer.status_code == 200, (one.topic, answer.status_code, answer.content)

    def take_in(self) -> None:
        """Post what waits, apply it, and read what it leaves open."""
        self.post(self.waiting)
        self.waiting.clear()
        apply_pending()
        run_reads()

    def compare(self, scope: SyncCheck.Scope = checks.EVERYTHING) -> SyncCheck:
        """A comparison from beginning to end."""
        since = self.store.connected_at if scope == checks.CHANGES else None
        check = checks.begin(self.store, scope, SyncCheck.Trigger.PERSON, timezone.now(), since)
        for _ in range(10):  # a slow machine needs more than one turn
            schedule.take_turn(self.store, 60)
            check.refresh_from_db()
            if check.status != SyncCheck.Status.RUNNING:
                break
        assert check.status == SyncCheck.Status.COMPLETED, check.error
        return check
