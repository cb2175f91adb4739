"""Sync health: how far hubsync is in step, what comparisons found, and what could not be taken in (SPEC L5)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from accounts.paging import Sorting, parse_moment
from crm.tables.counting import Count
from crm.tables.table import Column, Table
from shopify_connector import health
from shopify_connector.models import StoreConnection, SyncCheck, SyncError
from shopify_connector.problem_words import refusal_in_words
from shopify_connector.views.comparisons import comparison_context
from shopify_connector.views.imports import import_context

COLUMNS = (Column("at", gettext_lazy("When"), Sorting("at", parse_moment), starts_descending=True),)
# Of each payload so much is shown.
SHOWN_OF_PAYLOAD = 4000


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The sentence on top, what it rests on, and the open errors a page at a time."""
    store = StoreConnection.objects.current()
    if store is None:
        return render(request, "shopify_connector/sync_health.html", {"store": None})
    context = {
        **import_context(store),
        **_now_context(store),
        **comparison_context(store),
        **_errors_context(request, store),
        "subscriptions": (subscriptions := health.subscriptions_of(store)),
        "subscriptions_there": sum(row.is_there for row in subscriptions),
        "refused": health.refused_by_day(),
    }
    return render(request, "shopify_connector/sync_health.html", context)


@require_safe
def show_now(request: HttpRequest) -> HttpResponse:
    """What changes by the second, alone; the page asks for it again and again. `seen` is what it showed last."""
    store = StoreConnection.objects.current()
    if store is None:
        return render(request, "shopify_connector/_health_now.html", {"store": None})
    context = {**_now_context(store), "is_refresh": True}
    answer = render(request, "shopify_connector/_health_now.html", context)
    if request.GET.get("seen") != context["seen"]:
        trigger_client_event(answer, "comparison-changed")
    return answer


def _now_context(store: StoreConnection) -> dict[str, Any]:
    at = timezone.now()
    now = health.now(store, at)
    return {
        "store": store,
        "now": now,
        "audit": health.audit_of(store),
        "open_errors": health.open_errors(store),
        "reads_due": health.reads_due(store, at),
        "token_left": _left(store.access_token_expires_at, at),
        "waiting_left": _left(now.waiting.until, at) if now.waiting else None,
        "seen": _comparisons_seen(store),
    }


def _left(until: datetime | None, at: datetime) -> timedelta | None:
    return max(until - at, timedelta(0)) if until else None


def _comparisons_seen(store: StoreConnection) -> str:
    """Something that is another once a comparison has begun or ended."""
    newest = SyncCheck.objects.filter(store=store).order_by("-pk").values_list("pk", "status")[:3]
    return ".".join(f"{pk}{status[:3]}" for pk, status in newest)


def _errors_context(request: HttpRequest, store: StoreConnection) -> dict[str, Any]:
    errors = SyncError.objects.filter(store=store).open()
    total = errors.count()
    table = Table(request.GET, COLUMNS, default="-at", keep={})
    page = table.read(errors.defer("payload").annotate(shown=Left("payload", SHOWN_OF_PAYLOAD)))
    for error in page.rows:
        error.words = refusal_in_words(error.reason, error.field, error.value)
    return {"table": table, "errors": page.rows, "page": table.links(page, Count(total)), "total": total}
