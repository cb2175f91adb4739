"""The statements that merge staged customers into contacts. `i` is incoming, `c` the contact, `l` the link."""

from crm.ingest.staging import Staging, returning_changed
from crm.ingest.tombstones import ADDRESS_KEY
from crm.ingest.versions import is_newest

_TEXTS = ("first_name", "last_name", "phone", "address", "city", "state", "zip", "country", "note")
_VALUES = {
    "accepts_marketing": "boolean",
    "shopify_created_at": "timestamptz",
    "orders_count": "bigint",
    "tags": "text[]",
    "tax_exempt": "boolean",
    "verified_email": "boolean",
}
# The properties that Shopify fills, e-mail aside: that one is also the key.
_FIELDS = (*_TEXTS, *_VALUES)
_CONSENT = "accepts_marketing"
# Those whose age is told by the state that gave them.
_AGEING = tuple(field for field in _FIELDS if field != _CONSENT)
# When an incoming state was so.
_AS_OF = "coalesce(i.as_of, i.updated_at)"

INCOMING = Staging(
    "incoming_customer",
    columns={
        "customer_id": "bigint",
        "updated_at": "timestamptz",
        "as_of": "timestamptz",
        "email": "text",
        **dict.fromkeys(_TEXTS, "text"),
        **_VALUES,
    },
    keys=("customer_id", "email"),
)
# Which contact each incoming customer is: a narrow table, so that finding out rewrites no wide rows.
TARGETS = Staging(
    "incoming_customer_target",
    columns={
        "customer_id": "bigint",
        "contact_id": "bigint",
        "is_linked": "boolean",
        "is_new": "boolean",
        "skip": "text",
    },
    keys=("customer_id",),
)
_SOURCE = "(SELECT * FROM incoming_customer JOIN incoming_customer_target USING (customer_id))"


def _is_given(field: str, table: str) -> str:
    """Whether a field carries a value: an empty one is no knowledge (SPEC K1)."""
    if field in _TEXTS:
        return f"{table}.{field} <> ''"
    if field == "tags":
        return f"coalesce(cardinality({table}.tags), 0) > 0"
    return f"{table}.{field} IS NOT NULL"


def _is_said(field: str) -> str:
    """Whether an incoming state has something to say of a field. Consent is ordered by its own moment: it is also told
    of by itself (consent.py)."""
    if field == _CONSENT:
        return f"({_is_given(field, 'i')} AND (c.consent_as_of IS NULL OR {_AS_OF} >= c.consent_as_of))"
    return _is_given(field, "i")


def _differs(field: str) -> str:
    return f"({_is_said(field)} AND i.{field} IS DISTINCT FROM c.{field})"


# The older state that a value comes from: the contact's own where it filled the value.
_STALE_STATE = """
    coalesce(c.stale_properties -> '{field}', CASE WHEN c.shopify_updated_at IS NOT NULL THEN
             jsonb_build_array(c.shopify_updated_at, coalesce(c.shopify_as_of, c.shopify_updated_at)) END)"""

_ANY_DIFFERENCE = " OR ".join(_differs(field) for field in _FIELDS)

# LIMIT 1 has each looked up by its index: a join would read the whole table for every batch.
# A customer is known by its id, else by e-mail. One whose contact a person deleted here is not made again (SPEC K3).
# A customer that Shopify deleted is still taken in as it was before: the contact stays, whichever comes first.
FIND_TARGETS = f"""
    INSERT INTO incoming_customer_target (customer_id, contact_id, is_linked, is_new, skip)
    SELECT customer_id,
           coalesce(id, CASE WHEN skip IS NULL THEN nextval(pg_get_serial_sequence('crm_contact', 'id')) END),
           is_linked, id IS NULL AND skip IS NULL, skip
      FROM (SELECT i.customer_id, coalesce(l.contact_id, c.id) AS id, l.contact_id IS NOT NULL AS is_linked,
                   CASE WHEN l.erased OR linked.deleted_at IS NOT NULL THEN 'deleted_here'
                        WHEN l.contact_id IS NULL AND c.id IS NULL AND tomb.id IS NOT NULL THEN 'deleted_here'
                   END AS skip
              FROM incoming_customer i
              LEFT JOIN LATERAL (SELECT contact_id, erased FROM crm_customerlink
                                  WHERE customer_id = i.customer_id LIMIT 1) AS l ON true
              LEFT JOIN crm_contact linked ON linked.id = l.contact_id
              LEFT JOIN LATERAL (SELECT id FROM crm_contact
                                  WHERE lower(email) = i.email AND email <> '' AND deleted_at IS NULL
                                  LIMIT 1) AS c ON true
              LEFT JOIN crm_tombstone tomb ON tomb.object_type = 'contacts' AND tomb.key = {ADDRESS_KEY}
           ) AS found
"""

