"""A table's records as a file: the same search and filters, as CSV or for Excel, with the table's columns or all."""

import logging
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm import exporting
from crm.catalogue import MODELS
from crm.models import RecordExport
from crm.queueing import queue
from crm.tables.kinds import TABLES
from crm.tables.state import RecordTable
from crm.tasks import write_export
from crm.views.bulk import chosen_records

Answer = TypeVar("Answer", bound=HttpResponseBase)
log = logging.getLogger("crm")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def export_records(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the form and the columns; `do=export` gives the file, or the page where a worker's file is waited for.

    Who took what is logged, without the words that were searched for.
    """
    table = RecordTable(request.GET, TABLES[kind], person(request))
    ids = _chosen(request, table)
    if request.POST.get("do") != "export":
        return _asked(request, kind, table, ids)
    form = "xlsx" if request.POST.get("form") == "xlsx" else "csv"
    export = RecordExport(
        object_type=kind,
        form=form,
        has_every_property=request.POST.get("columns") != "shown",
        asked=request.GET.urlencode(),
        ids=ids,
        user=person(request),
        language=get_language() or "",
    )
    number = _number(table, ids)
    if form == "xlsx" and number > exporting.MOST_IN_XLSX:
        return _asked(request, kind, table, ids, _("A sheet of Excel holds a million rows. Take CSV, or filter first."))
    model = MODELS[table.kind.object_type]._meta.label_lower
    audit.record(request, Action.EXPORTED, model=model, count=number, searched=table.is_filtered)
    log.info("records_exported kind=%s form=%s number=%d user=%d", kind, form, number, person(request).pk)
    file = exporting.begin(export)
    if file is not None:
        return _as_download(HttpResponse(file, content_type=_TYPES[form]), export)
    queue(write_export, export.pk)
    return redirect(export)


@editors_only
@require_safe
def record_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far a file is; the page may be left."""
    export = _own(request, export_id)
    template = "crm/_export_progress.html" if request.headers.get("HX-Request") else "crm/record_export.html"
    return render(request, template, {"export": export, "kind": TABLES[export.object_type]})


@editors_only
@require_safe
def download_export(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The finished file."""
    export = _own(request, export_id)
    if export.status != RecordExport.Status.DONE:
        return redirect(export)
    return _as_download(StreamingHttpResponse(exporting.content_of(export), content_type=_TYPES[export.form]), export)


@editors_only
@require_POST
def stop_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """Write no more of a file."""
    export = _own(request, export_id)
    exporting.stop(export)
    return redirect(export)


def _own(request: HttpRequest, export_id: int) -> RecordExport:
    """An export of one's own: others' are closed, whatever one's role."""
    export = get_object_or_404(RecordExport, pk=export_id)
    if export.user_id != request.user.pk:
        raise PermissionDenied(_("Only who asked for a file can take it."))
    return export


def _chosen(request: HttpRequest, table: RecordTable) -> list[int] | None:
    """The ids that a table's form names; None: all that the table is about."""
    if not request.POST.get("ids"):
        return None
    return list(chosen_records(request, table).values_list("pk", flat=True))


def _number(table: RecordTable, ids: list[int] | None) -> int:
    return table.records().order_by().count() if ids is None else len(ids)


def _asked(request: HttpRequest, kind: str, table: RecordTable, ids: list[int] | None, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "table": table,
        "kind": table.kind,
        "record_kind": kind,
        "number": _number(table, ids),
        "ids": ",".join(map(str, ids or [])),
        "everything": "1" if ids is None else "",
        "is_big": _number(table, ids) > exporting.AT_ONCE,
        "error": error,
        "action": reverse("export-records", args=[kind]) + table.url(),
        "back": reverse(kind) + table.url(),
    }
    is_part = request.headers.get("HX-Request") and request.method != "POST"
    return render(request, "crm/_export_dialog.html" if is_part else "crm/export.html", context)


def _as_download(answer: Answer, export: RecordExport) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    answer["Cache-Control"] = "no-store"
    return answer
