"""Celery entry points of the CRM: one line each."""

from celery import shared_task
from django.utils import timezone

from crm import bulk, exporting
from crm.finding import audit, catching_up, index
from crm.finding.kinds import INDEXED
from crm.importing import running
from crm.lists import auditing
from crm.lists import running as sorting
from crm.models import BulkAction, ObjectType, RecordExport


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


@shared_task
def refresh_words(object_type: str, record_ids: list[int]) -> None:
    """Make the words of records that changed anew."""
    index.refresh(ObjectType(object_type), record_ids)


@shared_task
def catch_up_words() -> None:
    """Look for records whose words are not theirs yet."""
    catching_up.catch_up()


@shared_task
def catch_up_words_far() -> None:
    """The same, further back: what was changed long before it could be seen."""
    catching_up.catch_up(catching_up.LONG_OVERLAP)


@shared_task
def sort_lists() -> None:
    """Sort who changed into lists, and everybody where a list is new or a new day changes something."""
    sorting.run()


@shared_task
def audit_lists() -> None:
    """Hold the members of every active list against its filters."""
    auditing.audit_all()


@shared_task
def audit_words(object_type: str | None = None, after: int = 0) -> None:
    """Hold the words of every record against the record, a turn at a time (all kinds where none is named)."""
    if object_type is None:
        for kind in INDEXED:
            audit_words.delay(kind.value)
        return
    audited = audit.audit(ObjectType(object_type), after=after, seconds=audit.TURN_SECONDS)
    if not audited.is_done:
        audit_words.delay(object_type, audited.until)


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
