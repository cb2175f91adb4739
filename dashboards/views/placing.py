"""Dashboards made, named and deleted; reports put on them, moved, sized, renamed and taken off."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from dashboards import arranging, mailing
from dashboards.arranging import Offer, offers
from dashboards.forms import NameForm
from dashboards.models import Dashboard, DashboardReport
from dashboards.views.pages import shown_report

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@editors_only
@_GET_POST
def new_dashboard(request: HttpRequest) -> HttpResponse:
    """Make an empty dashboard."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = arranging.make(form.cleaned_data["name"])
            audit.record(request, Action.DASHBOARD_MADE, made)
        return redirect("add-report", made.pk)
    return _name_page(request, form, _("New dashboard"), request.path)


@editors_only
@_GET_POST
def rename_dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Give a dashboard another name."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    form = NameForm(request.POST or None, initial={"name": str(one)})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["name"] != str(one):
            one.name = form.cleaned_data["name"]
            with transaction.atomic():
                one.save(update_fields=["name"])
                audit.record(request, Action.DASHBOARD_CHANGED, one, name=True)
        return redirect(one)
    return _name_page(request, form, _("Rename the dashboard"), request.path, one)


@editors_only
@require_POST
def clone_dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """A second dashboard with the same reports."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    with transaction.atomic():
        copy = arranging.clone(one)
        audit.record(request, Action.DASHBOARD_MADE, copy, copied_from=one.pk)
    messages.success(request, _("This is the copy. Changes here leave the first one as it is."))
    return redirect(copy)


@editors_only
@require_POST
def make_default(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Let *Dashboards* open this one."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    with transaction.atomic():
        arranging.make_default(one)
        audit.record(request, Action.DASHBOARD_CHANGED, one, default=True)
    messages.success(request, _("“%(name)s” is what Dashboards opens from now on.") % {"name": one})
    return redirect(one)


@require_POST
def mail_weekly(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Whoever may look may have the dashboard by e-mail: `wanted` is 1 or 0."""
    one, user = get_object_or_404(Dashboard, pk=dashboard_id), person(request)
    if request.POST.get("wanted") == "1":
        mailing.subscribe(one, user, timezone.now())
        text = _("You get “%(name)s” each Monday at eight, at %(address)s.")
        messages.success(request, text % {"name": one, "address": user.email})
    else:
        mailing.unsubscribe(one, user)
        messages.success(request, _("You do not get “%(name)s” by e-mail any more.") % {"name": one})
    return redirect(one)


@editors_only
@_GET_POST
def delete_dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Ask, then delete a dashboard with what is on it; the records stay."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    if request.method == "POST":
        with transaction.atomic():
            audit.record(request, Action.DASHBOARD_DELETED, one, reports=one.reports.shown().count())
            one.delete()
        messages.success(request, _("The dashboard is deleted."))
        return redirect("dashboards")
    return _dialog(request, "dashboards/_delete_dialog.html", {"dashboard": one})


