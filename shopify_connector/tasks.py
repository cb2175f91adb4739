"""Celery entry points of the connector: one line each."""

from celery import shared_task
from django.utils import timezone

from shopify_connector import importing, subscriptions
from shopify_connector.models import ImportSession, SessionStatus


@shared_task
def run_import(session_id: int) -> None:
    """Run an import, unless another worker is at it."""
    importing.run(session_id)


@shared_task
def resume_imports() -> None:
    """Go on with imports whose worker was lost, or that could not be queued."""
    for session in ImportSession.objects.filter(status=SessionStatus.RUNNING):
        importing.run(session.pk)


@shared_task
def apply_inbox() -> None:
    """Apply what waits in the inbox."""
    from shopify_connector.inbox.apply import apply_pending  # type: ignore[import-not-found,unused-ignore]

    apply_pending()


@shared_task
def check_subscriptions() -> None:
    """See to the webhook subscriptions of the connected store."""
    subscriptions.check_connected_store(timezone.now())