# Two incoming customers can turn out to be one contact (one by its id, one by its e-mail): the newer waits its turn.
POSTPONE = """
    DELETE FROM incoming_customer_target
     WHERE customer_id IN (
           SELECT customer_id FROM (
                SELECT customer_id, row_number() OVER (PARTITION BY contact_id ORDER BY updated_at, customer_id) AS turn
                  FROM incoming_customer JOIN incoming_customer_target USING (customer_id)
                 WHERE NOT is_new AND skip IS NULL) AS same
            WHERE turn > 1)
 RETURNING customer_id
"""

SKIPPED = "SELECT customer_id, skip FROM incoming_customer_target WHERE skip IS NOT NULL"

# Contacts made by the initial import came from no visit that was seen (SPEC I4).
INSERT_NEW = f"""
    INSERT INTO crm_contact (
        id, email, {", ".join(_FIELDS)}, source, source_data_1, source_data_2, shopify_updated_at,
        shopify_as_of, consent_as_of, stale_properties, custom, created_at, updated_at)
    SELECT contact_id, email, {", ".join(_FIELDS).replace("tags", "coalesce(tags, '{{}}')")},
           CASE WHEN %(is_import)s THEN 'OFFLINE' ELSE '' END,
           CASE WHEN %(is_import)s THEN 'API' ELSE '' END,
           CASE WHEN %(is_import)s THEN 'integrations-sync' ELSE '' END,
           updated_at, {_AS_OF}, CASE WHEN {_CONSENT} IS NOT NULL THEN {_AS_OF} END,
           '{{}}', '{{}}', %(now)s, %(now)s
      FROM {_SOURCE} i
     WHERE is_new
 RETURNING id
""".replace("{{}}", "{}")

# In the order of ids, so that two merges never wait for each other in a circle.
LOCK_EXISTING = """
    SELECT c.id FROM crm_contact c JOIN incoming_customer_target i ON i.contact_id = c.id
     WHERE NOT i.is_new AND i.skip IS NULL ORDER BY c.id FOR UPDATE OF c
"""

_IS_NEWER = is_newest("i.updated_at", "c.shopify_updated_at", "c.shopify_as_of")


def _change_pair(field: str) -> str:
    return (
        f"'{field}', CASE WHEN {_differs(field)} THEN jsonb_build_array(to_jsonb(c.{field}), to_jsonb(i.{field})) END"
    )


KEEP_CHANGES = f"""
    INSERT INTO crm_recordchange (object_type, record_id, at, source, changes)
    SELECT 'contacts', c.id, %(now)s, %(source)s, jsonb_strip_nulls(jsonb_build_object(
               {", ".join(_change_pair(field) for field in _FIELDS)}))
      FROM {_SOURCE} i JOIN crm_contact c ON c.id = i.contact_id
     WHERE NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER} AND ({_ANY_DIFFERENCE})
 RETURNING record_id
"""


def _newest_given(field: str) -> str:
    return f"{field} = CASE WHEN {_is_said(field)} THEN i.{field} ELSE c.{field} END"


def _stale_after_newer(field: str) -> str:
    return (
        f"'{field}', CASE WHEN NOT coalesce({_is_said(field)}, false) AND {_is_given(field, 'c')} "
        f"THEN {_STALE_STATE.replace('{field}', field)} END"
    )


_CONSENT_MOMENT = f"CASE WHEN {_is_said(_CONSENT)} THEN {_AS_OF} ELSE c.consent_as_of END"

_CHANGES = f"(c.shopify_updated_at IS DISTINCT FROM i.updated_at OR {_ANY_DIFFERENCE})"

UPDATE_NEWER = f"""
    UPDATE crm_contact c
       SET {", ".join(_newest_given(field) for field in _FIELDS)},
           stale_properties = jsonb_strip_nulls(jsonb_build_object(
               {", ".join(_stale_after_newer(field) for field in _AGEING)})),
           shopify_updated_at = i.updated_at,
           shopify_as_of = {_AS_OF},
           consent_as_of = {_CONSENT_MOMENT},
           updated_at = CASE WHEN {_CHANGES} THEN %(now)s ELSE c.updated_at END
      FROM {_SOURCE} i
     WHERE c.id = i.contact_id AND NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER}
           AND ({_CHANGES} OR (%(keeps_as_of)s AND c.shopify_as_of IS DISTINCT FROM {_AS_OF}))
 {returning_changed("c", ("shopify_updated_at", *_FIELDS))}
"""


def _older_fills(field: str) -> str:
    """A late, older state still fills what is empty, or what is known only from a state older still."""
    if field == _CONSENT:
        return f"({_is_said(field)} AND (c.consent_as_of < {_AS_OF} OR c.{field} IS DISTINCT FROM i.{field}))"
    stale = f"c.stale_properties -> '{field}'"
    return (
        f"({_is_said(field)} AND (NOT coalesce({_is_given(field, 'c')}, false)"
        f" OR ((({stale}) ->> 0)::timestamptz, (({stale}) ->> 1)::timestamptz) < (i.updated_at, {_AS_OF})))"
    )


