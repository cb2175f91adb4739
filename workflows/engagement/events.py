"""What is heard of an e-mail is written down."""

from datetime import datetime

from django.db import connection, transaction

from workflows.email_filters.telling import tell_lists
from workflows.models import EmailEvent

_HEAR = """
    INSERT INTO workflows_emailevent (entry_id, kind, happened_at, url, is_machine)
    SELECT id, %s, %s, '', %s FROM workflows_ledgerentry WHERE id = %s
        ON CONFLICT DO NOTHING
"""


def hear(entry_id: int, kind: EmailEvent.Kind, at: datetime, *, is_machine: bool = False) -> None:
    """Write down that something happened to an e-mail at a moment (UTC).

    What was heard before is not written twice (workflows.models.email_event.ONCE; opens: a row for a person and one
    for machines); an entry that is gone hears nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HEAR, [kind.value, at, is_machine, entry_id])
        if cursor.rowcount and not is_machine:
            tell_lists([entry_id])
