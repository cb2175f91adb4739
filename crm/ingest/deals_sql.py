"""The statements that merge staged orders and checkouts into deals. `i` is incoming, `d` the deal.

They are built for the fields that the records' source speaks of, once for each such set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from crm.ingest.stage_sql import DERIVED, with_derived
from crm.ingest.staging import Staging, returning_changed
from crm.ingest.versions import is_newest
from crm.stages import PIPELINE_ID

_TEXT, _TIME, _MONEY, _BOOL, _INT = "text", "timestamptz", "numeric", "boolean", "bigint"

_KEYS = {"shopify_order_id": _INT, "shopify_checkout_id": _INT, "checkout_token": _TEXT}

# How a deal came: these never change at Shopify, so whoever knows them fills them, whenever it arrives.
_ORIGIN = {
    "cart_token": _TEXT,
    "landing_site": _TEXT,
    "referring_site": _TEXT,
    "source_name": _TEXT,
    "processing_method": _TEXT,
    "order_number": _INT,
    "journey": "jsonb",
}
# What only a checkout carries: it keeps its say once there is an order.
_CHECKOUT_ONLY = {"abandoned_checkout_url": _TEXT, "completed_at": _TIME}

_STATE = {
    "name": _TEXT,
    "amount": _MONEY,
    "total_refunded": _MONEY,
    "currency": _TEXT,
    "token": _TEXT,
    "customer_id": _INT,
    "email": _TEXT,
    "buyer_accepts_marketing": _BOOL,
    "cancel_reason": _TEXT,
    "cancelled_at": _TIME,
    "shopify_created_at": _TIME,
    "processed_at": _TIME,
    "fulfilled_at": _TIME,
    "refunded_at": _TIME,
    "financial_status": _TEXT,
    "fulfillment_status": _TEXT,
    "note": _TEXT,
    "subtotal_price": _MONEY,
    "taxes_included": _BOOL,
    "total_discounts": _MONEY,
    "total_line_items_price": _MONEY,
    "total_tax": _MONEY,
    "total_weight": _INT,
    "tags": "text[]",
    "presentment_currency": _TEXT,
    "presentment_money": "jsonb",
}
# Kept by the merge itself.
_KEPT = {
    "contact_id": _INT,
    "checkout_created_at": _TIME,
    "order_updated_at": _TIME,
    "checkout_updated_at": _TIME,
    "paid_seen_at": _TIME,
    "was_seen_unpaid": _BOOL,
    "deleted_at": _TIME,
}
# When a state was so: written with it, and by itself only for webhooks.
_AS_OF = "coalesce(i.as_of, i.version)"
_FACTS = {**_KEYS, **_ORIGIN, **_CHECKOUT_ONLY, **_STATE, **_KEPT}

INCOMING = Staging(
    "incoming_deal",
    columns={"n": "integer", "version": _TIME, "as_of": _TIME, **_KEYS, **_ORIGIN, **_CHECKOUT_ONLY, **_STATE},
    keys=("n", *_KEYS),
)
# Which deal each incoming record is: a narrow table, so that finding out rewrites no wide rows.
TARGETS = Staging(
    "incoming_deal_target",
    columns={
        "n": "integer",
        "deal_id": _INT,
        "is_new": _BOOL,
        "skip": _TEXT,
        "absorbed_id": _INT,
        "token_taken": _BOOL,
        "number_taken": _BOOL,
    },
    keys=("n",),
)
SOURCE = "(SELECT * FROM incoming_deal JOIN incoming_deal_target USING (n))"

NEWEST_ORDER = is_newest("i.version", "d.order_updated_at", "d.order_as_of")
NEWEST_CHECKOUT = is_newest("i.version", "d.checkout_updated_at", "d.checkout_as_of")
_IS_PAID = "i.financial_status IN ('paid', 'partially_refunded', 'refunded')"
# A state that does not speak of money says neither.
_IS_UNPAID = f"coalesce(NOT {_IS_PAID}, false)"


def _empty(kind: str) -> str:
    return {_TEXT: "''", "text[]": "'{}'::text[]"}.get(kind, f"NULL::{kind}")


def _is_given(column: str, kind: str) -> str:
    return f"{column} <> ''" if kind == _TEXT else f"{column} IS NOT NULL"


# An order is known by its id, else by its checkout's token, number or cart, unless that is another order's already.
# LIMIT 1 has each looked up by its index: a join would read the whole table for every batch.
# A checkout that was deleted comes back with its order; an order that was deleted does not (SPEC D5).
# `absorbed_id`: a checkout's deal that turns out to be the order's, which has a deal of its own already.
FIND_TARGETS = """
    INSERT INTO incoming_deal_target (n, deal_id, is_new, skip, absorbed_id, token_taken, number_taken)
    SELECT n, coalesce(id, CASE WHEN skip IS NULL THEN nextval(pg_get_serial_sequence('crm_deal', 'id')) END),
           id IS NULL AND skip IS NULL, skip,
           CASE WHEN is_order AND token_is_free AND t_id <> id THEN t_id
                WHEN is_order AND number_is_free AND c_id <> id THEN c_id END,
           coalesce(t_id <> id AND NOT (is_order AND token_is_free), t_id IS NOT NULL AND id IS NULL),
           coalesce(c_id <> id AND NOT (is_order AND number_is_free), c_id IS NOT NULL AND id IS NULL)
      FROM (SELECT n, is_order, id, t_id, c_id, token_is_free, number_is_free,
                   CASE WHEN is_order AND o_deleted_at IS NOT NULL OR order_tomb THEN 'deleted_in_shopify'
                        WHEN NOT is_order AND is_checkouts AND (deleted_at IS NOT NULL OR checkout_tomb)
                             THEN 'deleted_in_shopify'
                        WHEN NOT is_order AND NOT is_checkouts AND deleted_at IS NOT NULL THEN 'deleted_in_shopify'
                   END AS skip
              FROM (SELECT i.n, i.shopify_order_id IS NOT NULL AS is_order,
                           t.id AS t_id, c.id AS c_id, o.deleted_at AS o_deleted_at,
                           t.shopify_order_id IS NULL AS token_is_free, c.shopify_order_id IS NULL AS number_is_free,
                           found.id, d.deleted_at, d.shopify_order_id IS NULL AS is_checkouts,
                           EXISTS (SELECT 1 FROM crm_tombstone WHERE object_type = 'deals'
                                      AND key = i.shopify_order_id::text) AS order_tomb,
                           EXISTS (SELECT 1 FROM crm_tombstone WHERE object_type = 'deals'
                                      AND key IN ('checkout:' || i.shopify_checkout_id,
                                                  CASE WHEN i.shopify_checkout_id IS NULL AND i.cart_token <> ''
                                                       THEN 'cart:' || i.cart_token END)) AS checkout_tomb
                      FROM incoming_deal i
                      LEFT JOIN LATERAL (SELECT id, deleted_at FROM crm_deal d
                                          WHERE d.shopify_order_id = i.shopify_order_id LIMIT 1) AS o ON true
                      LEFT JOIN LATERAL (SELECT id, shopify_order_id FROM crm_deal d
                                          WHERE d.checkout_token = i.checkout_token AND d.checkout_token <> ''
                                          LIMIT 1) AS t ON true
                      LEFT JOIN LATERAL (SELECT id, shopify_order_id FROM crm_deal d
                                          WHERE d.shopify_checkout_id = i.shopify_checkout_id LIMIT 1) AS c ON true
                      LEFT JOIN LATERAL (SELECT id FROM crm_deal d
                                          WHERE d.cart_token = i.cart_token AND d.cart_token <> ''
                                                AND (d.shopify_order_id IS NULL OR d.checkout_token = '')
                                                AND CASE WHEN i.shopify_order_id IS NULL
                                                         THEN d.shopify_order_id IS NOT NULL
                                                         ELSE d.shopify_order_id IS NULL AND i.checkout_token = '' END
                                          ORDER BY d.id DESC LIMIT 1) AS k ON true
                      LEFT JOIN LATERAL (SELECT coalesce(
                            o.id,
                            CASE WHEN i.shopify_order_id IS NULL OR t.shopify_order_id IS NULL THEN t.id END,
                            CASE WHEN i.shopify_order_id IS NULL OR c.shopify_order_id IS NULL THEN c.id END,
                            k.id) AS id) AS found ON true
                      LEFT JOIN crm_deal d ON d.id = found.id
                   ) AS looked_up
           ) AS judged
