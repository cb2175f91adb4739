"""The contacts that lists have to look at: written with each change, in its transaction, so that none is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from crm.models.contact_list import ListCheck

_NOTE = "INSERT INTO crm_listcheck (contact_id) SELECT unnest(%s::bigint[])"
_NOTE_OF_EVENTS = "INSERT INTO crm_listcheck (contact_id, about) SELECT unnest(%s::bigint[]), %s"
_NOTE_OF_DEALS = """
    INSERT INTO crm_listcheck (contact_id)
    SELECT DISTINCT contact_id FROM crm_deal WHERE id = ANY(%s) AND contact_id IS NOT NULL
"""
_NOTE_OF_PRODUCTS = """
    INSERT INTO crm_listcheck (contact_id)
    SELECT DISTINCT d.contact_id
      FROM crm_lineitem l JOIN crm_deal d ON d.id = l.deal_id
     WHERE l.product_id = ANY(%s) AND d.contact_id IS NOT NULL AND d.deleted_at IS NULL
       AND EXISTS (SELECT 1 FROM crm_contactlist WHERE is_about_products AND deleted_at IS NULL)
"""
_TAKE = """
    DELETE FROM crm_listcheck WHERE id IN (SELECT id FROM crm_listcheck ORDER BY id LIMIT %s)
 RETURNING contact_id, about
"""


def note_contacts(contact_ids: Sequence[int]) -> None:
    """These contacts changed, or may be in other lists for another reason."""
    _note(_NOTE, contact_ids)


def note_deals(deal_ids: Sequence[int]) -> None:
    """These deals changed: the contacts that have them are to be looked at. Who had one before is told by himself."""
    _note(_NOTE_OF_DEALS, deal_ids)


def note_products(product_ids: Sequence[int]) -> None:
    """These products changed: who bought them is to be looked at, where a list asks what kind of product it was."""
    _note(_NOTE_OF_PRODUCTS, product_ids)


def note_events(family: str, contact_ids: Sequence[int]) -> None:
    """Something happened to these contacts that a family of events tells of (crm.filters.events): no list but those
    about that family looks at them. In the transaction that writes it down.
    """
    if contact_ids:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_OF_EVENTS, [list(contact_ids), family])


@dataclass(frozen=True, slots=True)
class Taken:
    """Contacts to look at: for every list, and (by family) those to whom nothing but events happened."""

    changed: list[int]
    by_family: dict[str, list[int]]

    def __bool__(self) -> bool:
        return bool(self.changed or self.by_family)


def take(cursor: CursorWrapper, most: int) -> Taken:
    """Take the oldest of them; they are gone when this transaction is committed."""
    cursor.execute(_TAKE, [most])
    noted: dict[str, set[int]] = {}
    for contact_id, about in cursor.fetchall():
        noted.setdefault(about, set()).add(contact_id)
    changed = noted.pop("", set())
    return Taken(sorted(changed), {code: sorted(rest) for code, ids in noted.items() if (rest := ids - changed)})


def are_more_than(number: int) -> bool:
    """Whether more than so many notes wait."""
    return ListCheck.objects.order_by("pk")[number : number + 1].exists()


def waiting() -> int:
    """How many contacts are to be looked at."""
    return ListCheck.objects.values("contact_id").distinct().count()


def _note(statement: str, ids: Sequence[int]) -> None:
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(ids)])
