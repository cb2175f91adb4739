"""A checkout's deal that turns out to be an order's which has a deal of its own already: the two become one (SPEC D1).

That is so when an order came without its checkout's token, and is told of again with it.
"""

from django.db.backends.utils import CursorWrapper

from crm.ingest.deals_sql import ABSORBED

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
         stages AS (DELETE FROM crm_stagechange WHERE deal_id = %(absorbed)s),
         history AS (UPDATE crm_recordchange SET record_id = %(deal)s
                      WHERE object_type = 'deals' AND record_id = %(absorbed)s)
    SELECT contact_id, {columns} FROM crm_deal WHERE id = %(absorbed)s FOR UPDATE
""".format(columns=", ".join((*_TEXTS, *_VALUES)))

_TAKE = "UPDATE crm_deal SET {pairs} WHERE id = %(deal)s".format(
    pairs=", ".join(
        [
            *(f"{name} = CASE WHEN {name} = '' THEN %({name})s ELSE {name} END" for name in _TEXTS),
            *(f"{name} = coalesce({name}, %({name})s)" for name in _VALUES),
        ]
    )
)


def absorb_checkouts(cursor: CursorWrapper) -> tuple[list[int], set[int]]:
    """Before staged orders are merged: take in the deals of their checkouts. The deals that took one, the contacts
    that those belonged to."""
    cursor.execute(ABSORBED)
    pairs = cursor.fetchall()
    contacts: set[int] = set()
    for deal_id, absorbed_id in pairs:
        cursor.execute(_FORGET, {"deal": deal_id, "absorbed": absorbed_id})
        contact_id, *values = cursor.fetchone()
        if contact_id:
            contacts.add(contact_id)
        cursor.execute("DELETE FROM crm_deal WHERE id = %s", [absorbed_id])
        known = dict(zip((*_TEXTS, *_VALUES), values, strict=True))
        cursor.execute(_TAKE, {**known, "deal": deal_id})
    return [deal_id for deal_id, _ in pairs], contacts
