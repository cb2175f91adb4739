"""The import on the settings page: its live progress, starting it again, cancelling it (SPEC C4)."""

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
from shopify_connector import importing
from shopify_connector.import_progress import progress_of
from shopify_connector.models import StoreConnection, SyncError


def import_context(store: StoreConnection | None) -> dict[str, Any]:
    """What the progress card shows; empty without a store."""
    if store is None:
        return {}
    session = importing.current(store)
    return {
        "store": store,
        "progress": progress_of(session, timezone.now()) if session else None,
        "open_errors": SyncError.objects.filter(store=store).open().count(),
    }


@require_safe
def show_progress(request: HttpRequest) -> HttpResponse:
    """The progress card alone; the page asks for it again while the import runs."""
    return render(request, "shopify_connector/_import_progress.html", import_context(StoreConnection.objects.current()))


@admins_only
@require_POST
def start_import(request: HttpRequest) -> HttpResponse:
    """Import the store (again): what is there already stays as it is."""
    store = StoreConnection.objects.connected()
    if store:
        importing.start(store)
        audit.record(request, Action.IMPORT_STARTED, store)
        messages.success(request, _("The import has started."))
    return redirect("e-commerce-settings")


@admins_only
@require_POST
def cancel_import(request: HttpRequest) -> HttpResponse:
    """Ask the running import to stop."""
    store = StoreConnection.objects.current()
    session = importing.current(store) if store else None
    if session and session.is_running:
        importing.cancel(session)
        audit.record(request, Action.IMPORT_CANCELLED, store)
        messages.success(request, _("The import is being stopped. What it has taken in stays."))
    return redirect("e-commerce-settings")
