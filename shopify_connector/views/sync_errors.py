"""Retry and Dismiss on the health page: one error, those chosen, or all of them (SPEC I3, L5)."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import admins_only
from shopify_connector import sync_errors
from shopify_connector.models import StoreConnection, SyncError

# Retried at once within a request; for more there is "Import again".
MOST_AT_ONCE = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@admins_only
@require_POST
def handle_errors(request: HttpRequest) -> HttpResponse:
    """Retry or dismiss: the one in `retry` or `dismiss`; else, by `action`, those in `error`, or `all`."""
    store = StoreConnection.objects.current()
    errors = SyncError.objects.filter(store=store).open()
    action, numbers = _asked(request)
    if numbers is not None:
        errors = errors.filter(pk__in=numbers)
    if action == "dismiss":
        at = timezone.now()
        dismissed = sync_errors.dismiss(errors, at)
        if dismissed:
            audit.record(request, Action.ERRORS_DISMISSED, store, count=dismissed)
        _say_dismissed(request, dismissed, at)
    else:
        chosen = errors.select_related("store", "session", "delivery")[:MOST_AT_ONCE]
        retried = sync_errors.retry(chosen)
        tried = retried.mended + retried.refused + retried.put_off
        if tried:
            audit.record(request, Action.ERRORS_RETRIED, store, count=tried)
        _say_retried(request, retried)
    return redirect("sync-health")


@admins_only
@require_POST
def bring_back_errors(request: HttpRequest, moment: int) -> HttpResponse:
    """Undo a dismissal: of what was dismissed `moment` microseconds after 1970."""
    store = StoreConnection.objects.current()
    errors = SyncError.objects.filter(store=store)
    sync_errors.bring_back(errors, _EPOCH + min(moment, 2**52) * _MICROSECOND)
    audit.record(request, Action.ERRORS_BROUGHT_BACK, store)
    return redirect("sync-health")


def _asked(request: HttpRequest) -> tuple[str, list[int] | None]:
    """What to do, and the errors' ids; None for all of them."""
    for action in ("retry", "dismiss"):
        if action in request.POST:
            return action, _numbers([request.POST[action]])
    action = request.POST.get("action", "")
    return action, None if "all" in request.POST else _numbers(request.POST.getlist("error"))


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def _say_dismissed(request: HttpRequest, number: int, at: datetime) -> None:
    if not number:
        messages.info(request, _("Choose the errors to dismiss first."))
        return
    undo = reverse("bring-back-sync-errors", args=[(at - _EPOCH) // _MICROSECOND])
    words = ngettext("%(number)s error was dismissed.", "%(number)s errors were dismissed.", number)
    messages.success(request, words % {"number": number}, extra_tags=f"undo:{undo}")


def _say_retried(request: HttpRequest, retried: sync_errors.Retried) -> None:
    if retried.mended:
        words = ngettext("%(number)s object was taken in.", "%(number)s objects were taken in.", retried.mended)
        messages.success(request, words % {"number": retried.mended})
    if retried.refused:
        words = ngettext(
            "%(number)s object is still refused, for the reason shown.",
            "%(number)s objects are still refused, for the reasons shown.",
            retried.refused,
        )
        messages.warning(request, words % {"number": retried.refused})
    if retried.put_off:
        words = ngettext(
            "The store does not answer. %(number)s object is read as soon as it does.",
            "The store does not answer. %(number)s objects are read as soon as it does.",
            retried.put_off,
        )
        messages.warning(request, words % {"number": retried.put_off})
    if not (retried.mended or retried.refused or retried.put_off):
        messages.info(request, _("Choose the errors to retry first."))
