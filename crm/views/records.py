"""The tables of contacts, deals and products."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Portal
from accounts.permissions import person
from crm.tables.cells import rows_of
from crm.tables.kinds import TABLES
from crm.tables.quick import WON
from crm.tables.reading import exact_count, read
from crm.tables.state import RecordTable
from crm.views.deal_views import remember_view
from crm.views.table_tools import tools_of


def records(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of the records that the address asks for. The number of queries does not grow with the rows."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    page = read(table)
    currency = Portal.current().currency
    answer = render(
        request,
        "crm/records.html",
        {
            **tools_of(table, person(request)),
            "kind": table.kind,
            "record_kind": kind,
            "rows": rows_of(table, page.rows.rows, currency),
            "page": table.links(page.rows, page.count),
            "count": page.count,
            **(_as_deals(table) if kind == "deals" else {}),
        },
    )
    return remember_view(request, answer, "table") if kind == "deals" else answer


def count_records(request: HttpRequest, kind: str) -> HttpResponse:
    """The exact number of records, for a page that said "more than"."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    shown = {name: _number(request.GET.get(name, "")) for name in ("first", "last")}
    return render(request, "crm/_count.html", {"number": exact_count(table), **shown})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _as_deals(table: RecordTable) -> dict[str, str]:
    """The same deals on the board."""
    stage = table.quick.get("stage")
    column = stage.code if stage and stage.code != WON else ""
    query = table.url(stage="", sort="", columns="", column=column)
    return {
        "shown_as": "table",
        "table_path": reverse("deals"),
        "board_path": (reverse("deal-board") + query).rstrip("?"),
    }
