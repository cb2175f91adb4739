"""Sync health: what is in step, and what could not be taken in, with Retry and Dismiss (SPEC I3, L5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admins_only
from crm.views.counting import Count
from crm.views.paging import Sorting, parse_moment
from crm.views.table import Column, Table
from shopify_connector import sync_errors
from shopify_connector.models import StoreConnection, SyncError
from shopify_connector.problem_words import refusal_in_words
from shopify_connector.views.imports import import_context

COLUMNS = (Column("at", gettext_lazy("When"), Sorting("at", parse_moment), starts_descending=True),)
# Retried at once within a request; for more there is "Import again".
MOST_AT_ONCE = 500


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The sentence on top, the last import, and the open errors a page at a time."""
    store = StoreConnection.objects.current()
    errors = SyncError.objects.filter(store=store).open() if store else SyncError.objects.none()
    table = Table(request, COLUMNS, default="-at", keep={})
    page = table.read(errors)
    total = errors.count()
    for error in page.rows:
        error.words = refusal_in_words(error.reason, error.field, error.value)
    context = {
        **import_context(store),
        "table": table,
        "errors": page.rows,
        "page": table.links(page, Count(total)),
        "total": total,
    }
    return render(request, "shopify_connector/sync_health.html", context)


@admins_only
@require_POST
def handle_errors(request: HttpRequest) -> HttpResponse:
    """Retry or dismiss the errors chosen: `action` is retry or dismiss, `error` their ids, or `all`."""
    store = StoreConnection.objects.current()
    errors = SyncError.objects.filter(store=store).open()
    if "all" not in request.POST:
        numbers = [int(number) for number in request.POST.getlist("error") if number.isdecimal()]
        errors = errors.filter(pk__in=numbers)
    if request.POST.get("action") == "dismiss":
        _say_dismissed(request, sync_errors.dismiss(errors))
    else:
        _say_retried(request, *sync_errors.retry(errors[:MOST_AT_ONCE]))
    return redirect("sync-health")


def _say_dismissed(request: HttpRequest, number: int) -> None:
    words = ngettext("%(number)s error was dismissed.", "%(number)s errors were dismissed.", number)
    messages.success(request, words % {"number": number})


def _say_retried(request: HttpRequest, mended: int, refused: int) -> None:
    if mended:
        words = ngettext("%(number)s object was taken in.", "%(number)s objects were taken in.", mended)
        messages.success(request, words % {"number": mended})
    if refused:
        words = ngettext(
            "%(number)s object is still refused, for the reason shown.",
            "%(number)s objects are still refused, for the reasons shown.",
            refused,
        )
        messages.warning(request, words % {"number": refused})
    if not mended and not refused:
        messages.info(request, _("Choose the errors to retry first."))
