"""What sets off each workflow (SPEC W1; HUBSPOT's triggers), as SQL over the facts of contacts and deals.

Each statement gives contact_id, deal_id, triggered_at, occurrence for what happened from %(since)s to %(until)s, both
included; nobody is given twice for one occurrence.
"""

from workflows.models import Kind

# A purchase is the first when no other one was won before it.
_FIRST_PURCHASE = """
    SELECT d.contact_id, d.id AS deal_id, d.closed_at AS triggered_at, 'contact:' || d.contact_id AS occurrence
      FROM crm_deal d
     WHERE d.closed_at BETWEEN %(since)s AND %(until)s
           AND d.stage_id = ANY(%(won)s) AND d.deleted_at IS NULL AND d.contact_id IS NOT NULL
           AND NOT EXISTS (
               SELECT 1 FROM crm_deal e
                WHERE e.contact_id = d.contact_id AND e.stage_id = ANY(%(won)s) AND e.deleted_at IS NULL
                      AND (e.closed_at, e.id) < (d.closed_at, d.id))
"""
# Of several carts of one person the newest, unless they bought something since.
_ABANDONED_CART = """
    SELECT DISTINCT ON (d.contact_id)
           d.contact_id, d.id AS deal_id, d.abandoned_at AS triggered_at, 'deal:' || d.id AS occurrence
      FROM crm_deal d
     WHERE d.abandoned_at BETWEEN %(since)s AND %(until)s
           AND d.stage_id = 'checkout_abandoned' AND d.deleted_at IS NULL AND d.contact_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM crm_purchasesummary p
                            WHERE p.contact_id = d.contact_id AND p.last_order_at > d.abandoned_at)
     ORDER BY d.contact_id, d.abandoned_at DESC, d.id DESC
"""
_LAPSED = """
    SELECT p.contact_id, NULL::bigint AS deal_id, p.last_order_at + %(lapse)s AS triggered_at,
           'contact:' || p.contact_id || ':' || extract(epoch FROM p.last_order_at) AS occurrence
      FROM crm_purchasesummary p
     WHERE p.last_order_at BETWEEN %(since)s - %(lapse)s AND %(until)s - %(lapse)s
"""
TRIGGERS: dict[str, str] = {
    Kind.WELCOME: _FIRST_PURCHASE,
    Kind.ABANDONED_CART: _ABANDONED_CART,
    Kind.RE_ENGAGEMENT: _LAPSED,
}
