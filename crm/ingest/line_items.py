"""Replace the line items of merged deals by what the newest state says."""

from collections.abc import Iterator, Sequence

from django.db.backends.utils import CursorWrapper

from crm.ingest.deals_sql import NEWEST_CHECKOUT, NEWEST_ORDER, SOURCE
from crm.ingest.records import UNKNOWN, DealRecord, LineRecord
from crm.ingest.staging import CopyText, Staging, ids

_VALUES = {
    "position": "integer",
    "shopify_product_id": "bigint",
    "shopify_variant_id": "bigint",
    "title": "text",
    "variant_title": "text",
    "sku": "text",
    "vendor": "text",
    "quantity": "bigint",
    "current_quantity": "bigint",
    "price": "numeric",
    "total_discount": "numeric",
    "total": "numeric",
    "gift_card": "boolean",
}
_COLUMNS = ", ".join(("line_key", *_VALUES))

INCOMING = Staging("incoming_line", columns={"n": "integer", "line_key": "text", **_VALUES}, keys=("n",))

_SELECT = f"""
    INSERT INTO crm_lineitem (deal_id, product_id, {_COLUMNS})
    SELECT i.deal_id, p.id, {", ".join(f"l.{column}" for column in ("line_key", *_VALUES))}
      FROM incoming_line l
      JOIN {SOURCE} i USING (n)
      LEFT JOIN crm_product p ON p.shopify_product_id = l.shopify_product_id
"""
_INSERT_OF_NEW = f"{_SELECT} WHERE i.is_new"

# Only the newest state of a deal has a say over its lines; `d` is the deal after the merge.
_IS_NEWEST = f"""
    NOT i.is_new AND i.skip IS NULL AND CASE WHEN i.shopify_order_id IS NOT NULL THEN {NEWEST_ORDER}
                                             ELSE d.order_updated_at IS NULL AND {NEWEST_CHECKOUT} END
"""
_DELETE_GONE = f"""
    DELETE FROM crm_lineitem old
     USING {SOURCE} i JOIN crm_deal d ON d.id = i.deal_id
     WHERE old.deal_id = d.id AND {_IS_NEWEST}
           AND NOT EXISTS (SELECT 1 FROM incoming_line l WHERE l.n = i.n AND l.line_key = old.line_key)
 RETURNING old.deal_id
"""
# A line keeps the product it was of once the product is gone, and what only some sources know.
_KEPT = {
    "product_id": "IS NOT NULL",
    "shopify_product_id": "IS NOT NULL",
    "shopify_variant_id": "IS NOT NULL",
    "vendor": "<> ''",
}
_NEW = {
    column: f"CASE WHEN excluded.{column} {_KEPT[column]} OR crm_lineitem.title <> excluded.title "
    f"THEN excluded.{column} ELSE crm_lineitem.{column} END"
    if column in _KEPT
    else f"excluded.{column}"
    for column in ("product_id", *_VALUES)
}
_UPSERT = f"""
    {_SELECT} JOIN crm_deal d ON d.id = i.deal_id
     WHERE {_IS_NEWEST}
        ON CONFLICT (deal_id, line_key) DO UPDATE SET {", ".join(f"{column} = {new}" for column, new in _NEW.items())}
     WHERE ({", ".join(f"crm_lineitem.{column}" for column in _NEW)}) IS DISTINCT FROM ({", ".join(_NEW.values())})
 RETURNING deal_id
"""


def render_lines(records: Sequence[DealRecord]) -> CopyText:
    """The lines of deals that are staged in the same order (`incoming_deal.n` is the place in `records`)."""
    return INCOMING.render(("n", *LineRecord._fields), _rows(records))


def _rows(records: Sequence[DealRecord]) -> Iterator[tuple[object, ...]]:
    for n, record in enumerate(records):
        if record.lines is not UNKNOWN:
            for line in record.lines:
                yield (n, *line)


def replace_lines(cursor: CursorWrapper, *, any_existing: bool) -> list[int]:
    """Write the staged lines once their deals are merged; ids of the deals that existed and whose lines changed."""
    cursor.execute(_INSERT_OF_NEW)
    if not any_existing:
        return []
    cursor.execute(_DELETE_GONE)
    changed = set(ids(cursor))
    cursor.execute(_UPSERT)
    return sorted(changed | set(ids(cursor)))
