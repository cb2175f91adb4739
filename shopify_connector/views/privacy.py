"""Settings, Privacy: what the law had Shopify pass on, and what becomes of it (SPEC C8). For administrators alone."""

import logging
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.paging import Sorting, parse_moment
from accounts.permissions import admins_only, person
from crm.held_data import HeldPart, held_about, part_of, parts_as_json
from crm.tables.counting import Count
from crm.tables.table import Column, Table
from crm.views.held_data import shown
from shopify_connector import privacy
from shopify_connector.models import PrivacyRequest
from shopify_connector.privacy_traces import errors_about
from shopify_connector.privacy_words import about, outcome, term

logger = logging.getLogger(__name__)

COLUMNS = (
    Column("kind", gettext_lazy("Request")),
    Column("received", gettext_lazy("Received"), Sorting("received_at", parse_moment), starts_descending=True),
    Column("handled", gettext_lazy("Handled")),
    Column("outcome", gettext_lazy("What was done")),
)
# Of those that wait; the most urgent come first.
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A request in words; `term` is how long there is to answer it, with its tone."""

    request: PrivacyRequest
    about: str
    outcome: str
    term: str
    tone: str

    @classmethod
    def of(cls, request: PrivacyRequest) -> "Row":
        return cls(request, about(request), outcome(request), *term(request, timezone.now()))


@admins_only
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Requests that wait for a person, and a table of those that are done."""
    waiting = PrivacyRequest.objects.open().select_related("store").order_by("due_at", "pk")
    done = PrivacyRequest.objects.exclude(status=PrivacyRequest.Status.OPEN)
    table = Table(request.GET, COLUMNS, default="-received", keep={})
    page = table.read(done.select_related("store", "handled_by"))
    context = {
        "waiting": [Row.of(one) for one in waiting[:MOST_WAITING]],
        "table": table,
        "rows": [Row.of(one) for one in page.rows],
        "page": table.links(page, Count(done.count())),
    }
    return render(request, "shopify_connector/privacy.html", context)


@admins_only
@require_safe
@cache_control(no_store=True)
def show_data(request: HttpRequest, request_id: int) -> HttpResponse:
    """Everything that is held about whom a request is about."""
    asked = _data_request(request_id)
    audit.record(request, Action.PRIVATE_DATA_SHOWN, asked)
    parts = [(part.label, shown(part)) for part in _held(asked) if part.records]
    context = {"asked": asked, "row": Row.of(asked), "parts": parts}
    return render(request, "shopify_connector/held_data.html", context)


@admins_only
@require_safe
@cache_control(no_store=True)
def download_data(request: HttpRequest, request_id: int) -> HttpResponse:
    """The same as a JSON file."""
    asked = _data_request(request_id)
    audit.record(request, Action.PRIVATE_DATA_TAKEN, asked)
    logger.info("privacy_data_downloaded request=%d user=%d", asked.pk, person(request).pk)
    data = {"exported_at": timezone.now(), "request": _said(asked), **parts_as_json(_held(asked))}
    answer = JsonResponse(data, DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="hubsync-data-{asked.pk}.json"'
    return answer


@admins_only
@require_POST
def finish(request: HttpRequest, request_id: int) -> HttpResponse:
    """The data was handed over."""
    asked = _data_request(request_id)
    if asked.is_open:
        with transaction.atomic():
            privacy.finish(asked, person(request), timezone.now())
            audit.record(request, Action.PRIVACY_REQUEST_DONE, asked)
        undo = reverse("reopen-privacy-request", args=[asked.pk])
        messages.success(request, _("The request is done."), extra_tags=f"undo:{undo}")
    return redirect("settings-privacy")


@admins_only
@require_POST
def reopen(request: HttpRequest, request_id: int) -> HttpResponse:
    """It was not, after all."""
    asked = _data_request(request_id)
    if not asked.is_open:
        with transaction.atomic():
            privacy.reopen(asked)
            audit.record(request, Action.PRIVACY_REQUEST_REOPENED, asked)
        messages.info(request, _("The request waits again."))
    return redirect("settings-privacy")


def _data_request(request_id: int) -> PrivacyRequest:
    requests = PrivacyRequest.objects.filter(kind=PrivacyRequest.Kind.DATA_REQUEST).select_related("store")
    return get_object_or_404(requests, pk=request_id)


def _held(asked: PrivacyRequest) -> list[HeldPart]:
    """Of the CRM, and what could not be taken into it."""
    whom = privacy.person_of(asked)
    errors = errors_about(asked.store, whom)
    return [*held_about(*whom), part_of("not_taken_in", gettext_lazy("Could not be taken in"), errors)]


def _said(asked: PrivacyRequest) -> dict[str, Any]:
    return {
        "number": asked.data_request_id,
        "store": asked.store.shop,
        "received_at": asked.received_at,
        "customer_id": asked.customer_id,
        "email": asked.email,
        "orders": asked.orders,
    }
