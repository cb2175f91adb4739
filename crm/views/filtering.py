"""The filters of a table, made in a side panel; without scripts, on a page of its own."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import person
from crm.filters import FilterError
from crm.filters.choices import lack_offers, offer_groups
from crm.filters.draft import Draft
from crm.tables.kinds import TABLES
from crm.tables.reading import exact_count
from crm.tables.state import NO_FILTERS, RecordTable
from crm.views.deal_views import home_of


def filter_records(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the filters in force as rows to change; each change comes back here, Apply leads to the table."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    is_sent = request.method == "POST"
    draft = Draft.of_form(request.POST, table.known) if is_sent else Draft.of_groups(table.groups, table.known)
    groups = _finished(draft)
    if is_sent and request.POST.get("do") == "apply" and groups is not None:
        url = home_of(request, kind) + table.filters_url(groups)
        return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)
    if is_sent and request.POST.get("do") != "apply":
        _forget_faults(draft)
    context = {
        "table": table,
        "kind": table.kind,
        "record_kind": kind,
        "draft": draft,
        "groups": [(one, lack_offers(table.kind.object_type, one)) for one in draft.groups],
        "properties": offer_groups(table.kind.object_type, table.known),
        "number": _number(request, table, groups),
        "action": f"{request.path}?{request.GET.urlencode()}",
        "back": home_of(request, kind) + table.url(),
    }
    whole = not request.headers.get("HX-Request")
    template = "crm/filter.html" if whole else "crm/_filter_rows.html" if is_sent else "crm/_filter_panel.html"
    return render(request, template, context)


def _finished(draft: Draft) -> list[Any] | None:
    try:
        return draft.written()
    except FilterError:
        return None


def _forget_faults(draft: Draft) -> None:
    """While somebody is at it, what is not finished is not wrong."""
    for row in (row for group in draft.groups for row in group.rows):
        row.error = ""


def _number(request: HttpRequest, table: RecordTable, groups: list[Any] | None) -> int | None:
    """How many records pass the filters as they stand on the form; None while they are unfinished."""
    if groups is None:
        return None
    params = request.GET.copy()
    params["filters"] = json.dumps(groups) if groups else NO_FILTERS
    return exact_count(RecordTable(params, table.kind, person(request)))
