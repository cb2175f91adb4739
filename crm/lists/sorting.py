"""Who is in a list: its members made what its filters say, for some contacts or for all, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import Portal
from crm.filters import Definition, ids_matching
from crm.lists.close_up import CloseUp
from crm.models import Contact, ContactList
from crm.signals import list_members_changed

_APPLY = """
    WITH matching (id) AS MATERIALIZED ({matching}),
    gone AS (
        UPDATE crm_listmembership m
           SET left_at = %s
         WHERE m.contact_list_id = %s AND m.left_at IS NULL {among}
               AND NOT EXISTS (SELECT 1 FROM matching WHERE matching.id = m.contact_id)
     RETURNING m.contact_id
    ),
    come AS (
        INSERT INTO crm_listmembership (contact_list_id, contact_id, joined_at, how, left_with_contact)
        SELECT %s, matching.id, %s, 'filters', false
          FROM matching
         WHERE NOT EXISTS (SELECT 1 FROM crm_listmembership m
                            WHERE m.contact_list_id = %s AND m.contact_id = matching.id AND m.left_at IS NULL)
     RETURNING contact_id
    ),
    told AS (
        INSERT INTO crm_listcheck (contact_id)
        SELECT contact_id FROM (SELECT contact_id FROM come UNION ALL SELECT contact_id FROM gone) AS moved WHERE %s
    )
    SELECT (SELECT count(*) FROM come), (SELECT count(*) FROM gone)
"""
_NOTE_SIZE = """
    INSERT INTO crm_listsize (contact_list_id, day, size)
    SELECT id, %s, size FROM crm_contactlist WHERE id = ANY(%s)
        ON CONFLICT (contact_list_id, day) DO UPDATE SET size = excluded.size
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many contacts came into a list and left it."""

    joined: int = 0
    left: int = 0


def apply(
    contact_list: ContactList,
    definition: Definition,
    at: datetime,
    among: Sequence[int] | CloseUp | None = None,
    *,
    tell: bool,
) -> Moved:
    """Make the members what the filters say at a moment: of these contacts, or of all (None). In a transaction.

    `tell`: lists that are about this one are to look at who moved. Whoever calls this holds `running.LOCK`.
    """
    contacts, of_some, some = Contact.objects.live(), "", []
    if isinstance(among, CloseUp):
        of_some = f"AND m.contact_id IN ({among.value})"
    elif among is not None:
        of_some, some = "AND m.contact_id = ANY(%s)", [list(among)]
        contacts = contacts.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", some))
    matching, given = statement_of(contacts, definition, at)
    statement = _APPLY.format(matching=matching, among=of_some)
    pk = contact_list.pk
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, at, pk, *some, pk, at, pk, tell])
        moved = Moved(*cursor.fetchone())
    if moved.joined or moved.left:
        note_sizes({pk: moved.joined - moved.left}, at)
        _announce(pk, at)
    return moved


def statement_of(contacts: QuerySet[Contact], definition: Definition, at: datetime) -> tuple[str, Sequence[Any]]:
    """A statement that gives the ids of those contacts that meet a definition at a moment, and its parameters."""
    sql, given = ids_matching(contacts, definition, at).query.sql_with_params()
    return sql, given


def note_sizes(changes: dict[int, int], at: datetime) -> None:
    """Add to the sizes of lists, and keep them for the day."""
    with connection.cursor() as cursor:
        for pk, change in changes.items():
            cursor.execute("UPDATE crm_contactlist SET size = greatest(size + %s, 0) WHERE id = %s", [change, pk])
        cursor.execute(_NOTE_SIZE, [today(at), list(changes)])


def today(at: datetime) -> date:
    """The day of a moment in the store's calendar."""
    return at.astimezone(ZoneInfo(Portal.current().time_zone)).date()


def _announce(pk: int, at: datetime) -> None:
    transaction.on_commit(lambda: list_members_changed.send(sender=None, list_id=pk, at=at))
