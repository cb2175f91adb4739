"""What deals say of people who were erased for good stays away, whatever comes late (SPEC C8; crm/erasure.py)."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from crm.ingest.staging import ids

# What a deal says of a person; the numbers, and what was bought, are the merchant's books.
PERSONAL = {
    "email": "",
    "note": "",
    "abandoned_checkout_url": "",
    "landing_site": "",
    "referring_site": "",
    "journey": None,
    "buyer_accepts_marketing": None,
    "token": "",
    "cart_token": "",
    "customer_id": None,
}
_BLANKS = ", ".join(f"{name} = {'NULL' if empty is None else repr(empty)}" for name, empty in PERSONAL.items())

# Staged states of deals that were erased (a partial index has these few), and those that come only now: of customers
# and orders with a tombstone.
_LEAVE_OUT = f"""
    WITH gone AS (
        SELECT t.n FROM incoming_deal_target t JOIN crm_deal d ON d.id = t.deal_id AND d.erased
         UNION
        SELECT i.n FROM incoming_deal i
          JOIN crm_tombstone b ON b.object_type = 'contacts' AND b.key = 'customer:' || i.customer_id
         UNION
        SELECT i.n FROM incoming_deal i
          JOIN crm_tombstone b ON b.object_type = 'deals' AND b.key = 'person:' || i.shopify_order_id
    )
    UPDATE incoming_deal i
       SET {_BLANKS}
      FROM gone JOIN incoming_deal_target t USING (n)
     WHERE i.n = gone.n
 RETURNING t.deal_id
"""
_MARK = f"""
    UPDATE crm_deal SET erased = true, contact_id = NULL, updated_at = now(), {_BLANKS}
     WHERE id = ANY(%s) AND NOT erased RETURNING id
"""
_FORGET_WORDS = "DELETE FROM crm_dealwords WHERE deal_id = ANY(%s)"
_FORGET_CHANGES = "DELETE FROM crm_recordchange WHERE object_type = 'deals' AND record_id = ANY(%s)"


def leave_out_persons(cursor: CursorWrapper) -> list[int]:
    """Before staged deals are merged: leave out the persons who were erased. Their deals, new ones among them."""
    cursor.execute(_LEAVE_OUT)
    return [deal_id for deal_id in ids(cursor) if deal_id is not None]


def mark_erased(cursor: CursorWrapper, deal_ids: Sequence[int]) -> list[int]:
    """After the merge: let these deals be erased ones too; those that were not."""
    if not deal_ids:
        return []
    cursor.execute(_MARK, [list(deal_ids)])
    marked = ids(cursor)
    cursor.execute(_FORGET_WORDS, [marked])
    cursor.execute(_FORGET_CHANGES, [marked])
    return marked
