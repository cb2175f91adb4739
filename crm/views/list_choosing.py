"""Contacts are put into a static list that is chosen, or made for them (SPEC S3)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.lists import members
from crm.lists.editing import LONGEST_NAME, ListError, Wanted, create
from crm.models import Contact, ContactList, ProcessingType
from crm.tables.kinds import TABLES
from crm.tables.state import RecordTable
from crm.views.bulk import chosen_records, refused_number
from crm.views.list_changes import added_words


class ChooseListForm(forms.Form):
    """A static list that is there, or the name of a new one."""

    contact_list = forms.ModelChoiceField(
        ContactList.objects.none(),
        label=gettext_lazy("Static list"),
        required=False,
        empty_label=gettext_lazy("A new list"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the new list"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("Only for a new list."),
    )

    def __init__(self, sent: Any = None) -> None:
        super().__init__(sent)
        lists = ContactList.objects.static().order_by(Lower("name"))
        field = self.fields["contact_list"]
        field.queryset = lists  # type: ignore[attr-defined]
        if not self.is_bound:
            field.initial = lists.order_by("-updated_at", "-pk").first()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("contact_list") and not cleaned.get("name", "").strip():
            self.add_error("name", _("Choose a list, or give a new one a name."))
        return cleaned


@editors_only
@require_POST
def bulk_list(request: HttpRequest) -> HttpResponse:
    """Choose a list for the contacts chosen in their table, or all that match; `do=apply` puts them in."""
    table = RecordTable(request.GET, TABLES["contacts"], person(request))
    chosen = chosen_records(request, table)
    number, back = chosen.count(), reverse("contacts") + table.url()
    if refused := refused_number(number):
        messages.error(request, refused)
        return redirect(back)
    form = ChooseListForm(request.POST if request.POST.get("do") == "apply" else None)
    if form.is_bound and form.is_valid():
        ids = list(chosen.order_by("pk").values_list("pk", flat=True))
        if (answer := _add(request, form, ids)) is not None:
            return answer
    everything = request.POST.get("everything", "")
    context = {
        "form": form,
        "number": number,
        "back": back,
        "everything": everything,
        "ids": "" if everything else ",".join(request.POST.getlist("ids")),
    }
    return render(request, "crm/bulk_list.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def add_to_list(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Choose a list for one contact."""
    contact = get_object_or_404(Contact.objects.live(), pk=contact_id)
    form = ChooseListForm(request.POST or None)
    if form.is_bound and form.is_valid() and _add(request, form, [contact.pk]) is not None:
        return redirect(f"{contact.get_absolute_url()}#lists")
    is_part = request.headers.get("HX-Request") and request.method != "POST"
    template = "crm/_list_choose_dialog.html" if is_part else "crm/list_choose.html"
    return render(request, template, {"contact": contact, "form": form})


def _add(request: HttpRequest, form: ChooseListForm, contact_ids: list[int]) -> HttpResponse | None:
    """Put contacts in, in one transaction with what the log is told; None where the name of a new list cannot be."""
    try:
        with transaction.atomic():
            one = form.cleaned_data["contact_list"] or _made(request, form.cleaned_data["name"])
            added = members.add(one, contact_ids)
            audit.record(request, Action.LIST_MEMBERS_CHANGED, one, added=len(added))
    except ListError as error:
        form.add_error("name", str(error))
        return None
    messages.success(request, added_words(one, len(added)))
    return redirect(one)


def _made(request: HttpRequest, name: str) -> ContactList:
    made = create(Wanted(name, ProcessingType.MANUAL), person(request))
    audit.record(request, Action.LIST_MADE, made)
    return made
