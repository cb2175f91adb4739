"""The columns of a table: which, and in which order."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import person
from crm.properties import GROUP_LABELS, TextLike
from crm.tables.columns import LEADING, TableColumn
from crm.tables.kinds import TABLES
from crm.tables.state import MOST_COLUMNS, RecordTable


def choose_columns(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the columns as a list to order and add to; each change comes back here, Apply leads to the table."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    leading = LEADING[table.kind.object_type]
    if request.method == "POST":
        names = _after(request.POST, table.available)
        if request.POST.get("do") == "apply":
            url = reverse(kind) + table.columns_url([leading, *names])
            return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)
    else:
        names = [column.name for column in table.columns if column.name != leading]
    context = {
        "table": table,
        "kind": table.kind,
        "record_kind": kind,
        "leading": table.available[leading],
        "chosen": [table.available[name] for name in names],
        "others": _others(table, {leading, *names}),
        "is_full": len(names) >= MOST_COLUMNS - 1,
        "action": reverse("choose-columns", args=[kind]) + table.url(),
        "back": reverse(kind) + table.url(),
    }
    whole = not request.headers.get("HX-Request")
    template = (
        "crm/columns.html"
        if whole
        else "crm/_column_rows.html"
        if request.method == "POST"
        else "crm/_column_panel.html"
    )
    return render(request, template, context)


def _after(sent: QueryDict, available: dict[str, TableColumn]) -> list[str]:
    """The chosen columns after what was pressed: `add`, `remove`, `up` or `down` with a column's name."""
    names = [name for name in dict.fromkeys(sent.getlist("columns")) if name in available]
    what, _, name = sent.get("do", "").partition(".")
    if what == "add" and name in available and name not in names and len(names) < MOST_COLUMNS - 1:
        names.append(name)
    if name not in names:
        return names
    at = names.index(name)
    if what == "remove":
        names.pop(at)
    if what == "up":
        names.insert(max(0, at - 1), names.pop(at))
    if what == "down":
        names.insert(at + 1, names.pop(at))
    return names


def _others(table: RecordTable, chosen: set[str]) -> list[tuple[TextLike, list[TableColumn]]]:
    """The columns that can be added, by group, each group by label."""
    groups: dict[str, list[TableColumn]] = {}
    for column in table.available.values():
        if column.name not in chosen:
            groups.setdefault(column.group, []).append(column)
    return [
        (GROUP_LABELS.get(group, group), sorted(members, key=lambda one: str(one.label).casefold()))
        for group, members in groups.items()
    ]
