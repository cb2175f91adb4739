"""Bodies about the app itself: its scopes, its exports."""

from __future__ import annotations

from demo_store.bulk.operations import BulkOperation
from demo_store.graphql_api.context import Context, gid
from demo_store.graphql_api.fields_shop import INSTALLATION_ID, SHOP_ID
from demo_store.webhooks.bodies.wording import Json, utc_thousandths, zoned, zoned_or_none
from demo_store.webhooks.occurrences import ScopeChange


def scopes_updated(change: ScopeChange, _: Context) -> Json:
    """app/scopes_update."""
    return {
        "id": INSTALLATION_ID,
        "shop_id": gid("Shop", SHOP_ID),
        "previous": change.previous,
        "current": change.current,
        "updated_at": utc_thousandths(change.at),
    }


def bulk_finished(b: BulkOperation, _: Context) -> Json:
    """bulk_operations/finish: the API's own words, in lower case."""
    return {
        "admin_graphql_api_id": gid("BulkOperation", b.id),
        "completed_at": zoned_or_none(b.completed_at),
        "created_at": zoned(b.created_at),
        "error_code": b.error_code and b.error_code.lower(),
        "status": b.status.lower(),
        "type": "query",
    }
