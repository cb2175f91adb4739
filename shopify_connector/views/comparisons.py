"""Comparing with the store from the health page: begun by a person, watched, stopped (SPEC L3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import admins_only
from shopify_connector import health
from shopify_connector.comparisons import comparisons_of
from shopify_connector.drift_chart import chart_of
from shopify_connector.models import StoreConnection, SyncCheck
from shopify_connector.reconciliation import checks


def comparison_context(store: StoreConnection | None) -> dict[str, Any]:
    """What the cards of comparisons show; empty without a store."""
    if store is None:
        return {}
    return {
        "store": store,
        "comparisons": comparisons_of(store),
        "drift": chart_of(health.differed_by_day(store, timezone.now())),
        "days": health.DAYS,
    }


@require_safe
def show_comparison(request: HttpRequest) -> HttpResponse:
    """The cards alone; the page asks for them again while a comparison runs."""
    context = comparison_context(StoreConnection.objects.current())
    return render(request, "shopify_connector/_comparison.html", context)


@admins_only
@require_POST
def start_comparison(request: HttpRequest) -> HttpResponse:
    """Compare everything now, or go on with what runs."""
    store = StoreConnection.objects.connected()
    if store:
        checks.begin(store, checks.EVERYTHING, SyncCheck.Trigger.PERSON, timezone.now())
        audit.record(request, Action.COMPARISON_STARTED, store)
        checks.wake_worker()
        messages.success(request, _("The comparison has started."))
    return redirect("sync-health")


@admins_only
@require_POST
def cancel_comparison(request: HttpRequest) -> HttpResponse:
    """Ask the running comparison to stop."""
    store = StoreConnection.objects.current()
    running = checks.running_check(store, checks.EVERYTHING) if store else None
    if running:
        checks.cancel(running)
        audit.record(request, Action.COMPARISON_CANCELLED, store)
        messages.success(request, _("The comparison is being stopped. What it has repaired stays."))
    return redirect("sync-health")