"""

# Two incoming records can turn out to be one deal (one by its id, one by its token): the newer waits its turn.
POSTPONE = """
    DELETE FROM incoming_deal_target
     WHERE n IN (SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY deal_id ORDER BY version, n) AS turn
                                  FROM incoming_deal JOIN incoming_deal_target USING (n)
                                 WHERE NOT is_new AND skip IS NULL) AS same
                  WHERE turn > 1)
 RETURNING n
"""

ABSORBED = "SELECT deal_id, absorbed_id FROM incoming_deal_target WHERE absorbed_id IS NOT NULL AND skip IS NULL"

SKIPPED = f"SELECT coalesce(shopify_order_id, shopify_checkout_id), skip FROM {SOURCE} i WHERE skip IS NOT NULL"

# In the order of ids, so that two merges never wait for each other in a circle.
LOCK_EXISTING = """
    SELECT d.id FROM crm_deal d JOIN incoming_deal_target i ON i.deal_id = d.id
     WHERE NOT i.is_new AND i.skip IS NULL ORDER BY d.id FOR UPDATE OF d
"""

# A customer's contact; one in the recycle bin gets no new deals until a person restores it (docs/data-model.md).
_CONTACT = """
    LEFT JOIN crm_customerlink l ON l.customer_id = i.customer_id
    LEFT JOIN crm_contact c ON c.id = l.contact_id AND c.deleted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class DealStatements:
    """What merges records of one kind and one set of known fields. Each returns the ids that it wrote."""

    insert: str
    keep_changes: str
    update: str
    update_from_older: str


