"""A checkout's deal that turns out to be an order's which has a deal of its own already: the two become one (SPEC D1).

That is so when an order came without its checkout's token, and is told of again with it.
"""

from django.db.backends.utils import CursorWrapper

from crm.ingest.deals_sql import ABSORBED
from crm.ingest.erased import PERSONAL

# What a checkout knows and its order does not; the order's own values stay.
_TEXTS = ("checkout_token", "cart_token", "abandoned_checkout_url", "landing_site", "referring_site", "source_name")
_VALUES = (
    "shopify_checkout_id",
    "checkout_created_at",
    "completed_at",
    "checkout_updated_at",
    "checkout_as_of",
    "journey",
)

_FORGET = """
    WITH gone AS (DELETE FROM crm_lineitem WHERE deal_id = %(absorbed)s),
         words AS (DELETE FROM crm_dealwords WHERE deal_id = %(absorbed)s),
         stages AS (DELETE FROM crm_stagechange WHERE deal_id = %(absorbed)s),
         history AS (UPDATE crm_recordchange SET record_id = %(deal)s
                      WHERE object_type = 'deals' AND record_id = %(absorbed)s)
    SELECT contact_id, custom, {columns} FROM crm_deal WHERE id = %(absorbed)s FOR UPDATE
""".format(columns=", ".join((*_TEXTS, *_VALUES)))


def _taken(name: str) -> str:
    """A value of the checkout's where the order's deal has none; nothing of a person who was erased."""
    is_empty = f"{name} = ''" if name in _TEXTS else f"{name} IS NULL"
    allowed = " AND NOT erased" if name in PERSONAL else ""
    return f"{name} = CASE WHEN {is_empty}{allowed} THEN %({name})s ELSE {name} END"


_TAKE = "UPDATE crm_deal SET custom = %(custom)s::jsonb || custom, {pairs} WHERE id = %(deal)s".format(
    pairs=", ".join(_taken(name) for name in (*_TEXTS, *_VALUES))
)


def absorb_checkouts(cursor: CursorWrapper) -> tuple[list[int], set[int]]:
    """Before staged orders are merged: take in the deals of their checkouts. The deals that took one, the contacts
    that those belonged to."""
    cursor.execute(ABSORBED)
    pairs = cursor.fetchall()
    contacts: set[int] = set()
    for deal_id, absorbed_id in pairs:
        cursor.execute(_FORGET, {"deal": deal_id, "absorbed": absorbed_id})
        contact_id, custom, *values = cursor.fetchone()
        if contact_id:
            contacts.add(contact_id)
        cursor.execute("DELETE FROM crm_deal WHERE id = %s", [absorbed_id])
        known = dict(zip((*_TEXTS, *_VALUES), values, strict=True))
        cursor.execute(_TAKE, {**known, "custom": custom, "deal": deal_id})
    return [deal_id for deal_id, _ in pairs], contacts
