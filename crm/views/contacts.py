"""The contacts' table and a contact's page."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal
from accounts.paging import Sorting, parse_amount, parse_moment
from crm.models import Contact, Deal, ObjectType
from crm.scores import with_scores
from crm.search import find_contacts
from crm.views.counting import count_all, count_found
from crm.views.deal_filters import WON
from crm.views.properties import shown_groups
from crm.views.recycle_bin import consequences, deleted_contact
from crm.views.rows import deal_rows
from crm.views.table import Column, Table
from crm.views.timeline import contact_timeline

COLUMNS = (
    Column("name", _("Name")),
    Column("email", _("E-mail"), Sorting(Lower("email"), str, ~Q(email=""))),
    Column("phone", _("Phone")),
    Column("orders", _("Orders"), css="table__number"),
    Column(
        "revenue",
        _("Total revenue"),
        Sorting("purchases__total_revenue", parse_amount, Q(purchases__total_revenue__isnull=False)),
        starts_descending=True,
        css="table__number",
    ),
    Column(
        "last_order",
        _("Last order"),
        Sorting("purchases__last_order_at", parse_moment, Q(purchases__last_order_at__isnull=False)),
        starts_descending=True,
    ),
    Column("created", _("Added"), Sorting("created_at", parse_moment), starts_descending=True),
)
DEALS_SHOWN = 10


def contacts(request: HttpRequest) -> HttpResponse:
    """All contacts that are not deleted, a page at a time."""
    table = Table(request, COLUMNS, default="-created", keep={})
    live = Contact.objects.live()
    found = find_contacts(live, table.query) if table.query else live
    page = table.read(found.select_related("purchases"))
    count = count_found(found, page) if table.query else count_all("contacts", live)
    return render(
        request,
        "crm/contacts.html",
        {
            "table": table,
            "rows": page.rows,
            "page": table.links(page, count),
            "count": count,
            "currency": Portal.current().currency,
        },
    )


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """One contact: what they bought, what happened, and every property."""
    records = with_scores(Contact.objects.select_related("purchases", "merged_into"))
    record = get_object_or_404(records, pk=contact_id)
    if record.deleted_at:
        return deleted_contact(request, record)
    portal = Portal.current()
    deals = Deal.objects.live().filter(contact=record).select_related("stage").order_by("-shopify_created_at", "-id")
    newest = list(deals[: DEALS_SHOWN + 1])
    has_more = len(newest) > DEALS_SHOWN
    return render(
        request,
        "crm/contact.html",
        {
            "contact": record,
            "record": record,
            "record_kind": "contacts",
            "purchases": getattr(record, "purchases", None),
            "customer": record.customers.filter(deleted_at__isnull=True).order_by("-updated_at").first(),
            "currency": portal.currency,
            "deals": deal_rows(newest[:DEALS_SHOWN]),
            "orders_url": f"{reverse('deals')}?contact={record.pk}&stage={WON}",
            "has_more_deals": has_more,
            "groups": shown_groups(ObjectType.CONTACT, record, portal.currency),
            "timeline": contact_timeline(record),
            "deletion": consequences(deals.count() if has_more else len(newest)),
        },
    )
