"""Imports of contacts: the file that begins one, the list of them, and what became of each (docs/csv-import.md)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.paging import Sorting, parse_moment
from accounts.permissions import editors_only, forbid, person
from crm import bulk
from crm.import_forms import UploadForm
from crm.importing import running
from crm.importing.reading import MOST_BYTES, Unreadable
from crm.importing.refused import refused_lines, written_pieces
from crm.importing.undoing import made_by, untouched
from crm.models import BulkAction, ContactImport, ObjectType
from crm.queueing import queue
from crm.tables.counting import count_all
from crm.tables.table import Column, Table
from crm.tasks import run_bulk_action

COLUMNS = (
    Column("file", gettext_lazy("File")),
    Column("status", gettext_lazy("Status")),
    Column("created", gettext_lazy("Uploaded"), Sorting("created_at", parse_moment), starts_descending=True),
    Column("by", gettext_lazy("By")),
    Column("rows", gettext_lazy("Rows"), css="table__number"),
    Column("made", pgettext_lazy("contacts", "Created"), css="table__number"),
    Column("changed", pgettext_lazy("contacts", "Updated"), css="table__number"),
    Column("refused", gettext_lazy("Errors"), css="table__number"),
)
Status = ContactImport.Status


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what was imported before, a page at a time."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        taken = _take(request, form)
        if taken:
            return redirect("map-import", taken.pk)
    table = Table(request.GET, COLUMNS, default="-created", keep={})
    earlier = ContactImport.objects.select_related("user").defer("headings", "mapping", "reasons", "notes")
    page = table.read(earlier)
    count = count_all("contact-imports", ContactImport.objects.all())
    context = {"form": form, "table": table, "rows": page.rows, "page": table.links(page, count)}
    return render(request, "crm/imports.html", context)


@editors_only
@require_safe
def contact_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far it is and what became of the rows; one that has not begun is gone on with. The page may be left."""
    one = get_object_or_404(ContactImport.objects.select_related("user"), pk=import_id)
    if one.status == Status.MAPPING:
        return redirect("map-import", one.pk)
    if not one.has_begun:
        return redirect("preview-import", one.pk)
    template = "crm/_import_progress.html" if request.headers.get("HX-Request") else "crm/contact_import.html"
    context = {"one": one, "counted": sum(one.reasons.values()), "has_refused": written_pieces(one).exists()}
    return render(request, template, context)


@editors_only
@require_POST
def stop_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop it; what was written stays written."""
    one = own_import(request, import_id)
    running.stop(one)
    return redirect(one)


@editors_only
@require_POST
def forget_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Throw away a file that was not imported."""
    one = own_import(request, import_id)
    if one.has_begun:
        return redirect(one)
    one.delete()
    messages.success(request, _("The file is removed. Nothing was imported."))
    return redirect("imports")


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask, in numbers; then the contacts that it made and nobody touched go to the recycle bin."""
    one = own_import(request, import_id)
    if one.status not in (Status.DONE, Status.STOPPED):
        return redirect(one)
    if request.method != "POST":
        going, made = untouched(one).count(), made_by(one).count()
        return render(request, "crm/undo_import.html", {"one": one, "going": going, "staying": made - going})
    ids = list(untouched(one).order_by("pk").values_list("pk", flat=True))
    actions = [
        bulk.begin(ObjectType.CONTACT, BulkAction.What.DELETE, ids[n : n + bulk.MOST_RECORDS], person(request))
        for n in range(0, len(ids), bulk.MOST_RECORDS)
    ]
    if actions:
        audit.record(request, Action.IMPORT_UNDONE, one, count=len(ids))
    for action in actions:
        if action.is_running:
            queue(run_bulk_action, action.pk)
    return redirect(actions[0] if actions else one)


@editors_only
@require_safe
def import_errors(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The rows that could not be imported, with what is wrong with each, as CSV."""
    one = get_object_or_404(ContactImport, pk=import_id)

    def lines(language: str | None = get_language()) -> object:
        with override(language):
            yield from refused_lines(one)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="import-{one.pk}-errors.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def own_import(request: HttpRequest, import_id: int) -> ContactImport:
    """An import that one may go on with: one's own, or any for an administrator."""
    one = get_object_or_404(ContactImport, pk=import_id)
    if one.user_id != request.user.pk and not person(request).is_staff:
        forbid(_("Somebody else uploaded this file. An administrator can change it."))
    return one


def _take(request: HttpRequest, form: UploadForm) -> ContactImport | None:
    length = request.headers.get("Content-Length", "")
    is_valid = form.is_valid()
    if "file" not in request.FILES and length.isdecimal() and int(length) > MOST_BYTES:
        form.errors.clear()
        form.add_error("file", _("The file is bigger than %(most)s MB. Divide it.") % {"most": MOST_BYTES // 1024**2})
    elif is_valid:
        file = form.cleaned_data["file"]
        try:
            return running.take_file(file.read(), file.name or "", person(request))
        except Unreadable as error:
            form.add_error("file", str(error))
    return None
