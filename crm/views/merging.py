"""Merging two contacts: find the other, choose what stays, and the way back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from accounts.permissions import editors_only, person
from crm.catalogue import own_properties
from crm.editing.merging import OF_SHOPIFY, MergedOn, is_customer, merge, unmerge
from crm.editing.values import Editor, Locked
from crm.models import Contact, ContactMerge, Deal, ObjectType
from crm.models.history import ChangeSource
from crm.properties import CONTACT_PROPERTIES, Owner
from crm.property_values import value_of
from crm.search import find_contacts
from crm.views.properties import ShownProperty, shown_property

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A property in which two contacts differ; `is_free`: a person chooses, else `takes_other` says which counts."""

    key: str
    kept: ShownProperty
    other: ShownProperty
    is_free: bool
    takes_other: bool


@editors_only
@require_http_methods(["GET", "HEAD"])
def choose_other(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Which contact is to go into this one: found by a few words."""
    record = get_object_or_404(Contact.objects.live(), pk=contact_id)
    query = request.GET.get("q", "").strip()[:200]
    others = Contact.objects.live().exclude(pk=record.pk).select_related("purchases")
    found = list(find_contacts(others, query).order_by("-created_at")[:OFFERED]) if query else _alike(record, others)
    context = {"contact": record, "query": query, "found": found, "currency": Portal.current().currency}
    return render(request, "crm/merge_choose.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge_with(request: HttpRequest, contact_id: int, other_id: int) -> HttpResponse:
    """The two side by side; the form makes one of them."""
    live = Contact.objects.live()
    record, other = get_object_or_404(live, pk=contact_id), get_object_or_404(live.exclude(pk=contact_id), pk=other_id)
    if request.method == "POST":
        return _merge(request, record, other)
    customers = is_customer(record), is_customer(other)
    context = {
        "contact": record,
        "other": other,
        "choices": choices(record, other, *customers),
        "are_customers": all(customers),
        "deals": Deal.objects.live().filter(contact=other).count(),
    }
    return render(request, "crm/merge.html", context)


@editors_only
@require_POST
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart, and go to the contact that is back."""
    done = get_object_or_404(ContactMerge.objects.select_related("kept"), pk=merge_id)
    kept = done.kept
    try:
        with transaction.atomic():
            back = unmerge(done, Editor(ChangeSource.PERSON, person(request)))
            audit.record(request, Action.CONTACTS_UNMERGED, back, from_contact=kept.pk)
    except MergedOn as error:
        messages.error(request, str(error))
        return redirect(kept)
    messages.success(request, _("%(contact)s is a contact of its own again.") % {"contact": back})
    return redirect(kept)


def choices(kept: Contact, other: Contact, kept_is_customer: bool, other_is_customer: bool) -> list[Choice]:
    """The properties in which both have something else to say, and those that only the other knows."""
    people_change = [one for one in CONTACT_PROPERTIES if one.owner != Owner.HUBSYNC]
    found = []
    for one in (*people_change, *own_properties(ObjectType.CONTACT)):
        ours, theirs = value_of(kept, one), value_of(other, one)
        if theirs in (None, "", []) or ours == theirs:
            continue
        is_shopifys = one.name in OF_SHOPIFY and not one.is_custom
        is_empty = ours in (None, "", [])
        found.append(
            Choice(
                f"custom.{one.name}" if one.is_custom else one.name,
                shown_property(one, kept, ""),
                shown_property(one, other, ""),
                is_free=not is_empty and not (is_shopifys and (kept_is_customer or other_is_customer)),
                takes_other=is_empty or (is_shopifys and other_is_customer),
            )
        )
    return found


def _merge(request: HttpRequest, record: Contact, other: Contact) -> HttpResponse:
    preferred = [name.removeprefix("choice:") for name, value in request.POST.items() if value == "other"]
    try:
        with transaction.atomic():
            done = merge(record.pk, other.pk, Editor(ChangeSource.PERSON, person(request)), preferred)
            audit.record(request, Action.CONTACTS_MERGED, record, with_contact=other.pk)
    except Locked as error:
        messages.error(request, str(error))
        return redirect("merge-with", record.pk, other.pk)
    words = {"other": other, "contact": record}
    undo = f"undo:{reverse('undo-merge', args=[done.pk])}"
    messages.success(request, _("%(other)s went into %(contact)s.") % words, extra_tags=undo)
    return redirect(record)


def _alike(record: Contact, others: Any) -> list[Contact]:
    """Contacts of the same name, or with the same phone: the likeliest ones."""
    by_name = others.filter(first_name__iexact=record.first_name, last_name__iexact=record.last_name)
    same = by_name if record.full_name else others.none()
    if record.phone:
        same = same | others.filter(phone__iexact=record.phone)
    return list(same.order_by("-created_at")[:OFFERED])