@lru_cache(maxsize=64)
def statements(is_order: bool, known: frozenset[str], only_fills: tuple[str, ...] = ()) -> DealStatements:
    """The statements for orders, or for checkouts, whose source speaks of the fields `known`.

    Those of `only_fills` overwrite nothing.
    """
    fresh = _facts_of_new(is_order, known)
    merged = _facts_merged(is_order, known)
    for field in only_fills:
        merged[field] = f"CASE WHEN {_is_given(f'd.{field}', _STATE[field])} THEN d.{field} ELSE i.{field} END"
    applies = _applies(is_order)
    return DealStatements(
        insert=_insert(fresh),
        keep_changes=_keep_changes(known - set(only_fills), applies),
        update=_update(merged, applies),
        update_from_older=_update(_facts_from_older(is_order, known), f"NOT ({applies})"),
    )


def _facts_of_new(is_order: bool, known: frozenset[str]) -> dict[str, str]:
    facts = {f: f"i.{f}" if f in known or f in _KEYS else _empty(kind) for f, kind in _FACTS.items()}
    return {**facts, **_keys_not_taken(), **_kept_of_new(is_order), "deleted_at": "NULL::timestamptz"}


def _keys_not_taken() -> dict[str, str]:
    """A checkout's token or number that another order's deal has already is not written twice."""
    return {
        "checkout_token": "CASE WHEN i.token_taken THEN '' ELSE i.checkout_token END",
        "shopify_checkout_id": "CASE WHEN i.number_taken THEN NULL ELSE i.shopify_checkout_id END",
    }