def _stale_after_older(field: str) -> str:
    return f"'{field}', CASE WHEN {_older_fills(field)} THEN jsonb_build_array(i.updated_at, {_AS_OF}) END"


# One that only proves newer than it was thought to be changes nothing.
_OLDER_CHANGES = " OR ".join(f"({_older_fills(f)} AND c.{f} IS DISTINCT FROM i.{f})" for f in _FIELDS)

UPDATE_FROM_OLDER = f"""
    UPDATE crm_contact c
       SET {", ".join(f"{f} = CASE WHEN {_older_fills(f)} THEN i.{f} ELSE c.{f} END" for f in _FIELDS)},
           stale_properties = c.stale_properties || jsonb_strip_nulls(jsonb_build_object(
               {", ".join(_stale_after_older(field) for field in _AGEING)})),
           consent_as_of = {_CONSENT_MOMENT},
           updated_at = CASE WHEN {_OLDER_CHANGES} THEN %(now)s ELSE c.updated_at END
      FROM {_SOURCE} i
     WHERE c.id = i.contact_id AND NOT i.is_new AND i.skip IS NULL AND NOT {_IS_NEWER}
           AND ({" OR ".join(_older_fills(field) for field in _FIELDS)})
 {returning_changed("c", _FIELDS)}
"""

# A customer's own newest state: its address, and when it was so.
_IS_CUSTOMERS_NEWEST = """(excluded.updated_at, coalesce(excluded.as_of, excluded.updated_at))
                            >= (l.updated_at, coalesce(l.as_of, l.updated_at))"""

WRITE_LINKS = f"""
    INSERT INTO crm_customerlink AS l (customer_id, contact_id, updated_at, as_of, email, waits_for_address, erased)
    SELECT customer_id, contact_id, updated_at, {_AS_OF}, email, false, false FROM {_SOURCE} i WHERE skip IS NULL
        ON CONFLICT (customer_id) DO UPDATE
       SET updated_at = greatest(l.updated_at, excluded.updated_at),
           as_of = CASE WHEN {_IS_CUSTOMERS_NEWEST} THEN excluded.as_of ELSE l.as_of END,
           email = CASE WHEN {_IS_CUSTOMERS_NEWEST} THEN excluded.email ELSE l.email END,
           contact_id = coalesce(l.contact_id, excluded.contact_id)
     WHERE l.contact_id IS NULL
           OR ({_IS_CUSTOMERS_NEWEST}
               AND (l.updated_at <> excluded.updated_at OR l.email <> excluded.email
                    OR (%(keeps_as_of)s AND l.as_of IS DISTINCT FROM excluded.as_of)))
"""

# Customers who have no address any more: they make and change no contact (SPEC K1), but hold none against others.
FORGET_ADDRESSES = """
    UPDATE crm_customerlink l
       SET email = '', waits_for_address = false, updated_at = i.updated_at, as_of = coalesce(i.as_of, i.updated_at)
      FROM unnest(%(customer_ids)s::bigint[], %(versions)s::timestamptz[], %(moments)s::timestamptz[])
           AS i (customer_id, updated_at, as_of)
     WHERE l.customer_id = i.customer_id AND l.email <> ''
           AND (i.updated_at, coalesce(i.as_of, i.updated_at)) >= (l.updated_at, coalesce(l.as_of, l.updated_at))
 RETURNING l.customer_id
"""

# Customers who are known by another address than their contact is.
MOVED = """
    SELECT l.customer_id
      FROM incoming_customer_target i
      JOIN crm_customerlink l USING (customer_id)
      JOIN crm_contact c ON c.id = l.contact_id
     WHERE i.skip IS NULL AND NOT i.is_new AND l.email <> '' AND l.email <> lower(c.email)
"""

# A customer who was not known takes a contact by its address: the one who had it has moved, or has gone.
SHARED = """
    SELECT l.customer_id
      FROM incoming_customer_target i
      JOIN crm_customerlink l ON l.contact_id = i.contact_id
     WHERE i.skip IS NULL AND NOT i.is_new AND NOT i.is_linked AND l.customer_id <> i.customer_id
           AND l.deleted_at IS NULL
"""

# Orders may come before their customer: they find their contact when it comes.
ADOPT_DEALS = """
    UPDATE crm_deal d
       SET contact_id = i.contact_id, updated_at = %(now)s
      FROM incoming_customer_target i
     WHERE d.contact_id IS NULL AND d.customer_id = i.customer_id AND i.skip IS NULL AND NOT i.is_linked
 RETURNING d.contact_id
"""
