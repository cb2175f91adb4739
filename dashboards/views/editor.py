"""The editor of reports: what is counted, by what, shown how, at the left; what comes of it at the right (SPEC R2)."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from dashboards import arranging
from dashboards.cards import card_of
from dashboards.checking import check
from dashboards.definitions import InvalidDefinition, as_json
from dashboards.drafting import BLANK, ReportDraft
from dashboards.figures import asking_for_portal
from dashboards.models import LONGEST_NAME, Dashboard, DashboardReport
from dashboards.views.pages import shown_report


@dataclass(slots=True)
class _Editing:
    """A report on the form, and why it was not saved."""

    report: DashboardReport
    draft: ReportDraft
    title: str
    problem: str = ""
    title_problem: str = ""

    @property
    def state(self) -> str:
        """What tells whether somebody changed the report since it was opened; empty for a new one."""
        if self.is_new:
            return ""
        written = json.dumps([self.report.title, self.report.version, self.report.customised], sort_keys=True)
        return sha256(written.encode()).hexdigest()[:16]

    @property
    def is_new(self) -> bool:
        return self.report.pk is None


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """Change a report; `do=save` is *Update dashboard*, everything else shows what would come of it."""
    report = shown_report(dashboard_id, report_id)
    try:
        definition = report.definition
    except InvalidDefinition:
        messages.warning(
            request, _("This version of hubsync does not know the report. Here is a new one in its place.")
        )
        definition = BLANK
    return _answer(request, report, ReportDraft.of(definition))


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Make a report of one's own."""
    dashboard = get_object_or_404(Dashboard, pk=dashboard_id)
    return _answer(request, DashboardReport(dashboard=dashboard), ReportDraft.of(BLANK))


def _answer(request: HttpRequest, report: DashboardReport, begun: ReportDraft) -> HttpResponse:
    is_sent = request.method == "POST"
    draft = ReportDraft.of_form(request.POST) if is_sent else begun
    title = request.POST.get("title", "").replace("\x00", "").strip()[:LONGEST_NAME] if is_sent else str(report)
    editing = _Editing(report, draft, title)
    if is_sent and request.POST.get("do") == "save" and _save(request, editing):
        messages.success(request, _("“%(name)s” is updated.") % {"name": report})
        is_part = bool(request.headers.get("HX-Request"))
        return HttpResponseClientRedirect(report.get_absolute_url()) if is_part else redirect(report)
    return _page(request, editing)


def _save(request: HttpRequest, editing: _Editing) -> bool:
    """Whether it is saved; what is missing stands on the form where it is not."""
    draft, report = editing.draft, editing.report
    is_finished = draft.filters.is_empty or draft.filters.check(is_final=_has_filters(draft))
    if not editing.title:
        editing.title_problem = _("Give the report a title.")
    try:
        check(draft.definition)
    except InvalidDefinition as error:
        editing.problem = str(error)
    if request.POST.get("begun", "") != editing.state:
        editing.problem = _("Somebody changed this report meanwhile. Save again to have yours in its place.")
    if not is_finished or editing.title_problem or editing.problem:
        return False
    with transaction.atomic():
        _write(report, draft, editing.title)
        action = Action.REPORT_ADDED if editing.is_new else Action.REPORT_CHANGED
        report.save() if report.pk is None else report.save(update_fields=["title", "version", "customised"])
        audit.record(request, action, report, dashboard=report.dashboard_id, key=report.key)
    return True


def _write(report: DashboardReport, draft: ReportDraft, title: str) -> None:
    """A report that is as its default is goes on following it, under whichever title."""
    default = report.default
    is_as_default = default is not None and report.customised is None and default.definition == draft.definition
    if default and not is_as_default:
        report.version = default.version if report.customised is None else report.version
    report.call(title)
    if not is_as_default:
        report.customised = as_json(draft.definition)
    if report.pk is None:
        report.version, report.place = 1, arranging.last_place(report.dashboard) + 1


def _has_filters(draft: ReportDraft) -> bool:
    """Whether there is a filter beside the empty row that the form begins with."""
    rows = draft.filters.rows
    return len(rows) > 1 or any(row.about or row.gone for row in rows)


def _page(request: HttpRequest, editing: _Editing) -> HttpResponse:
    asking = asking_for_portal(timezone.now())
    shown = DashboardReport(
        dashboard=editing.report.dashboard,
        title=editing.title or _("Untitled report"),
        customised=as_json(editing.draft.definition),
    )
    context: dict[str, Any] = {
        "editing": editing,
        "draft": editing.draft,
        "dashboard": editing.report.dashboard,
        "card": card_of(shown, asking),
        "asking": asking,
        "is_preview": True,
    }
    is_refused = editing.problem or editing.title_problem
    part = bool(request.headers.get("HX-Request"))
    template = "dashboards/_editor.html" if part else "dashboards/editor.html"
    return render(request, template, context, status=422 if is_refused and not part else 200)
