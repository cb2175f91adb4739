"""Members of static lists: contacts put in and taken out by people, files and programs."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.filters import Definition
from crm.lists import checks
from crm.lists.following import sort_soon
from crm.lists.sorting import note_sizes, statement_of
from crm.models import Contact, ContactList, ListMembership
from crm.signals import list_members_changed

How = ListMembership.How

_ADD = """
    INSERT INTO crm_listmembership (contact_list_id, contact_id, joined_at, how, left_with_contact)
    SELECT %s, c.id, %s, %s, false FROM crm_contact c WHERE c.id = ANY(%s) AND c.deleted_at IS NULL
        ON CONFLICT (contact_list_id, contact_id) WHERE left_at IS NULL DO NOTHING
 RETURNING contact_id
"""
_REMOVE = """
    UPDATE crm_listmembership SET left_at = %s
     WHERE contact_list_id = %s AND contact_id = ANY(%s) AND left_at IS NULL
 RETURNING contact_id
"""
_COPY = """
    INSERT INTO crm_listmembership (contact_list_id, contact_id, joined_at, how, left_with_contact)
    SELECT %s, contact_id, %s, how, false FROM crm_listmembership WHERE contact_list_id = %s AND left_at IS NULL
        ON CONFLICT (contact_list_id, contact_id) WHERE left_at IS NULL DO NOTHING
 RETURNING contact_id
"""
_CLEAR = """
    UPDATE crm_listmembership SET left_at = %s WHERE contact_list_id = %s AND left_at IS NULL RETURNING contact_id
"""
_FILL = """
    INSERT INTO crm_listmembership (contact_list_id, contact_id, joined_at, how, left_with_contact)
    SELECT %s, matching.id, %s, 'filters', false FROM ({matching}) AS matching (id)
        ON CONFLICT (contact_list_id, contact_id) WHERE left_at IS NULL DO NOTHING
 RETURNING contact_id
"""


class NotStatic(ValueError):
    """An active list's members follow from its filters."""

    def __init__(self) -> None:
        super().__init__(_("Members of an active list follow from its filters. Change the filters instead."))


def add(contact_list: ContactList, contact_ids: Sequence[int], how: How = How.PERSON) -> list[int]:
    """Put contacts into a static list; those that were not in it. Unknown and deleted ones are left out.

    Raises NotStatic.
    """
    at = timezone.now()
    return _moved(contact_list, _ADD, [contact_list.pk, at, how.value, list(contact_ids)], at, 1)


def remove(contact_list: ContactList, contact_ids: Sequence[int]) -> list[int]:
    """Take contacts out of a static list; those that were in it. Raises NotStatic."""
    at = timezone.now()
    return _moved(contact_list, _REMOVE, [at, contact_list.pk, list(contact_ids)], at, -1)


def copy(source: ContactList, target: ContactList) -> list[int]:
    """Put the members of a list into a static one; those that were not in it. Raises NotStatic."""
    at = timezone.now()
    return _moved(target, _COPY, [target.pk, at, source.pk], at, 1)


def clear(contact_list: ContactList) -> list[int]:
    """Take everybody out of a static list; those that were in it. Raises NotStatic."""
    at = timezone.now()
    return _moved(contact_list, _CLEAR, [at, contact_list.pk], at, -1)


def fill(contact_list: ContactList, definition: Definition, at: datetime) -> list[int]:
    """Put those into a static list whom its filters mean at a moment; those that were not in it. Raises NotStatic."""
    matching, given = statement_of(Contact.objects.live(), definition, at)
    statement = _FILL.format(matching=matching)
    return _moved(contact_list, statement, [contact_list.pk, at, *given], at, 1)


def _moved(contact_list: ContactList, statement: str, given: list[object], at: datetime, sign: int) -> list[int]:
    if contact_list.is_active:
        raise NotStatic
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)  # type: ignore[arg-type]
        moved = [row[0] for row in cursor.fetchall()]
        if moved:
            note_sizes({contact_list.pk: sign * len(moved)}, at)
            checks.note_contacts(moved)  # for lists that are about this one
            transaction.on_commit(lambda: _tell(contact_list.pk, at))
    return moved


def _tell(pk: int, at: datetime) -> None:
    list_members_changed.send(sender=None, list_id=pk, at=at)
    sort_soon()
