"""Webhooks: who has subscribed to what, what is told, and how it is delivered."""

from demo_store.webhooks.subscriptions import WebhookSubscription, WebhookSubscriptions

__all__ = ["WebhookSubscription", "WebhookSubscriptions"]
