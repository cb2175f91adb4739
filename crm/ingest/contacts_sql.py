"""The statements that merge staged customers into contacts. `i` is incoming, `c` the contact, `l` the link."""

from crm.ingest.staging import Staging

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

INCOMING = Staging(
    "incoming_customer",
    columns={
        "customer_id": "bigint",
        "updated_at": "timestamptz",
        "email": "text",
        **dict.fromkeys(_TEXTS, "text"),
        **_VALUES,
    },
    extra={
        "contact_id": "bigint",
        "is_linked": "boolean NOT NULL DEFAULT false",
        "is_new": "boolean NOT NULL DEFAULT false",
        "skip": "text",
    },
)


def _is_given(field: str, table: str) -> str:
    """Whether a field carries a value: an empty one is no knowledge (SPEC K1)."""
    if field in _TEXTS:
        return f"{table}.{field} <> ''"
    if field == "tags":
        return f"coalesce(cardinality({table}.tags), 0) > 0"
    return f"{table}.{field} IS NOT NULL"


def _differs(field: str) -> str:
    return f"({_is_given(field, 'i')} AND i.{field} IS DISTINCT FROM c.{field})"


# The older value of a field that the contact holds, as {field: version}: NULL where the newest state filled it.
_STALE_VERSION = "coalesce(c.stale_properties -> '{field}', to_jsonb(c.shopify_updated_at))"

_ANY_DIFFERENCE = " OR ".join(_differs(field) for field in _FIELDS)

FIND_BY_LINK = """
    UPDATE incoming_customer i
       SET contact_id = l.contact_id, is_linked = true,
           skip = CASE WHEN l.deleted_at IS NOT NULL THEN 'deleted_in_shopify'
                       WHEN l.contact_id IS NULL OR c.deleted_at IS NOT NULL THEN 'deleted_here' END
      FROM crm_customerlink l LEFT JOIN crm_contact c ON c.id = l.contact_id
     WHERE l.customer_id = i.customer_id
"""

FIND_BY_EMAIL = """
    UPDATE incoming_customer i
       SET contact_id = c.id
      FROM crm_contact c
     WHERE i.contact_id IS NULL AND i.skip IS NULL AND lower(c.email) = i.email AND c.email <> ''
           AND c.deleted_at IS NULL
"""

# A contact that a person deleted here is not made again by Shopify (SPEC K3).
MARK_DELETED = """
    UPDATE incoming_customer i
       SET skip = 'deleted_here'
      FROM crm_tombstone t
     WHERE i.contact_id IS NULL AND i.skip IS NULL AND t.object_type = 'contacts' AND t.key = i.email
"""

GIVE_NEW_IDS = """
    UPDATE incoming_customer
       SET contact_id = nextval(pg_get_serial_sequence('crm_contact', 'id')), is_new = true
     WHERE contact_id IS NULL AND skip IS NULL
"""

SKIPPED = "SELECT customer_id, skip FROM incoming_customer WHERE skip IS NOT NULL"

# Contacts made by the initial import came from no visit that was seen (SPEC I4).
INSERT_NEW = f"""
    INSERT INTO crm_contact (
        id, email, {", ".join(_FIELDS)}, source, source_data_1, source_data_2, shopify_updated_at, stale_properties,
        custom, created_at, updated_at)
    SELECT contact_id, email, {", ".join(_FIELDS).replace("tags", "coalesce(tags, '{{}}')")},
           CASE WHEN %(is_import)s THEN 'OFFLINE' ELSE '' END,
           CASE WHEN %(is_import)s THEN 'API' ELSE '' END,
           CASE WHEN %(is_import)s THEN 'integrations-sync' ELSE '' END,
           updated_at, '{{}}', '{{}}', %(now)s, %(now)s
      FROM incoming_customer
     WHERE is_new
 RETURNING id
""".replace("{{}}", "{}")

# In the order of ids, so that two merges never wait for each other in a circle.
LOCK_EXISTING = """
    SELECT c.id FROM crm_contact c JOIN incoming_customer i ON i.contact_id = c.id
     WHERE NOT i.is_new AND i.skip IS NULL ORDER BY c.id FOR UPDATE OF c
"""

# A customer who changes e-mail stays the same contact (SPEC K4), unless the new address is another contact's.
_EMAIL_FOLLOWS = """
    i.is_linked AND i.email <> lower(c.email) AND NOT EXISTS (
        SELECT 1 FROM crm_contact other
         WHERE lower(other.email) = i.email AND other.deleted_at IS NULL AND other.id <> c.id)
"""

