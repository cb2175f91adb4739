"""Static lists follow their contacts: who is deleted leaves, who is restored is back, who is merged goes on as one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from crm.ingest.staging import Parameters
from crm.lists.sorting import note_sizes

_LEAVE = """
    UPDATE crm_listmembership m
       SET left_at = %(at)s, left_with_contact = true
      FROM crm_contactlist l
     WHERE m.contact_id = ANY(%(ids)s) AND m.left_at IS NULL
           AND l.id = m.contact_list_id AND l.processing_type <> 'DYNAMIC'
           AND NOT EXISTS (SELECT 1 FROM crm_contact c WHERE c.id = m.contact_id AND c.deleted_at IS NULL)
 RETURNING m.contact_list_id
"""
_COME_BACK = """
    UPDATE crm_listmembership m
       SET left_at = NULL, left_with_contact = false
      FROM crm_contact c
     WHERE m.contact_id = ANY(%(ids)s) AND m.left_with_contact
           AND c.id = m.contact_id AND c.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM crm_listmembership other
                            WHERE other.contact_list_id = m.contact_list_id AND other.contact_id = m.contact_id
                                  AND (other.left_at IS NULL OR (other.left_with_contact AND other.id > m.id)))
 RETURNING m.contact_list_id
"""
_GO_ON_AS_ONE = """
    INSERT INTO crm_listmembership (contact_list_id, contact_id, joined_at, how, left_with_contact)
    SELECT DISTINCT ON (m.contact_list_id, kept.id) m.contact_list_id, kept.id, %(at)s, m.how, false
      FROM crm_listmembership m
      JOIN crm_contact merged ON merged.id = m.contact_id
      JOIN crm_contact kept ON kept.id = merged.merged_into_id
     WHERE m.contact_id = ANY(%(ids)s) AND m.left_with_contact AND m.left_at = %(at)s AND kept.deleted_at IS NULL
     ORDER BY m.contact_list_id, kept.id, m.joined_at
        ON CONFLICT (contact_list_id, contact_id) WHERE left_at IS NULL DO NOTHING
 RETURNING contact_list_id
"""
_DROP = """
    DELETE FROM crm_listmembership m
     WHERE m.contact_id = ANY(%(ids)s) AND m.left_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM crm_contact c WHERE c.id = m.contact_id)
"""


def follow_contacts(contact_ids: Sequence[int], at: datetime) -> None:
    """End, take up again and hand on the stays of contacts in static lists. In a transaction."""
    given: Parameters = {"ids": list(contact_ids), "at": at}
    changes: Counter[int] = Counter()
    with connection.cursor() as cursor:
        for statement, change in ((_LEAVE, -1), (_COME_BACK, 1), (_GO_ON_AS_ONE, 1)):
            cursor.execute(statement, given)
            for (pk,) in cursor.fetchall():
                changes[pk] += change
    if changes:
        note_sizes(changes, at)


def forget_erased(contact_ids: Sequence[int]) -> None:
    """Drop the stays of contacts that are no more, once every list has noticed."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, {"ids": list(contact_ids)})
