"""Members of static lists: found and added, taken out, put in from a file of addresses (SPEC S3)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from crm.import_forms import UploadForm
from crm.importing.reading import MOST_BYTES, Unreadable
from crm.lists import members
from crm.lists.address_file import Outcome, add_from_file
from crm.lists.members import NotStatic
from crm.models import Contact, ContactList, ListMembership
from crm.search import find_contacts
from crm.views.list_changes import added_words, live_list

OFFERED = 20
# Chosen by hand on a page, or named in an Undo.
MOST_AT_ONCE = 200


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def add_members(request: HttpRequest, list_id: int) -> HttpResponse:
    """Find contacts (?q=) and put them in, one by one; ?contact= and the form's `contact` are their ids."""
    one = live_list(list_id)
    if one.is_active:
        return _refused(request, one)
    if request.method == "POST":
        with transaction.atomic():
            _note(request, one, members.add(one, _ids(request)), 1)
        return redirect((request.POST.get("next") == "stay" and _here(request)) or one)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    live = Contact.objects.live()
    found = list((find_contacts(live, query) if query else live).order_by("-created_at", "-pk")[:OFFERED])
    current = ListMembership.objects.current().filter(contact_list=one, contact__in=found)
    inside = set(current.values_list("contact_id", flat=True))
    return render(request, "crm/list_add.html", {"list": one, "query": query, "found": found, "inside": inside})


@editors_only
@require_POST
def remove_members(request: HttpRequest, list_id: int) -> HttpResponse:
    """Take the chosen contacts out (`contact`: their ids)."""
    one = live_list(list_id)
    if one.is_active:
        return _refused(request, one)
    ids = _ids(request)
    if not ids:
        messages.info(request, _("Choose the contacts to take out first."))
        return redirect(one)
    with transaction.atomic():
        _note(request, one, members.remove(one, ids), -1)
    return redirect(one)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_members(request: HttpRequest, list_id: int) -> HttpResponse:
    """A CSV file of e-mail addresses: their contacts come in, and each row that puts nobody in is told."""
    one = live_list(list_id)
    if one.is_active:
        return _refused(request, one)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    outcome = _import(request, one, form) if request.method == "POST" else None
    if outcome is not None:
        one.refresh_from_db()
    return render(request, "crm/list_import.html", {"list": one, "form": form, "outcome": outcome})


def _import(request: HttpRequest, one: ContactList, form: UploadForm) -> Outcome | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        form.add_error("file", _("The file is bigger than %(most)s MB. Divide it.") % {"most": MOST_BYTES // 1024**2})
        return None
    try:
        with transaction.atomic():
            outcome = add_from_file(one, file.read())
            if outcome.added:
                audit.record(request, Action.LIST_MEMBERS_CHANGED, one, added=outcome.added, how="file")
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    return outcome


def _ids(request: HttpRequest) -> list[int]:
    """The ids of contacts that a form or an address names."""
    given = [*request.POST.getlist("contact"), *request.GET.get("contact", "").split(",")]
    return [int(one) for one in given if one.isdecimal() and len(one) < 18][:MOST_AT_ONCE]


def _note(request: HttpRequest, one: ContactList, moved: list[int], sign: int) -> None:
    """Write down who came in or left, and say so with the way back."""
    if not moved:
        messages.info(request, _("Nothing changed: they were in it already.") if sign > 0 else _("They are not in it."))
        return
    change: dict[str, Any] = {"added" if sign > 0 else "removed": len(moved)}
    audit.record(request, Action.LIST_MEMBERS_CHANGED, one, **change)
    said = added_words(one, len(moved)) if sign > 0 else _taken_out_words(one, len(moved))
    back = reverse("remove-members" if sign > 0 else "add-members", args=[one.pk])
    undo = f"undo:{back}?{urlencode({'contact': ','.join(map(str, moved))})}"
    messages.success(request, said, extra_tags=undo)


def _taken_out_words(one: ContactList, number: int) -> str:
    words = ngettext(
        "%(number)s contact is taken out of “%(list)s”.", "%(number)s contacts are taken out of “%(list)s”.", number
    )
    return words % {"number": number, "list": one}


def _refused(request: HttpRequest, one: ContactList) -> HttpResponse:
    messages.error(request, str(NotStatic()))
    return redirect(one)


def _here(request: HttpRequest) -> str:
    return f"{request.path}?{urlencode({'q': request.GET.get('q', '')})}"
