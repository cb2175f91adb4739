"""The table of contact lists: searched, by folder and kind, with those that were deleted (docs/lists.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.paging import Sorting, parse_moment
from crm.lists.definitions import is_by_line_allowed, tier_words
from crm.lists.sizes import sizes_of
from crm.lists.sorting import today
from crm.lists.starters import offered
from crm.lists.uses import Use, uses_of_many
from crm.models import ContactList
from crm.models.contact_list import ContactListQuerySet
from crm.tables.counting import Count
from crm.tables.table import Column, Table

COLUMNS = (
    Column("name", gettext_lazy("Name"), Sorting(Lower("name"), str)),
    Column("type", gettext_lazy("Type")),
    Column("size", gettext_lazy("Size"), Sorting("size", int), starts_descending=True, css="table__number"),
    Column("trend", gettext_lazy("Last 30 days")),
    Column("changed", pgettext_lazy("lists", "Updated"), Sorting("updated_at", parse_moment), starts_descending=True),
    Column("by", pgettext_lazy("lists", "Created by")),
    Column("used", gettext_lazy("Used in")),
)
DAYS = 30
ACTIVE, STATIC, DELETED = "active", "static", "deleted"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with its sizes of the last days and what it is used in."""

    contact_list: ContactList
    sizes: Sequence[int]
    uses: Sequence[Use]

    def __str__(self) -> str:
        return str(self.contact_list)


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """A page of lists, and those that are offered to begin with."""
    kind, folder = request.GET.get("type", ""), request.GET.get("folder", "").replace("\x00", "")
    kind = kind if kind in (ACTIVE, STATIC, DELETED) else ""
    table = Table(request.GET, COLUMNS, default="-changed", keep={"type": kind, "folder": folder})
    asked = lists_of(kind)
    found = _found(asked, table.query, folder)
    page, number = table.read(found), found.count()
    context = {
        "table": table,
        "rows": list_rows(page.rows),
        "page": table.links(page, Count(number)),
        "count": Count(number),
        "kind": kind,
        "folder": folder,
        "tabs": _tabs(table, kind),
        "folders": _folders(table, asked),
        "no_folder_url": table.url(folder=""),
        "starters": [] if kind == DELETED or table.query or folder else offered(),
        "tier_needed": "" if is_by_line_allowed() else tier_words(),
    }
    return render(request, "crm/lists.html", context)


def lists_of(kind: str) -> ContactListQuerySet:
    """The active ones, the static ones, the deleted ones, or (empty) all but those."""
    every = ContactList.objects
    if kind == DELETED:
        return every.filter(deleted_at__isnull=False)
    return {ACTIVE: every.active, STATIC: every.static}.get(kind, every.live)()


def list_rows(shown: Iterable[ContactList]) -> list[ListRow]:
    """Lists for a table. The number of queries does not grow with them."""
    kept = list(shown)
    pks = [one.pk for one in kept]
    sizes, uses = sizes_of(pks, today(timezone.now()), DAYS), uses_of_many(pks)
    return [ListRow(one, [it.size for it in sizes[one.pk]], uses[one.pk]) for one in kept]


def _found(asked: ContactListQuerySet, query: str, folder: str) -> ContactListQuerySet:
    for word in query.split():
        asked = asked.filter(name__icontains=word)
    if folder:
        asked = asked.filter(folder=folder)
    return asked.select_related("created_by").defer("filters")


def _tabs(table: Table, kind: str) -> list[dict[str, object]]:
    labels = {
        "": pgettext("lists", "All"),
        ACTIVE: pgettext("lists", "Active"),
        STATIC: pgettext("lists", "Static"),
        DELETED: pgettext("lists", "Deleted"),
    }
    return [
        {"label": label, "url": table.url(type=code, folder=""), "current": code == kind}
        for code, label in labels.items()
    ]


def _folders(table: Table, asked: ContactListQuerySet) -> list[dict[str, str]]:
    """The folders there are, each with the address of its lists."""
    return [{"name": name, "url": table.url(folder=name)} for name in asked.folders()]
