"""The statements that merge staged products. `i` is incoming, `p` the product."""

from dataclasses import dataclass
from functools import lru_cache

from crm.ingest.staging import Staging, returning_changed
from crm.ingest.versions import is_newest

_FIELDS = {
    "title": "text",
    "body_html": "text",
    "shopify_created_at": "timestamptz",
    "handle": "text",
    "images": "text[]",
    "product_type": "text",
    "published_at": "timestamptz",
    "published_scope": "text",
    "tags": "text[]",
    "vendor": "text",
    "price": "numeric",
    "status": "text",
}
_VARIANT_VALUES = {"position": "integer", "title": "text", "sku": "text", "price": "numeric"}

INCOMING = Staging(
    "incoming_product",
    columns={"shopify_product_id": "bigint", "shopify_updated_at": "timestamptz", "as_of": "timestamptz", **_FIELDS},
    keys=("shopify_product_id",),
)
# Which product each incoming record is.
TARGETS = Staging(
    "incoming_product_target",
    columns={"shopify_product_id": "bigint", "product_id": "bigint", "is_new": "boolean", "skip": "text"},
    keys=("shopify_product_id",),
)
_SOURCE = "(SELECT * FROM incoming_product JOIN incoming_product_target USING (shopify_product_id))"
INCOMING_VARIANTS = Staging(
    "incoming_variant",
    columns={"shopify_product_id": "bigint", "shopify_variant_id": "bigint", **_VARIANT_VALUES},
)

FIND_TARGETS = """
    INSERT INTO incoming_product_target (shopify_product_id, product_id, is_new, skip)
    SELECT shopify_product_id,
           coalesce(id, CASE WHEN skip IS NULL THEN nextval(pg_get_serial_sequence('crm_product', 'id')) END),
           id IS NULL AND skip IS NULL, skip
      FROM (SELECT i.shopify_product_id, p.id, CASE WHEN p.deleted_at IS NOT NULL OR tomb.id IS NOT NULL
                                                    THEN 'deleted_in_shopify' END AS skip
              FROM incoming_product i
              LEFT JOIN crm_product p ON p.shopify_product_id = i.shopify_product_id
              LEFT JOIN crm_tombstone tomb
                        ON tomb.object_type = 'products' AND tomb.key = i.shopify_product_id::text
           ) AS found
"""
SKIPPED = "SELECT shopify_product_id, skip FROM incoming_product_target WHERE skip IS NOT NULL"
# In the order of ids, so that two merges never wait for each other in a circle.
LOCK_EXISTING = """
    SELECT p.id FROM crm_product p JOIN incoming_product_target i ON i.product_id = p.id
     WHERE NOT i.is_new AND i.skip IS NULL ORDER BY p.id FOR UPDATE OF p
"""
_IS_NEWER = is_newest("i.shopify_updated_at", "p.shopify_updated_at", "p.shopify_as_of")
# After the merge: the incoming state is the product's.
_IS_NEWEST = f"i.skip IS NULL AND {_IS_NEWER}"
_AS_OF = "coalesce(i.as_of, i.shopify_updated_at)"

DELETE_GONE_VARIANTS = f"""
    DELETE FROM crm_variant old
     USING {_SOURCE} i JOIN crm_product p ON p.id = i.product_id
     WHERE old.product_id = p.id AND {_IS_NEWEST} AND NOT EXISTS (
           SELECT 1 FROM incoming_variant v WHERE v.shopify_variant_id = old.shopify_variant_id)
 RETURNING old.product_id
"""
_WRITTEN = ("product_id", *_VARIANT_VALUES)
UPSERT_VARIANTS = f"""
    INSERT INTO crm_variant (product_id, shopify_variant_id, {", ".join(_VARIANT_VALUES)})
    SELECT DISTINCT ON (v.shopify_variant_id)
           i.product_id, v.shopify_variant_id, {", ".join(f"v.{c}" for c in _VARIANT_VALUES)}
      FROM incoming_variant v
      JOIN {_SOURCE} i USING (shopify_product_id)
      JOIN crm_product p ON p.id = i.product_id
     WHERE {_IS_NEWEST}
        ON CONFLICT (shopify_variant_id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in _WRITTEN)}
     WHERE ({", ".join(f"crm_variant.{c}" for c in _WRITTEN)})
           IS DISTINCT FROM ({", ".join(f"excluded.{c}" for c in _WRITTEN)})
 RETURNING product_id
"""
# Orders may come before their products: their lines find them here.
ADOPT_LINE_ITEMS = """
    UPDATE crm_lineitem l SET product_id = i.product_id
      FROM incoming_product_target i
     WHERE i.is_new AND l.product_id IS NULL AND l.shopify_product_id = i.shopify_product_id
"""


@dataclass(frozen=True, slots=True)
class ProductStatements:
    """What merges records with one set of known fields. Each returns the ids that it wrote."""

    insert: str
    keep_changes: str
    update: str


@lru_cache(maxsize=16)
def statements(known: frozenset[str]) -> ProductStatements:
    """The statements for products whose source speaks of the fields `known`."""
    fields = [field for field in _FIELDS if field in known]
    return ProductStatements(insert=_insert(known), keep_changes=_keep_changes(fields), update=_update(fields))


def _insert(known: frozenset[str]) -> str:
    empty = {"text": "''", "text[]": "'{}'"}
    values = [f"i.{f}" if f in known else empty.get(kind, "NULL") for f, kind in _FIELDS.items()]
    return f"""
        INSERT INTO crm_product (id, shopify_product_id, shopify_updated_at, shopify_as_of, {", ".join(_FIELDS)},
                                 custom, created_at, updated_at)
        SELECT i.product_id, i.shopify_product_id, i.shopify_updated_at, {_AS_OF}, {", ".join(values)},
               '{{}}', %(now)s, %(now)s
          FROM {_SOURCE} i WHERE i.is_new
     RETURNING id
    """


def _differs(fields: list[str]) -> str:
    return " OR ".join(f"p.{field} IS DISTINCT FROM i.{field}" for field in fields) or "false"


def _keep_changes(fields: list[str]) -> str:
    pairs = ", ".join(
        f"'{f}', CASE WHEN p.{f} IS DISTINCT FROM i.{f} THEN jsonb_build_array(p.{f}, i.{f}) END" for f in fields
    )
    return f"""
        INSERT INTO crm_recordchange (object_type, record_id, at, source, changes)
        SELECT 'products', p.id, %(now)s, %(source)s, jsonb_strip_nulls(jsonb_build_object({pairs}))
          FROM {_SOURCE} i JOIN crm_product p ON p.id = i.product_id
         WHERE NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER} AND ({_differs(fields)})
     RETURNING record_id
    """


def _update(fields: list[str]) -> str:
    sets = "".join(f"{field} = i.{field}, " for field in fields)
    changes = f"(p.shopify_updated_at IS DISTINCT FROM i.shopify_updated_at OR {_differs(fields)})"
    return f"""
        UPDATE crm_product p
           SET {sets} shopify_updated_at = i.shopify_updated_at, shopify_as_of = {_AS_OF},
               updated_at = CASE WHEN {changes} THEN %(now)s ELSE p.updated_at END
          FROM {_SOURCE} i
         WHERE p.id = i.product_id AND NOT i.is_new AND i.skip IS NULL AND {_IS_NEWER}
               AND ({changes} OR (%(keeps_as_of)s AND p.shopify_as_of IS DISTINCT FROM {_AS_OF}))
     {returning_changed("p", ("shopify_updated_at", *fields))}
    """
