"""Shopify's bulk operations: start, look, cancel (docs/shopify-api.md). Counters come as text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shopify_connector import queries
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AccessDenied, QueryRefused, ShopifyError
from shopify_connector.scopes import expand

_OVER = {"COMPLETED", "FAILED", "CANCELED", "EXPIRED"}


class TooManyRunning(ShopifyError):
    """Shopify runs as many bulk operations of this app as it will; ask again later."""


class OperationFailed(ShopifyError):
    """Shopify could not prepare the data."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What Shopify says of a bulk operation. `url` is empty when there was nothing to write."""

    status: str
    error_code: str
    url: str
    root_object_count: int
    file_size: int | None

    @property
    def is_over(self) -> bool:
        return self.status in _OVER


def start(api: AdminApi, kind: str) -> str:
    """Start the bulk operation for a kind of object (a value of ImportedObject), or find it running; its id.

    Raises TooManyRunning, QueryRefused and what AdminApi raises.
    """
    query = queries.load(f"bulk_{kind}", expand(api.store.scopes))
    answer = api.run("bulk_run", {"query": query})
    operation = (answer.data.get("bulkOperationRunQuery") or {}).get("bulkOperation")
    if operation:
        return str(operation["id"])
    refusals = answer.user_errors("bulkOperationRunQuery")
    if any(refusal.code == "OPERATION_IN_PROGRESS" for refusal in refusals):
        return _running(api, query)
    raise QueryRefused(
        _("Shopify refused to prepare the data: %(reason)s") % {"reason": "; ".join(one.message for one in refusals)}
    )


def _running(api: AdminApi, query: str) -> str:
    """The id of the operation that runs this query already (its id was lost when we were interrupted)."""
    for operation in api.run("bulk_list").data["bulkOperations"]["nodes"]:
        if " ".join(operation["query"].split()) == " ".join(query.split()):
            return str(operation["id"])
    raise TooManyRunning


def look(api: AdminApi, operation_id: str) -> Operation:
    """How an operation stands. Raises OperationFailed when Shopify does not know it."""
    node = _node(api, operation_id)
    if not node:
        raise OperationFailed(_("Shopify no longer knows the bulk operation."))
    return Operation(
        status=node["status"],
        error_code=node.get("errorCode") or "",
        url=node.get("url") or "",
        root_object_count=int(node.get("rootObjectCount") or 0),
        file_size=int(node["fileSize"]) if node.get("fileSize") else None,
    )


def _node(api: AdminApi, operation_id: str) -> dict[str, Any] | None:
    try:
        return api.run("bulk_poll", {"id": operation_id}).data.get("bulkOperation")
    except QueryRefused:  # an API version before 2026-01
        return api.run("bulk_poll_node", {"id": operation_id}).data.get("node")


def check_completed(operation: Operation) -> None:
    """Raise AccessDenied or OperationFailed, with the reason in words, for an operation that did not complete."""
    if operation.status == "COMPLETED":
        return
    if operation.error_code == "ACCESS_DENIED":
        raise AccessDenied(
            _("Shopify denied access to the data. Check the app's scopes, then connect the store again.")
        )
    raise OperationFailed(
        _("Shopify could not prepare the data (%(code)s).") % {"code": operation.error_code or operation.status}
    )


def cancel(api: AdminApi, operation_id: str) -> None:
    """Ask Shopify to stop an operation; one that is over already stays as it is."""
    api.run("bulk_cancel", {"id": operation_id})