@editors_only
@_GET_POST
def add_report(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Find a report (?q=) and put it on a dashboard: a default one in its newest version, or a copy of a saved one."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    query = request.GET.get("q", "").strip()[:200]
    if request.method == "POST":
        chosen = next((it for it in offers("") if it.code == request.POST.get("report")), None)
        if chosen is None:
            messages.error(request, _("This report is not there any more."))
            return redirect("add-report", one.pk)
        return _add(request, one, chosen)
    context = {"dashboard": one, "query": query, "offers": offers(query)}
    return render(request, "dashboards/add.html", context)


def _add(request: HttpRequest, one: Dashboard, chosen: Offer) -> HttpResponse:
    with transaction.atomic():
        report = arranging.add(one, chosen)
        audit.record(request, Action.REPORT_ADDED, report, dashboard=one.pk, key=report.key)
    messages.success(request, _("“%(name)s” is on the dashboard.") % {"name": report})
    return redirect(report)


@editors_only
@require_POST
def arrange(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Put the reports in the order of their ids in `order`; those that are not named come last."""
    one = get_object_or_404(Dashboard, pk=dashboard_id)
    ids = [int(text) for text in request.POST.getlist("order") if text.isdecimal() and len(text) < 18]
    with transaction.atomic():
        arranging.put_in_order(one, ids)
        audit.record(request, Action.DASHBOARD_CHANGED, one, order=True)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(one)


@editors_only
@require_POST
def place_report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """`do`: earlier, later, wider, narrower, taller, shorter; or `columns` and `rows` as they are to be."""
    report = shown_report(dashboard_id, report_id)
    do = request.POST.get("do", "")
    with transaction.atomic():
        if do in ("earlier", "later"):
            arranging.move(report, -1 if do == "earlier" else 1)
        else:
            arranging.resize(report, do, request.POST.get("columns", ""), request.POST.get("rows", ""))
        audit.record(request, Action.DASHBOARD_CHANGED, report.dashboard, order=True)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(report)


@editors_only
@_GET_POST
def rename_report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """Give a report another title; it goes on following its default."""
    report = shown_report(dashboard_id, report_id)
    form = NameForm(request.POST or None, initial={"name": str(report)})
    if request.method == "POST" and form.is_valid():
        report.call(form.cleaned_data["name"])
        with transaction.atomic():
            report.save(update_fields=["title"])
            audit.record(request, Action.REPORT_CHANGED, report, title=True)
        return redirect(report)
    return _name_page(request, form, _("Rename the report"), request.path, report)


@editors_only
@require_POST
def clone_report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """The same report once more, beside it."""
    report = shown_report(dashboard_id, report_id)
    with transaction.atomic():
        copy = arranging.clone_report(report)
        audit.record(request, Action.REPORT_ADDED, copy, dashboard=dashboard_id, copied_from=report.pk)
    return redirect(copy)


@editors_only
@require_POST
def remove_report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """Take a report off, with Undo."""
    report = shown_report(dashboard_id, report_id)
    report.removed_at = timezone.now()
    with transaction.atomic():
        report.save(update_fields=["removed_at"])
        audit.record(request, Action.REPORT_REMOVED, report, dashboard=dashboard_id)
    undo = f"{request.path.rsplit('remove/', 1)[0]}put-back/"
    messages.success(request, _("“%(name)s” is off the dashboard.") % {"name": report}, extra_tags=f"undo:{undo}")
    return redirect(report.dashboard)


@editors_only
@require_POST
def put_back(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """Undo taking a report off."""
    report = get_object_or_404(DashboardReport, pk=report_id, dashboard=dashboard_id)
    report.removed_at = None
    with transaction.atomic():
        report.save(update_fields=["removed_at"])
        audit.record(request, Action.REPORT_RESTORED, report, dashboard=dashboard_id)
    return redirect(report)


@editors_only
@require_POST
def follow_default(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """Give up the private copy: the report is its default's newest version again."""
    report = shown_report(dashboard_id, report_id)
    if report.default is None:
        messages.error(request, _("This report is no copy of a default one."))
        return redirect(report)
    report.customised, report.version = None, report.default.version
    with transaction.atomic():
        report.save(update_fields=["customised", "version"])
        audit.record(request, Action.REPORT_CHANGED, report, key=report.key, follows=True)
    messages.success(request, _("“%(name)s” follows its default again.") % {"name": report})
    return redirect(report)


def _name_page(
    request: HttpRequest, form: NameForm, title: str, action: str, back: Dashboard | DashboardReport | None = None
) -> HttpResponse:
    return _dialog(
        request,
        "dashboards/_name_dialog.html",
        {"form": form, "title": title, "action": action, "back": back.get_absolute_url() if back else ""},
    )


def _dialog(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A dialog over the page, or a page of its own without scripts."""
    is_part = bool(request.headers.get("HX-Request"))
    form = context.get("form")
    status = 422 if request.method == "POST" and form is not None and not form.is_valid() else 200
    name = template if is_part else "dashboards/dialog_page.html"
    return render(request, name, {**context, "page": not is_part, "dialog": template}, status=status)
