"""Handled deliveries are kept for a time, then dropped; what an open error is retried from stays (SPEC L5)."""

from datetime import timedelta

from django.utils import timezone

from shopify_connector.inbox.retention import drop_handled
from shopify_connector.models import Delivery, SyncError


def test_handled_deliveries_are_dropped_after_a_week_but_for_open_errors(store, settings):
    settings.WEBHOOK_KEPT_DAYS = 7
    now = timezone.now()
    _kept, _dropped, _waiting, of_open_error, of_closed_error = (
        Delivery.objects.create(
            store=store, delivery_id=name, topic="orders/create", received_at=now, body=b"{}", handled_at=handled
        )
        for name, handled in (
            ("kept", now - timedelta(days=6)),
            ("dropped", now - timedelta(days=8)),
            ("waiting", None),
            ("open", now - timedelta(days=8)),
            ("closed", now - timedelta(days=8)),
        )
    )
    error = {"store": store, "object": "orders", "reason": "bad_json", "at": now}
    SyncError.objects.create(delivery=of_open_error, **error)
    closed = SyncError.objects.create(delivery=of_closed_error, dismissed_at=now, **error)

    assert drop_handled(now) == 2
    assert set(Delivery.objects.values_list("delivery_id", flat=True)) == {"kept", "waiting", "open"}
    closed.refresh_from_db()
    assert closed.delivery is None
