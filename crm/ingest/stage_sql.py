"""What follows from a deal's facts, in SQL: its stage, the moments it entered each, and its close date.

All of it is a function of the facts and the clock, never of the order in which states arrived, so that history can be
written anew from them at any time. The rule in Python is crm/stages.py. Parameters: now (UTC) and abandoned_after.
"""

_PAID = "financial_status IN ('paid', 'partially_refunded', 'refunded')"
_ABANDONED_AFTER = "%(abandoned_after)s"
_IS_ORDER = "shopify_order_id IS NOT NULL"
_VERSION = "coalesce(order_updated_at, checkout_updated_at)"
# When a checkout stopped being open: at its order, or when Shopify says that it was completed.
_CHECKED_OUT_AT = f"CASE WHEN {_IS_ORDER} THEN coalesce(shopify_created_at, {_VERSION}) ELSE completed_at END"

STAGE = f"""
    CASE
        WHEN cancelled_at IS NOT NULL OR financial_status IN ('voided', 'refunded')
             OR (total_refunded > 0 AND total_refunded >= coalesce(amount, 0)) THEN 'cancelled'
        WHEN {_IS_ORDER} AND fulfillment_status = 'fulfilled' THEN 'shipped'
        WHEN {_IS_ORDER} AND financial_status IN ('paid', 'partially_refunded') THEN 'processed'
        WHEN {_IS_ORDER} OR completed_at IS NOT NULL THEN 'checkout_completed'
        WHEN checkout_created_at <= %(now)s - {_ABANDONED_AFTER} THEN 'checkout_abandoned'
        ELSE 'checkout_pending'
    END"""

# A payment at the checkout is dated by the order; one that was seen to come later, by the first state that had it.
_PAID_AT = f"""
    CASE WHEN {_IS_ORDER} AND {_PAID} THEN
        CASE WHEN was_seen_unpaid THEN paid_seen_at
             ELSE coalesce(processed_at, shopify_created_at, order_updated_at) END
    END"""

_SHIPPED_AT = f"CASE WHEN {_IS_ORDER} AND fulfillment_status = 'fulfilled' THEN coalesce(fulfilled_at, {_VERSION}) END"

_ABANDONED_AT = f"""
    CASE WHEN checkout_created_at + {_ABANDONED_AFTER} <= coalesce({_CHECKED_OUT_AT}, %(now)s)
         THEN checkout_created_at + {_ABANDONED_AFTER} END"""

_CANCELLED_AT = f"CASE WHEN stage_id = 'cancelled' THEN coalesce(cancelled_at, refunded_at, {_VERSION}) END"

_ENTERED_AT = f"""
    CASE stage_id
        WHEN 'cancelled' THEN {_CANCELLED_AT}
        WHEN 'shipped' THEN shipped_at
        WHEN 'processed' THEN paid_at
        WHEN 'checkout_completed' THEN {_CHECKED_OUT_AT}
        WHEN 'checkout_abandoned' THEN abandoned_at
        ELSE checkout_created_at
    END"""

# The columns of a deal that are derived from its other columns.
DERIVED = ("stage_id", "stage_entered_at", "closed_at", "abandoned_at", "recovered_at")


def with_derived(facts: str) -> str:
    """CTEs that end in `derived`: the rows of the query `facts` with the derived columns (parameters: above)."""
    return f"""
        WITH facts AS ({facts}),
        dated AS (SELECT *, {STAGE} AS stage_id, {_PAID_AT} AS paid_at, {_SHIPPED_AT} AS shipped_at,
                         {_ABANDONED_AT} AS abandoned_at FROM facts),
        derived AS (SELECT *, {_ENTERED_AT} AS stage_entered_at,
                           least(paid_at, shipped_at, {_CANCELLED_AT}) AS closed_at,
                           CASE WHEN abandoned_at IS NOT NULL THEN {_CHECKED_OUT_AT} END AS recovered_at FROM dated)
    """


# The stages that deals went through, from their facts. Nothing after the present stage was entered.
_HISTORY = f"""
    SELECT d.id AS deal_id, step.stage, step.at, step.reason, step.place
      FROM crm_deal d
     CROSS JOIN LATERAL (SELECT {_PAID_AT} AS paid_at, {_SHIPPED_AT} AS shipped_at) AS moment
     CROSS JOIN LATERAL (VALUES
        (1, 'checkout_pending', checkout_created_at, 'checkout_started'),
        (2, 'checkout_abandoned', abandoned_at, 'not_completed'),
        (3, 'checkout_completed',
            CASE WHEN stage_id = 'checkout_completed' OR was_seen_unpaid OR ({_IS_ORDER} AND NOT {_PAID})
                 THEN {_CHECKED_OUT_AT} END, 'order_placed'),
        (4, 'processed', CASE WHEN paid_at < coalesce(shipped_at, 'infinity') THEN paid_at END, 'paid'),
        (5, 'shipped', shipped_at, 'fulfilled'),
        (6, 'cancelled', CASE WHEN stage_id = 'cancelled' THEN stage_entered_at END, 'cancelled')
     ) AS step (place, stage, at, reason)
     WHERE d.id = ANY(%(ids)s) AND step.at IS NOT NULL
           AND (step.stage = d.stage_id OR step.at <= coalesce(d.stage_entered_at, 'infinity'))
"""

WRITE_HISTORY = f"""
    INSERT INTO crm_stagechange (deal_id, from_stage_id, to_stage_id, at, reason)
    SELECT deal_id, lag(stage) OVER way, stage, at, reason FROM ({_HISTORY}) AS history
    WINDOW way AS (PARTITION BY deal_id ORDER BY at, place)
     ORDER BY deal_id, at, place
"""

FORGET_HISTORY = "DELETE FROM crm_stagechange WHERE deal_id = ANY(%(ids)s) AND reason <> 'by_person'"
