"""What a list would be: how many contacts, the newest of them, and what a change of filters does to its members."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg2.errors import QueryCanceled

from crm.filters import Definition
from crm.lists.sorting import statement_of
from crm.models import Contact, ContactList

SAMPLE = 10
MOST_SECONDS = 20
_PREVIEW = """
    WITH matching (id) AS MATERIALIZED ({matching})
    SELECT (SELECT count(*) FROM matching), ARRAY(SELECT id FROM matching ORDER BY id DESC LIMIT %s)
"""
_EFFECT = """
    WITH matching (id) AS MATERIALIZED ({matching}),
    member AS MATERIALIZED (
        SELECT contact_id FROM crm_listmembership WHERE contact_list_id = %s AND left_at IS NULL
    )
    SELECT (SELECT count(*) FROM matching m WHERE NOT EXISTS (SELECT 1 FROM member WHERE contact_id = m.id)),
           (SELECT count(*) FROM member WHERE NOT EXISTS (SELECT 1 FROM matching m WHERE m.id = contact_id))
"""


class Outdated(Exception):
    """A newer question was asked meanwhile, or this one takes too long (`is_slow`)."""

    def __init__(self, *, is_slow: bool) -> None:
        super().__init__()
        self.is_slow = is_slow


_STOP_BEFORE = """
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
     WHERE application_name = %s AND pid <> pg_backend_pid() AND state <> 'idle'
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many contacts meet a definition, and the newest of them with their purchases."""

    number: int
    sample: list[Contact]


@dataclass(frozen=True, slots=True)
class Effect:
    """How many contacts a change would bring in and take out."""

    joining: int
    leaving: int


def preview(definition: Definition, asker: str = "", at: datetime | None = None) -> Preview:
    """Count the live contacts that meet a definition. `asker` tells who asks: their question before is stopped.

    Raises Outdated.
    """
    matching, given = statement_of(Contact.objects.live(), definition, at or timezone.now())
    with _asking(asker), connection.cursor() as cursor:
        cursor.execute(_PREVIEW.format(matching=matching), [*given, SAMPLE])
        number, newest = cursor.fetchone()
        sample = Contact.objects.filter(pk__in=newest).select_related("purchases").order_by("-pk")
        return Preview(number, list(sample))


def effect(contact_list: ContactList, definition: Definition, asker: str = "", at: datetime | None = None) -> Effect:
    """What other filters would do to a list's members. Raises Outdated."""
    matching, given = statement_of(Contact.objects.live(), definition, at or timezone.now())
    with _asking(asker), connection.cursor() as cursor:
        cursor.execute(_EFFECT.format(matching=matching), [*given, contact_list.pk])
        return Effect(*cursor.fetchone())


@contextmanager
def _asking(asker: str) -> Iterator[None]:
    """A transaction for a question that is stopped by the asker's next one, and that does not take for ever."""
    name = f"list-preview:{asker}"[:63]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if asker:
                cursor.execute(_STOP_BEFORE, [name])
                cursor.execute("SELECT set_config('application_name', %s, true)", [name])
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{MOST_SECONDS}s"])
            cursor.execute("SET LOCAL work_mem = '64MB'")
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Outdated(is_slow="timeout" in str(error)) from error
