"""The tables of contacts, deals and products."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Portal
from accounts.permissions import person
from crm.filters.sentences import sentence
from crm.tables.cells import rows_of
from crm.tables.kinds import TABLES
from crm.tables.reading import exact_count, read
from crm.tables.state import RecordTable
from crm.tables.views import may_change


def records(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of the records that the address asks for. The number of queries does not grow with the rows."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    page = read(table)
    currency = Portal.current().currency
    return render(
        request,
        "crm/records.html",
        {
            "table": table,
            "kind": table.kind,
            "record_kind": kind,
            "rows": rows_of(table, page.rows.rows, currency),
            "page": table.links(page.rows, page.count),
            "count": page.count,
            "tabs": [
                {"label": view.label, "url": _view_url(view.code), "current": view == table.view}
                for view in table.views
            ],
            "quick": _quick_menus(table),
            "chips": _chips(table),
            "may_change_view": table.view.saved is not None and may_change(table.view.saved, person(request)),
        },
    )


def count_records(request: HttpRequest, kind: str) -> HttpResponse:
    """The exact number of records, for a page that said "more than"."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    shown = {name: _number(request.GET.get(name, "")) for name in ("first", "last")}
    return render(request, "crm/_count.html", {"number": exact_count(table), **shown})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _view_url(code: str) -> str:
    return f"?view={code}" if code else "?"


def _quick_menus(table: RecordTable) -> list[dict[str, Any]]:
    """The quick filters as menus: what is chosen, and the address of every answer."""
    return [
        {
            "label": one.label,
            "chosen": table.quick.get(one.name),
            "any_url": table.quick_url(one.name, ""),
            "choices": [
                {"label": choice.label, "url": table.quick_url(one.name, choice.code), "code": choice.code}
                for choice in one.choices()
            ],
        }
        for one in table.quick_filters()
    ]


def _chips(table: RecordTable) -> list[dict[str, Any]]:
    """Each filter in words with the address of the table without it; `starts_group`: it is one more way to pass."""
    groups = table.groups
    shown: list[dict[str, Any]] = []
    if table.contact:
        shown.append({"words": _("Contact: %(name)s") % {"name": table.contact}, "url": table.url(contact="")})
    for at, group in enumerate(table.definition.groups):
        for place, condition in enumerate(group.conditions):
            rest = [one for number, one in enumerate(groups[at]["filters"]) if number != place]
            others = [*groups[:at], *([{"filters": rest}] if rest else []), *groups[at + 1 :]]
            chip = {"words": sentence(condition), "url": table.filters_url(others), "starts_group": at and not place}
            shown.append(chip)
    return shown
