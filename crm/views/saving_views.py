"""Views of tables: saved, renamed, shared, deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import forbid, person
from crm.models import SavedView
from crm.tables.kinds import TABLES, TableKind
from crm.tables.state import RecordTable
from crm.tables.views import MOST_SAVED, may_change
from crm.views.deal_views import home_of


class ViewForm(forms.Form):
    """A view's name, and whether everybody sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Shared with everybody"),
        required=False,
        help_text=gettext_lazy("Otherwise it is yours alone."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Save what a table shows under a name. Sharing takes the marketer role."""
    user = person(request)
    table = RecordTable(request.GET, TABLES[kind], user)
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        saved = SavedView(object_type=table.kind.object_type, owner=user, **_state(table))
        if SavedView.objects.filter(owner=user, object_type=table.kind.object_type).count() >= MOST_SAVED:
            form.add_error(None, _("You have %(most)s views of this table. Delete one first.") % {"most": MOST_SAVED})
        elif _keep(saved, form):
            return _to(request, kind, saved)
    return _asked(request, kind, form, f"{request.path}?{request.GET.urlencode()}", table.url(), None)


@require_POST
def save_view(request: HttpRequest, kind: str, view_id: int) -> HttpResponse:
    """Let a saved view be what its table shows now."""
    saved = _own(request, TABLES[kind], view_id)
    for name, value in _state(RecordTable(request.GET, TABLES[kind], person(request))).items():
        setattr(saved, name, value)
    saved.save()
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": saved.name})
    return redirect(f"{home_of(request, kind)}?view={saved.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def change_view(request: HttpRequest, kind: str, view_id: int) -> HttpResponse:
    """Rename a view, share it or take it back."""
    saved = _own(request, TABLES[kind], view_id)
    form = _form(request, saved)
    if request.method == "POST" and form.is_valid() and _keep(saved, form):
        return _to(request, kind, saved)
    return _asked(request, kind, form, reverse("change-view", args=[kind, view_id]), f"?view={view_id}", saved)


@require_POST
def delete_view(request: HttpRequest, kind: str, view_id: int) -> HttpResponse:
    """Delete a view; the records stay."""
    saved = _own(request, TABLES[kind], view_id)
    saved.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": saved.name})
    return redirect(kind)


def _state(table: RecordTable) -> dict[str, Any]:
    """What a table shows, as a view keeps it. The words of a search are not kept: a view is a question asked often."""
    return {
        "columns": [column.name for column in table.columns],
        "sort": table.sort,
        "filters": table.groups,
        "quick": {name: choice.code for name, choice in table.quick.items()},
    }


def _own(request: HttpRequest, kind: TableKind, view_id: int) -> SavedView:
    saved = get_object_or_404(SavedView, pk=view_id, object_type=kind.object_type)
    if not may_change(saved, person(request)):
        forbid(_("This view belongs to somebody else."))
    return saved


def _form(request: HttpRequest, saved: SavedView | None) -> ViewForm:
    initial = {"name": saved.name, "is_shared": saved.is_shared} if saved else None
    form = ViewForm(request.POST or None, initial=initial)
    if not person(request).can_edit:
        del form.fields["is_shared"]
    return form


def _keep(saved: SavedView, form: ViewForm) -> bool:
    saved.name, saved.is_shared = form.cleaned_data["name"], form.cleaned_data.get("is_shared", False)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        form.add_error("name", _("You have a view of this name."))
        return False
    return True


def _to(request: HttpRequest, kind: str, saved: SavedView) -> HttpResponse:
    url = f"{home_of(request, kind)}?view={saved.pk}"
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)


def _asked(  # noqa: PLR0913, PLR0917 (what a template is told)
    request: HttpRequest, kind: str, form: ViewForm, action: str, back: str, saved: SavedView | None
) -> HttpResponse:
    context = {
        "form": form,
        "action": action,
        "back": home_of(request, kind) + back,
        "saved": saved,
        "kind": TABLES[kind],
    }
    template = "crm/_view_dialog.html" if request.headers.get("HX-Request") else "crm/save_view.html"
    return render(request, template, {**context, "record_kind": kind})
