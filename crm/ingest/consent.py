"""Marketing consent that Shopify tells of by itself (SPEC K2, W7): its customer bodies do not carry it.

It is ordered by its own moment, and a state that was so before it does not overwrite it (contacts_sql.py).
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction

from crm.ingest.parameters import merge_parameters
from crm.ingest.staging import ids
from crm.models.history import ChangeSource
from crm.signals import send_contacts_changed


class Consent(NamedTuple):
    """Whether a Shopify customer accepts marketing, and since when that is known (ISO 8601 with its zone)."""

    customer_id: int
    accepts_marketing: bool
    as_of: str


_NEWER = "(c.consent_as_of IS NULL OR c.consent_as_of <= %(as_of)s)"
_KEEP_CHANGE = f"""
    INSERT INTO crm_recordchange (object_type, record_id, at, source, changes)
    SELECT 'contacts', c.id, %(now)s, %(source)s,
           jsonb_build_object('accepts_marketing', jsonb_build_array(c.accepts_marketing, %(accepts_marketing)s))
      FROM crm_contact c JOIN crm_customerlink l ON l.contact_id = c.id
     WHERE l.customer_id = %(customer_id)s AND c.deleted_at IS NULL AND {_NEWER}
           AND c.accepts_marketing IS DISTINCT FROM %(accepts_marketing)s
"""
_SET = f"""
    UPDATE crm_contact c
       SET accepts_marketing = %(accepts_marketing)s, consent_as_of = %(as_of)s, updated_at = %(now)s
      FROM crm_customerlink l
     WHERE l.customer_id = %(customer_id)s AND c.id = l.contact_id AND {_NEWER}
 RETURNING c.id
"""


def set_marketing_consent(consents: Iterable[Consent], source: ChangeSource) -> list[int]:
    """Write what customers consented to on their contacts, oldest first; the contacts that changed.

    A customer without a contact is left out: the consent comes with the customer's whole state.
    """
    changed: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for consent in sorted(consents, key=lambda one: one.as_of):
            parameters = {**merge_parameters(source), **consent._asdict()}
            cursor.execute(_KEEP_CHANGE, parameters)
            cursor.execute(_SET, parameters)
            changed += ids(cursor)
        send_contacts_changed([], changed)
    return changed
