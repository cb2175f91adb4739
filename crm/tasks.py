"""Celery entry points of the CRM: one line each."""

from celery import shared_task
from django.utils import timezone

from crm import bulk
from crm.importing import running
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


@shared_task
def check_contact_import(import_id: int) -> None:
    """Count what a file would change."""
    running.check(import_id)


@shared_task
def run_contact_import(import_id: int) -> None:
    """Do what is left of an import, unless another worker is at it."""
    running.run(import_id)


@shared_task
def resume_contact_imports() -> None:
    """Go on with what lost its worker, or could not be queued."""
    running.resume()


@shared_task
def clear_out_contact_imports() -> None:
    """Forget files that were never imported, and refused rows after a month."""
    running.clear_out(timezone.now())
