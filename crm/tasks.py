"""Celery entry points of the CRM: one line each."""

from celery import shared_task

from crm.finding import audit, catching_up, index
from crm.finding.kinds import INDEXED
from crm.models.object_type import ObjectType


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
def audit_words(object_type: str | None = None, after: int = 0) -> None:
    """Hold the words of every record against the record, a turn at a time (all kinds where none is named)."""
    if object_type is None:
        for kind in INDEXED:
            audit_words.delay(kind.value)
        return
    audited = audit.audit(ObjectType(object_type), after=after, seconds=audit.TURN_SECONDS)
    if not audited.is_done:
        audit_words.delay(object_type, audited.until)
