"""Celery entry points of the CRM: one line each."""

from celery import shared_task
from django.utils import timezone

from crm import bulk
from crm.models import BulkAction


@shared_task
def run_bulk_action(action_id: int) -> None:
    """Do what is left of a bulk action, unless another worker is at it."""
    bulk.run(action_id)


@shared_task
def resume_bulk_actions() -> None:
    """Go on with what lost its worker, or could not be queued."""
    for pk in BulkAction.objects.filter(status=BulkAction.Status.RUNNING).values_list("pk", flat=True):
        bulk.run(pk)


@shared_task
def clear_out_bulk_actions() -> None:
    """Forget bulk actions that ended long ago."""
    bulk.clear_out(timezone.now())
