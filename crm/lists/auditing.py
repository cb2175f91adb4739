"""Holding the members of active lists against their filters. The difference must be 0; what is found is mended."""

import logging
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from crm.advisory_lock import held_lock
from crm.filters import FilterError
from crm.lists import checks, definitions
from crm.lists.running import LOCK
from crm.lists.sorting import statement_of, today
from crm.models import Contact, ContactList, ListMembership

logger = logging.getLogger(__name__)

# Who waits to be looked at may well differ: notes are written with the change, so both are seen or neither.
_DIFFERING = """
    WITH matching (id) AS MATERIALIZED ({matching}),
    member AS MATERIALIZED (
        SELECT contact_id FROM crm_listmembership WHERE contact_list_id = %s AND left_at IS NULL
    )
    SELECT m.id, true FROM matching m
     WHERE NOT EXISTS (SELECT 1 FROM member WHERE member.contact_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM crm_listcheck k WHERE k.contact_id = m.id)
     UNION ALL
    SELECT contact_id, false FROM member
     WHERE NOT EXISTS (SELECT 1 FROM matching m WHERE m.id = member.contact_id)
           AND NOT EXISTS (SELECT 1 FROM crm_listcheck k WHERE k.contact_id = member.contact_id)
"""


@dataclass(frozen=True, slots=True)
class Audited:
    """How many contacts were missing in a list, and how many were in it without reason."""

    missing: int = 0
    extra: int = 0


def audit_all() -> None:
    """Every active list that is not about to be sorted anyway."""
    for contact_list in ContactList.objects.active().filter(is_waiting=False, problem=""):
        with held_lock(LOCK, wait=True):
            audit(contact_list)


def audit(contact_list: ContactList) -> Audited:
    """Compare, note the result on the list, and have those looked at again who differ; its size is counted anew.

    Whoever calls this holds `running.LOCK`.
    """
    at = timezone.now()
    if contact_list.is_timed and contact_list.day != today(at):
        return Audited()  # the new day is about to be noticed
    try:
        definition = definitions.read(contact_list.filters)
    except FilterError:
        return Audited()
    with transaction.atomic(), connection.cursor() as cursor:
        matching, given = statement_of(Contact.objects.live(), definition, at)
        cursor.execute(_DIFFERING.format(matching=matching), [*given, contact_list.pk])
        differing = dict(cursor.fetchall())
        checks.note_contacts(list(differing))
        missing = sum(differing.values())
        audited = Audited(missing, len(differing) - missing)
        size = ListMembership.objects.current().filter(contact_list=contact_list).count()
        ContactList.objects.filter(pk=contact_list.pk).update(
            audited_at=at, audit_missing=audited.missing, audit_extra=audited.extra, size=size
        )
    logger.info("list_audited list=%d missing=%d extra=%d", contact_list.pk, audited.missing, audited.extra)
    return audited
