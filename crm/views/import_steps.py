"""An import before it begins: what its columns are, and what would become of its rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from crm.import_forms import MappingForm, OptionsForm
from crm.importing import running
from crm.importing.preview import first_rows
from crm.models import ContactImport
from crm.queueing import queue
from crm.tasks import check_contact_import, run_contact_import
from crm.views.importing import own_import

Status = ContactImport.Status
_LOOKED_AT = 100


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def map_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """A property for each column; then the whole file is checked."""
    one = own_import(request, import_id)
    if one.has_begun:
        return redirect(one)
    form = MappingForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        one = form.save(commit=False)
        one.mapping = form.mapping()
        running.begin_check(one)
        if one.status == Status.CHECKING:
            queue(check_contact_import, one.pk)
        return redirect("preview-import", one.pk)
    piece = one.pieces.order_by("number").first()
    rows = [cells for _number, cells in running.rows_of(piece)[:_LOOKED_AT]] if piece else []
    return render(request, "crm/import_columns.html", {"one": one, "form": form, "columns": form.columns(rows)})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What would become of the rows, and how they are imported; `POST` begins."""
    one = own_import(request, import_id)
    if one.has_begun:
        return redirect(one)
    if one.status == Status.MAPPING:
        return redirect("map-import", one.pk)
    form = OptionsForm(request.POST or None, instance=one)
    if request.method == "POST" and one.status == Status.READY and form.is_valid():
        form.save()
        if running.begin(one):
            audit.record(request, Action.RECORDS_IMPORTED, one, count=one.total)
            if one.is_at_work:
                queue(run_contact_import, one.pk)
        return redirect(one)
    context = {
        "one": one,
        "form": form,
        "there": one.updated + one.unchanged,
        "importable": one.total - one.refused,
        "counted": sum(one.reasons.values()),
    }
    if request.headers.get("HX-Request"):
        return render(request, "crm/_import_check.html", context)
    labels, rows = first_rows(one)
    return render(request, "crm/import_preview.html", {**context, "labels": labels, "rows": rows})