def _kept_of_new(is_order: bool) -> dict[str, str]:
    if is_order:
        return {
            "contact_id": "c.id",
            "order_updated_at": "i.version",
            "order_as_of": _AS_OF,
            "paid_seen_at": f"CASE WHEN {_IS_PAID} THEN i.version END",
            "was_seen_unpaid": _IS_UNPAID,
        }
    return {
        "contact_id": "c.id",
        "checkout_created_at": "coalesce(i.shopify_created_at, i.version)",
        "checkout_updated_at": "i.version",
        "checkout_as_of": _AS_OF,
        "was_seen_unpaid": "false",
    }


def _applies(is_order: bool) -> str:
    """Whether an incoming state is the deal's newest. A checkout has no say over an order's state."""
    return NEWEST_ORDER if is_order else f"(d.order_updated_at IS NULL AND {NEWEST_CHECKOUT})"


def _facts_merged(is_order: bool, known: frozenset[str]) -> dict[str, str]:
    """The facts of an existing deal once the newest state of its kind is merged in."""
    facts = {f: f"d.{f}" for f in (*_FACTS, "order_as_of", "checkout_as_of")}
    for f, kind in _STATE.items():
        if f in known:
            facts[f] = f"i.{f}"
        elif is_order:  # what a checkout said of the state is no more true of its order
            facts[f] = f"CASE WHEN d.order_updated_at IS NULL THEN {_empty(kind)} ELSE d.{f} END"
    for f, kind in {**_KEYS, **_ORIGIN}.items():
        if f in known or f in _KEYS:
            facts[f] = f"CASE WHEN {_is_usable(f, kind)} THEN i.{f} ELSE d.{f} END"
    for f in _CHECKOUT_ONLY:
        if f in known and not is_order:
            facts[f] = f"i.{f}"
    if is_order:  # its checkout may have been deleted; an order that was is left out before
        facts["deleted_at"] = "CASE WHEN d.shopify_order_id IS NOT NULL THEN d.deleted_at END"
    facts["contact_id"] = "coalesce(c.id, CASE WHEN d.customer_id = i.customer_id THEN d.contact_id END)"
    if "customer_id" not in known:
        facts["contact_id"] = "d.contact_id"
    return {**facts, **(_seen_of_order() if is_order else _seen_of_checkout())}


def _is_usable(field: str, kind: str) -> str:
    """Whether an incoming value is given, and as a key is no other deal's."""
    taken = {"checkout_token": " AND NOT i.token_taken", "shopify_checkout_id": " AND NOT i.number_taken"}
    return f"({_is_given(f'i.{field}', kind)}{taken.get(field, '')})"


def _seen_of_order() -> dict[str, str]:
    return {
        "order_updated_at": "greatest(d.order_updated_at, i.version)",
        "order_as_of": f"CASE WHEN {NEWEST_ORDER} THEN {_AS_OF} ELSE d.order_as_of END",
        "paid_seen_at": f"least(d.paid_seen_at, CASE WHEN {_IS_PAID} THEN i.version END)",
        "was_seen_unpaid": f"d.was_seen_unpaid OR {_IS_UNPAID}",
    }


def _seen_of_checkout() -> dict[str, str]:
    return {
        "checkout_created_at": "coalesce(d.checkout_created_at, i.shopify_created_at, i.version)",
        "checkout_updated_at": "greatest(d.checkout_updated_at, i.version)",
        "checkout_as_of": f"CASE WHEN {NEWEST_CHECKOUT} THEN {_AS_OF} ELSE d.checkout_as_of END",
    }


