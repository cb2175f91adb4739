"""A list is cloned, renamed, put into a folder, deleted and brought back."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.filters import FilterError
from crm.lists import editing
from crm.lists.editing import LONGEST_FOLDER, LONGEST_NAME, ListError, ListInUse
from crm.lists.uses import uses_of
from crm.models import ContactList


class PlaceForm(forms.Form):
    """A list's name and folder."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the list a name.")},
    )
    folder = forms.CharField(
        label=gettext_lazy("Folder"),
        max_length=LONGEST_FOLDER,
        required=False,
        help_text=gettext_lazy("Lists with the same folder can be shown together."),
        widget=forms.TextInput({"list": "folders", "autocomplete": "off"}),
    )


@editors_only
@require_POST
def clone_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Make a list like this one, and go to it."""
    one = live_list(list_id)
    try:
        with transaction.atomic():
            made = editing.clone(one, person(request))
            audit.record(request, Action.LIST_MADE, made, cloned_from=one.pk)
    except (ListError, FilterError) as error:
        messages.error(request, str(error))
        return redirect(one)
    messages.success(request, _("“%(list)s” is made.") % {"list": made})
    return redirect(made)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def place_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Another name or folder."""
    one = live_list(list_id)
    form = PlaceForm(request.POST or None, initial={"name": one.name, "folder": one.folder})
    if request.method == "POST" and form.is_valid() and _place(request, one, form):
        messages.success(request, _("“%(list)s” is saved.") % {"list": form.cleaned_data["name"]})
        return HttpResponseClientRedirect(one.get_absolute_url()) if _is_part(request) else redirect(one)
    context = {"list": one, "form": form, "folders": ContactList.objects.live().folders()}
    return render(request, "crm/_list_place_dialog.html" if _is_part(request) else "crm/list_place.html", context)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Ask, or say what the list is used in; then delete. It can be brought back."""
    one = live_list(list_id)
    if request.method != "POST":
        template = "crm/_list_delete_dialog.html" if _is_part(request) else "crm/list_delete.html"
        return render(request, template, {"list": one, "uses": uses_of(one)})
    try:
        with transaction.atomic():
            editing.delete(one, person(request))
            audit.record(request, Action.LIST_DELETED, one)
    except ListInUse as error:
        return render(request, "crm/list_delete.html", {"list": one, "uses": error.uses}, status=409)
    undo = f"undo:{reverse('restore-list', args=[one.pk])}"
    messages.success(request, _("“%(list)s” is deleted.") % {"list": one}, extra_tags=undo)
    return redirect("lists")


@editors_only
@require_POST
def restore_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Bring a list back, and go to it."""
    one = get_object_or_404(ContactList, pk=list_id)
    if one.deleted_at is None:
        return redirect(one)
    try:
        with transaction.atomic():
            one = editing.restore(one, person(request))
            audit.record(request, Action.LIST_RESTORED, one)
    except (ListError, FilterError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(list)s” is back.") % {"list": one})
    return redirect(one)


def added_words(one: ContactList, number: int) -> str:
    """That so many contacts were put into a list."""
    words = ngettext(
        "%(number)s contact is added to “%(list)s”.", "%(number)s contacts are added to “%(list)s”.", number
    )
    return words % {"number": number, "list": one}


def live_list(list_id: int) -> ContactList:
    """The list of an address; 404 where there is none, or it is deleted."""
    return get_object_or_404(ContactList.objects.live(), pk=list_id)


def _place(request: HttpRequest, one: ContactList, form: PlaceForm) -> bool:
    try:
        with transaction.atomic():
            editing.place(one, form.cleaned_data["name"], form.cleaned_data["folder"], person(request))
            # What it is called now stands in the list: the log has the names of its fields.
            if form.changed_data:
                audit.record(request, Action.LIST_CHANGED, one, fields=form.changed_data)
    except ListError as error:
        form.add_error(error.field or None, str(error))
        return False
    return True


def _is_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))
