"""What contacts bought and left behind, recomputed from their deals (SPEC K5; docs/properties.md)."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from crm.ingest.staging import ids
from crm.signals import send_contacts_changed

_COLUMNS = (
    "first_order_at",
    "last_order_at",
    "number_of_orders",
    "total_revenue",
    "average_order_value",
    "last_product",
    "last_abandoned_at",
    "last_abandoned_amount",
    "last_abandoned_url",
    "last_abandoned_products",
)

_RECOMPUTE = """
    WITH deal AS (
        SELECT id, contact_id, stage_id, net_amount, amount, shopify_created_at, abandoned_at, abandoned_checkout_url,
               shopify_order_id, checkout_token
          FROM crm_deal
         WHERE contact_id {which} AND deleted_at IS NULL
    ), sales AS (
        SELECT contact_id, min(shopify_created_at) AS first_at, max(shopify_created_at) AS last_at,
               count(*) AS number, sum(net_amount) AS revenue, avg(net_amount) AS average,
               (array_agg(id ORDER BY shopify_created_at DESC, shopify_order_id DESC))[1] AS last_deal_id
          FROM deal WHERE stage_id IN ('processed', 'shipped')
         GROUP BY contact_id
    ), cart AS (
        SELECT DISTINCT ON (contact_id) contact_id, id, abandoned_at, amount, abandoned_checkout_url
          FROM deal WHERE abandoned_at IS NOT NULL
         ORDER BY contact_id, abandoned_at DESC, checkout_token DESC
    )
    INSERT INTO crm_purchasesummary (contact_id, {columns})
    SELECT c.id, first_at, last_at, coalesce(number, 0), revenue, round(average, 4),
           coalesce((SELECT title FROM crm_lineitem WHERE deal_id = last_deal_id ORDER BY position LIMIT 1), ''),
           cart.abandoned_at, cart.amount, coalesce(cart.abandoned_checkout_url, ''),
           coalesce((SELECT string_agg(title, ', ' ORDER BY position) FROM crm_lineitem WHERE deal_id = cart.id), '')
      FROM crm_contact c
      LEFT JOIN sales ON sales.contact_id = c.id
      LEFT JOIN cart ON cart.contact_id = c.id
     WHERE c.id {which}
           AND (sales.contact_id IS NOT NULL OR cart.contact_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM crm_purchasesummary kept WHERE kept.contact_id = c.id))
     ORDER BY c.id
        ON CONFLICT (contact_id) DO UPDATE SET {sets}
     WHERE ({old}) IS DISTINCT FROM ({new})
 RETURNING contact_id
"""


def _recompute_of(which: str) -> str:
    return _RECOMPUTE.format(
        which=which,
        columns=", ".join(_COLUMNS),
        sets=", ".join(f"{column} = excluded.{column}" for column in _COLUMNS),
        old=", ".join(f"crm_purchasesummary.{column}" for column in _COLUMNS),
        new=", ".join(f"excluded.{column}" for column in _COLUMNS),
    )


_RECOMPUTE_SOME = _recompute_of("= ANY(%(ids)s)")
_RECOMPUTE_RANGE = _recompute_of("BETWEEN %(first)s AND %(last)s")
# Contacts whose purchases are recomputed in one transaction when it is done for all.
_RANGE = 50_000


def recompute_purchases(cursor: CursorWrapper, contact_ids: Sequence[int]) -> None:
    """Write the purchase summary of these contacts anew; rows that stay the same are not touched."""
    if contact_ids:
        cursor.execute(_RECOMPUTE_SOME, {"ids": list(contact_ids)})


def contacts_of(cursor: CursorWrapper, deal_ids: Sequence[int]) -> set[int]:
    """The contacts that these deals belong to now."""
    cursor.execute(
        "SELECT DISTINCT contact_id FROM crm_deal WHERE id = ANY(%s) AND contact_id IS NOT NULL", [list(deal_ids)]
    )
    return set(ids(cursor))


def recompute_all_purchases() -> None:
    """Write every contact's purchase summary anew, a range of contacts at a time; equal rows are not touched.

    Sends `contacts_changed` with the contacts of each range whose purchases did change.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM crm_contact")
        lowest, highest = cursor.fetchone()
        for first in range(lowest, highest + 1, _RANGE):
            with transaction.atomic():
                cursor.execute(_RECOMPUTE_RANGE, {"first": first, "last": first + _RANGE - 1})
                send_contacts_changed([], ids(cursor))