def _facts_from_older(is_order: bool, known: frozenset[str]) -> dict[str, str]:
    """The facts of a deal after a state that is not its newest: its origin, and what is dated by the first state."""
    facts = {f: f"d.{f}" for f in (*_FACTS, "order_as_of", "checkout_as_of")}
    for f, kind in {**_KEYS, **_ORIGIN}.items():
        if f in known or f in _KEYS:
            usable = f"NOT {_is_given(f'd.{f}', kind)} AND {_is_usable(f, kind)}"
            facts[f] = f"CASE WHEN {usable} THEN i.{f} ELSE d.{f} END"
    if is_order:
        return {**facts, **_seen_of_order()}
    for f in _CHECKOUT_ONLY:
        if f in known:
            facts[f] = f"CASE WHEN {NEWEST_CHECKOUT} THEN i.{f} ELSE d.{f} END"
    return {**facts, **_seen_of_checkout()}


def _select(facts: dict[str, str], source: str) -> str:
    columns = ", ".join(f"{expression} AS {name}" for name, expression in facts.items())
    return f"SELECT i.deal_id, {columns} FROM {source}"


def _insert(facts: dict[str, str]) -> str:
    columns = ", ".join((*facts, *DERIVED))
    return f"""
        {with_derived(_select(facts, f"{SOURCE} i {_CONTACT} WHERE i.is_new"))}
        INSERT INTO crm_deal (id, {columns}, pipeline_id, ecomm_synced, custom, created_at, updated_at)
        SELECT deal_id, {columns}, '{PIPELINE_ID}', true, '{{}}', %(now)s, %(now)s FROM derived
     RETURNING id
    """


def _update(facts: dict[str, str], condition: str) -> str:
    source = f"""{SOURCE} i JOIN crm_deal d ON d.id = i.deal_id {_CONTACT}
        WHERE NOT i.is_new AND i.skip IS NULL AND {condition}"""
    compared = (*_FACTS, *DERIVED)
    moments = ("order_as_of", "checkout_as_of")
    return f"""
        {with_derived(_select(facts, source))}
        UPDATE crm_deal d
           SET {_pairs((*compared, *moments))}, ecomm_synced = true,
               updated_at = CASE WHEN {_differ(compared)} THEN %(now)s ELSE d.updated_at END
          FROM derived
         WHERE d.id = derived.deal_id
               AND ({_differ(compared)} OR (%(keeps_as_of)s AND {_differ(moments)}))
     {returning_changed("d", compared)}
    """


def _pairs(columns: Iterable[str]) -> str:
    return ", ".join(f"{column} = derived.{column}" for column in columns)


def _differ(columns: Iterable[str]) -> str:
    kept, derived = (", ".join(f"{table}.{column}" for column in columns) for table in ("d", "derived"))
    return f"({kept}) IS DISTINCT FROM ({derived})"


def _keep_changes(known: frozenset[str], applies: str) -> str:
    fields = [f for f in _STATE if f in known]
    differs = " OR ".join(f"d.{f} IS DISTINCT FROM i.{f}" for f in fields)
    pairs = ", ".join(
        f"'{f}', CASE WHEN d.{f} IS DISTINCT FROM i.{f} THEN jsonb_build_array(d.{f}, i.{f}) END" for f in fields
    )
    return f"""
        INSERT INTO crm_recordchange (object_type, record_id, at, source, changes)
        SELECT 'deals', d.id, %(now)s, %(source)s, jsonb_strip_nulls(jsonb_build_object({pairs}))
          FROM {SOURCE} i JOIN crm_deal d ON d.id = i.deal_id
         WHERE NOT i.is_new AND i.skip IS NULL AND {applies} AND ({differs})
     RETURNING record_id
    """


# What follows from a deal's facts and the clock, written anew for the deals of `ids`.
_FACTS_OF_SOME = (
    f"SELECT d.id AS deal_id, {', '.join(f'd.{f}' for f in _FACTS)} FROM crm_deal d WHERE d.id = ANY(%(ids)s)"
)
REDERIVE = f"""
    {with_derived(_FACTS_OF_SOME)}
    UPDATE crm_deal d SET {_pairs(DERIVED)}, updated_at = %(now)s
      FROM derived
     WHERE d.id = derived.deal_id AND {_differ(DERIVED)}
 RETURNING d.id
"""