_IS_NEWER = "(c.shopify_updated_at IS NULL OR i.updated_at >= c.shopify_updated_at)"


def _change_pair(field: str) -> str:
    return (
        f"'{field}', CASE WHEN {_differs(field)} THEN jsonb_build_array(to_jsonb(c.{field}), to_jsonb(i.{field})) END"
    )


KEEP_CHANGES = f"""
    INSERT INTO crm_recordchange (object_type, record_id, at, source, changes)
    SELECT 'contacts', c.id, %(now)s, %(source)s, jsonb_strip_nulls(jsonb_build_object(
               'email', CASE WHEN {_EMAIL_FOLLOWS} THEN jsonb_build_array(c.email, i.email) END,
               {", ".join(_change_pair(field) for field in _FIELDS)}))
      FROM incoming_customer i JOIN crm_contact c ON c.id = i.contact_id
     WHERE NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER} AND ({_ANY_DIFFERENCE} OR ({_EMAIL_FOLLOWS}))
"""


def _newest_given(field: str) -> str:
    return f"{field} = CASE WHEN {_is_given(field, 'i')} THEN i.{field} ELSE c.{field} END"


def _stale_after_newer(field: str) -> str:
    return (
        f"'{field}', CASE WHEN NOT {_given_or_false(field)} AND {_is_given(field, 'c')} "
        f"THEN {_STALE_VERSION.replace('{field}', field)} END"
    )


def _given_or_false(field: str) -> str:
    return f"coalesce({_is_given(field, 'i')}, false)"


UPDATE_NEWER = f"""
    UPDATE crm_contact c
       SET email = CASE WHEN {_EMAIL_FOLLOWS} THEN i.email ELSE c.email END,
           {", ".join(_newest_given(field) for field in _FIELDS)},
           stale_properties = jsonb_strip_nulls(jsonb_build_object(
               {", ".join(_stale_after_newer(field) for field in _FIELDS)})),
           shopify_updated_at = i.updated_at,
           updated_at = %(now)s
      FROM incoming_customer i
     WHERE c.id = i.contact_id AND NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER}
           AND (c.shopify_updated_at IS DISTINCT FROM i.updated_at OR {_ANY_DIFFERENCE} OR ({_EMAIL_FOLLOWS}))
 RETURNING c.id
"""


def _older_fills(field: str) -> str:
    """A late, older state still fills what is empty, or what is known only from a version older still."""
    return (
        f"({_is_given(field, 'i')} AND (NOT coalesce({_is_given(field, 'c')}, false)"
        f" OR (c.stale_properties ->> '{field}')::timestamptz < i.updated_at))"
    )


UPDATE_FROM_OLDER = f"""
    UPDATE crm_contact c
       SET {", ".join(f"{f} = CASE WHEN {_older_fills(f)} THEN i.{f} ELSE c.{f} END" for f in _FIELDS)},
           stale_properties = c.stale_properties || jsonb_strip_nulls(jsonb_build_object(
               {", ".join(f"'{f}', CASE WHEN {_older_fills(f)} THEN to_jsonb(i.updated_at) END" for f in _FIELDS)})),
           updated_at = %(now)s
      FROM incoming_customer i
     WHERE c.id = i.contact_id AND NOT i.is_new AND i.skip IS NULL AND i.updated_at < c.shopify_updated_at
           AND ({" OR ".join(_older_fills(field) for field in _FIELDS)})
 RETURNING c.id
"""

WRITE_LINKS = """
    INSERT INTO crm_customerlink (customer_id, contact_id, updated_at)
    SELECT customer_id, contact_id, updated_at FROM incoming_customer WHERE skip IS NULL
        ON CONFLICT (customer_id) DO UPDATE SET updated_at = excluded.updated_at
     WHERE crm_customerlink.updated_at < excluded.updated_at
"""

# Orders may come before their customer: they find their contact when it comes.
ADOPT_DEALS = """
    UPDATE crm_deal d
       SET contact_id = i.contact_id, updated_at = %(now)s
      FROM incoming_customer i
     WHERE d.contact_id IS NULL AND d.customer_id = i.customer_id AND i.skip IS NULL AND NOT i.is_linked
 RETURNING d.contact_id
"""
