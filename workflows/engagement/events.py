"""What is heard of an e-mail is written down."""

from datetime import datetime

from workflows.models import EmailEvent, LedgerEntry


def hear(entry_id: int, kind: EmailEvent.Kind, at: datetime, *, is_machine: bool = False) -> None:
    """Write down that something happened to an e-mail at a moment (UTC).

    What was heard before is not written twice (workflows.models.email_event.ONCE; opens: a row for a person and one
    for machines); an entry that is gone hears nothing.
    """
    if LedgerEntry.objects.filter(pk=entry_id).exists():
        event = EmailEvent(entry_id=entry_id, kind=kind, happened_at=at, is_machine=is_machine)
        EmailEvent.objects.bulk_create([event], ignore_conflicts=True)
