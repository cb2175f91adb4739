"""Contacts that a person deletes: the dialog that asks, the recycle bin, and the way back (SPEC K3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.models import User
from accounts.paging import Sorting, parse_moment
from accounts.permissions import editors_only, person
from crm.models import Contact, Deal, ObjectType, RecordChange
from crm.recycle_bin import KEPT_FOR, AddressTaken, delete_contacts, restore_contact
from crm.search import find_contacts
from crm.tables.counting import count_all, count_found
from crm.tables.table import Column, Table

COLUMNS = (
    Column("name", gettext_lazy("Name")),
    Column("email", gettext_lazy("E-mail")),
    Column("deleted", gettext_lazy("Deleted"), Sorting("deleted_at", parse_moment), starts_descending=True),
    Column("by", gettext_lazy("By")),
    Column("left", gettext_lazy("Kept for")),
)
# Restored at once; a page has fewer.
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class BinRow:
    """A contact in the recycle bin: who deleted it (None: not known), and for how many more days it is kept."""

    contact: Contact
    by: User | None
    days_left: int

    def __str__(self) -> str:
        return str(self.contact)


@require_safe
def recycle_bin(request: HttpRequest) -> HttpResponse:
    """Contacts that were deleted here, the latest first, a page at a time."""
    table = Table(request.GET, COLUMNS, default="-deleted", keep={})
    binned = Contact.objects.in_recycle_bin()
    found = find_contacts(binned, table.query) if table.query else binned
    page = table.read(found)
    count = count_found(found, page) if table.query else count_all("recycle-bin", binned)
    context = {
        "table": table,
        "rows": bin_rows(page.rows, timezone.now()),
        "page": table.links(page, count),
        "count": count,
        "days": KEPT_FOR.days,
    }
    return render(request, "crm/recycle_bin.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The dialog as a page of its own; its form deletes."""
    record = get_object_or_404(Contact.objects.live(), pk=contact_id)
    if request.method != "POST":
        deletion = consequences(Deal.objects.live().filter(contact=record).count())
        return render(request, "crm/delete_contact.html", {"contact": record, "deletion": deletion})
    with transaction.atomic():
        delete_contacts([record.pk], person(request))
        audit.record(request, Action.RECORDS_DELETED, record)
    messages.success(
        request,
        _("%(contact)s is in the recycle bin.") % {"contact": record},
        extra_tags=f"undo:{reverse('restore-contact', args=[record.pk])}",
    )
    return redirect("contacts")


@editors_only
@require_POST
def restore_one(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Bring a contact back, and go to it."""
    record = get_object_or_404(Contact, pk=contact_id)
    restored, refused = _restore([record], person(request))
    if restored:
        audit.record(request, Action.RECORDS_RESTORED, record)
        messages.success(request, _("%(contact)s is back, with its deals.") % {"contact": record})
    for reason in refused:
        messages.error(request, reason)
    return redirect(record)


@editors_only
@require_POST
def restore_selected(request: HttpRequest) -> HttpResponse:
    """Bring back the contacts chosen in the recycle bin (`contact`: their ids)."""
    numbers = [int(number) for number in request.POST.getlist("contact") if number.isdecimal() and len(number) < 18]
    chosen = Contact.objects.in_recycle_bin().filter(pk__in=numbers[:MOST_AT_ONCE]).order_by("pk")
    restored, refused = _restore(chosen, person(request))
    if restored:
        asked = sorted(numbers[:MOST_AT_ONCE])
        audit.record(request, Action.RECORDS_RESTORED, model="crm.contact", count=restored, ids=asked)
        words = ngettext("%(number)s contact is back.", "%(number)s contacts are back.", restored)
        messages.success(request, words % {"number": restored})
    for reason in refused:
        messages.error(request, reason)
    if not restored and not refused:
        messages.info(request, _("Choose the contacts to restore first."))
    return redirect("recycle-bin")


def deleted_contact(request: HttpRequest, record: Contact) -> HttpResponse:
    """The page of a contact that is not there any more: the one it went into, or that it is in the recycle bin."""
    if record.merged_into:
        return redirect(record.merged_into)
    (row,) = bin_rows([record], timezone.now())
    context = {"contact": record, "row": row, "its_deals": Deal.objects.live().filter(contact=record).count()}
    return render(request, "crm/contact_deleted.html", context)


def consequences(deals: int) -> dict[str, int]:
    """What the dialog tells before a contact with so many deals is deleted."""
    return {"deals": deals, "days": KEPT_FOR.days}


def bin_rows(contacts: Sequence[Contact], now: datetime) -> list[BinRow]:
    """Contacts of the recycle bin with who deleted them. One query."""
    changes = RecordChange.objects.filter(
        object_type=ObjectType.CONTACT, record_id__in=[one.pk for one in contacts], changes__has_key="deleted"
    )
    people = {change.record_id: change.user for change in changes.select_related("user").order_by("at", "id")}
    return [BinRow(one, people.get(one.pk), _days_left(one, now)) for one in contacts]


def _days_left(record: Contact, now: datetime) -> int:
    """Whole days, the last one counted as one."""
    left = (record.deleted_at or now) + KEPT_FOR - now
    return max(0, -(-int(left.total_seconds()) // 86_400))


def _restore(records: Iterable[Contact], user: User | None) -> tuple[int, list[str]]:
    """How many came back, and why others did not. One that is back already is neither."""
    restored, refused = 0, []
    for record in records:
        try:
            restore_contact(record, user)
            restored += 1
        except AddressTaken as reason:
            refused.append(str(reason))
        except Contact.DoesNotExist:
            continue
    return restored, refused
