"""The state of the sync for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rest.asked import BIGGEST_ID, number
from rest.paging import next_page
from rest.views import ApiView
from shopify_connector import health
from shopify_connector.api import shapes
from shopify_connector.models import ImportSession, StoreConnection, SyncCheck, SyncError

MOST = 100
TAGS = ["Sync"]
PAGE = [OpenApiParameter("limit", int), OpenApiParameter("after", str)]


class SyncView(ApiView):
    """A view that reads the state of the sync."""

    scopes = {"GET": ("sync.read",)}

    def page(self, request: Request, rows: Any, shape: Any) -> Response:
        """Rows newest first, a page at a time by id."""
        limit = number(request, "limit", 20, MOST, 1)
        after = number(request, "after", BIGGEST_ID, BIGGEST_ID)
        found = list(rows.filter(pk__lt=after).order_by("-pk")[: limit + 1])
        body: dict[str, Any] = {"results": shape(found[:limit], many=True).data}
        if len(found) > limit:
            body["paging"] = next_page(request, str(found[limit - 1].pk))
        return Response(body)


class Health(SyncView):
    """How far hubsync is in step with the store."""

    @extend_schema(operation_id="sync_health", summary="Health", responses=shapes.Health, tags=TAGS)
    def get(self, request: Request) -> Response:
        """The state in one word, what waits, and what the last comparison of everything found."""
        store, at = StoreConnection.objects.current(), timezone.now()
        if store is None:
            return Response(NO_STORE)
        now = health.now(store, at)
        missing = [one.topic for one in health.subscriptions_of(store) if not one.is_there]
        told = {
            "state": now.state,
            "store": store,
            "lastChangeAt": now.last_change,
            "inbox": {"pending": now.pending, "oldestSeconds": now.oldest.total_seconds() if now.oldest else None},
            "waitingFor": now.waiting and {"reason": now.waiting.reason.value, "until": now.waiting.until},
            "readsDue": health.reads_due(store, at),
            "openErrors": health.open_errors(store),
            "subscriptionsMissing": missing,
            "audit": health.audit_of(store),
        }
        return Response(shapes.Health(told).data)


class Drift(SyncView):
    """What comparisons found, day by day."""

    @extend_schema(operation_id="sync_drift", summary="Drift", responses=shapes.Drift, tags=TAGS)
    def get(self, request: Request) -> Response:
        """Objects compared and differed on each of the last thirty days."""
        store = StoreConnection.objects.current()
        days = health.differed_by_day(store, timezone.now()) if store else []
        return Response(shapes.Drift({"results": days}).data)


class Imports(SyncView):
    """Imports of the whole store."""

    @extend_schema(
        operation_id="sync_imports", summary="Imports", parameters=PAGE, responses=shapes.ImportPage, tags=TAGS
    )
    def get(self, request: Request) -> Response:
        """Imports with their steps, newest first."""
        return self.page(request, ImportSession.objects.prefetch_related("steps"), shapes.ImportShape)


class Comparisons(SyncView):
    """Comparisons with the store."""

    @extend_schema(
        operation_id="sync_comparisons", summary="Comparisons", parameters=PAGE, responses=shapes.CheckPage, tags=TAGS
    )
    def get(self, request: Request) -> Response:
        """Comparisons with what they found, newest first."""
        return self.page(request, SyncCheck.objects.prefetch_related("steps"), shapes.CheckShape)


class Errors(SyncView):
    """What could not be taken in."""

    @extend_schema(operation_id="sync_errors", summary="Errors", parameters=PAGE, responses=shapes.ErrorPage, tags=TAGS)
    def get(self, request: Request) -> Response:
        """Errors that nobody has seen to, newest first."""
        return self.page(request, SyncError.objects.open(), shapes.ErrorShape)


NO_STORE: dict[str, Any] = {
    "state": "no_store",
    "store": None,
    "lastChangeAt": None,
    "inbox": {"pending": 0, "oldestSeconds": None},
    "waitingFor": None,
    "readsDue": 0,
    "openErrors": 0,
    "subscriptionsMissing": [],
    "audit": None,
}
