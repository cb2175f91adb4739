"""A contact's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import Portal
from crm.lists.membership import lists_of
from crm.models import Contact, Deal, ObjectType
from crm.rfm import rfm_of
from crm.scores import with_scores
from crm.tables.quick import WON
from crm.views.properties import shown_groups
from crm.views.recycle_bin import consequences, deleted_contact
from crm.views.rows import deal_rows
from crm.views.timeline import story_of

DEALS_SHOWN = 10


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
            "rfm": rfm_of(*(getattr(record, name) for name in ("recency_score", "frequency_score", "monetary_score"))),
            "currency": portal.currency,
            "deals": deal_rows(newest[:DEALS_SHOWN]),
            "orders_url": f"{reverse('deals')}?contact={record.pk}&stage={WON}",
            "has_more_deals": has_more,
            "stays": lists_of(record),
            "groups": shown_groups(ObjectType.CONTACT, record, portal.currency),
            **story_of(request, ObjectType.CONTACT, record),
            "deletion": consequences(deals.count() if has_more else len(newest)),
        },
    )
