"""Celery entry points of the CRM: one line each."""

from celery import shared_task
from django.utils import timezone

from crm import bulk, exporting
from crm.models import BulkAction, RecordExport


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
def write_export(export_id: int) -> None:
    """Write a file that somebody waits for, unless another worker is at it."""
    exporting.run(export_id)


@shared_task
def resume_exports() -> None:
    """Write the files whose worker was lost, or that could not be queued."""
    for pk in RecordExport.objects.filter(status=RecordExport.Status.RUNNING).values_list("pk", flat=True):
        exporting.run(pk)


@shared_task
def clear_out() -> None:
    """Forget bulk actions that ended long ago, and files that nobody took."""
    bulk.clear_out(timezone.now())
    exporting.clear_out(timezone.now())
