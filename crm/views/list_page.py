"""A list's page: what it asks for, who is in it, how big it was, where it is used (SPEC S4, S5)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.paging import Sorting, parse_moment
from accounts.permissions import person
from crm.filters import FilterError
from crm.filters.descriptions import description
from crm.lists import definitions
from crm.lists.membership import members_of
from crm.lists.sizes import DaySize, sizes_of
from crm.lists.sorting import today
from crm.lists.uses import uses_of
from crm.models import Contact, ContactList, ListMembership
from crm.properties import TextLike
from crm.search import find_contacts
from crm.tables.counting import Count, count_found
from crm.tables.table import Column, Table
from crm.views.list_addresses import export_url, table_url

COLUMNS = (
    Column("name", gettext_lazy("Name")),
    Column("email", gettext_lazy("E-mail")),
    Column(
        "joined",
        pgettext_lazy("contact", "Joined"),
        Sorting("memberships__joined_at", parse_moment),
        starts_descending=True,
    ),
    Column("how", gettext_lazy("How")),
)
DAYS = 90


@dataclass(frozen=True, slots=True)
class Member:
    """A contact in a list, and how it came in, in words."""

    contact: Contact
    how: TextLike

    def __str__(self) -> str:
        return str(self.contact)


@dataclass(frozen=True, slots=True)
class Curve:
    """Sizes day by day, for a small chart."""

    days: list[DaySize]

    @property
    def values(self) -> list[int]:
        """The sizes alone."""
        return [one.size for one in self.days]

    @property
    def change(self) -> int:
        """How many more members there are than on the first day."""
        return self.days[-1].size - self.days[0].size if self.days else 0


@require_safe
def contact_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list. The number of queries does not grow with its members."""
    one = get_object_or_404(ContactList.objects.select_related("created_by", "updated_by"), pk=list_id)
    if one.deleted_at:
        return render(request, "crm/list_deleted.html", {"list": one, "sentence": sentence_of(one)})
    table = Table(request.GET, COLUMNS, default="-joined", keep={})
    members = members_of(one)
    found = find_contacts(members, table.query) if table.query else members
    page = table.read(found)
    count = count_found(found, page) if table.query else Count(one.size)
    context = {
        "list": one,
        "takes": not one.is_active and person(request).can_edit,
        "sentence": sentence_of(one),
        "table": table,
        "rows": [Member(it, ListMembership.How(it.how).label) for it in page.rows],
        "page": table.links(page, count),
        "count": count,
        "curve": Curve(sizes_of([one.pk], today(timezone.now()), DAYS)[one.pk]),
        "uses": uses_of(one),
        "export_url": export_url(one),
        "table_url": table_url(one),
    }
    return render(request, "crm/list.html", context)


def sentence_of(one: ContactList) -> SafeString | str:
    """What a list asks for, in words; empty where it asks for nothing, or its filters make no sense any more."""
    try:
        definition = definitions.read(one.filters)
    except FilterError:
        return ""
    return description(definition) if definition.groups else ""
