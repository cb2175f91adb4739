"""A dashboard's page, a report's own page, and the goals."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.mails import are_sent
from accounts.permissions import editors_only, person
from dashboards import mailing
from dashboards.addresses import Addresses
from dashboards.cards import card_of, cards_of
from dashboards.figures import Asking, asking_for_portal
from dashboards.forms import SalesGoalForm, goal_form
from dashboards.goals import goals_of
from dashboards.models import Dashboard, DashboardReport
from dashboards.wording import month_name


@require_safe
def dashboards(request: HttpRequest) -> HttpResponse:
    """The default dashboard; before there is one, what to do."""
    default = Dashboard.objects.default()
    return redirect(default) if default else render(request, "dashboards/none.html")


@require_safe
def dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """One dashboard with the figures of this moment."""
    shown = get_object_or_404(Dashboard, pk=dashboard_id)
    asking = asking_for_portal(timezone.now())
    form = goal_form(asking) if getattr(request.user, "can_edit", False) else None
    return _page(request, shown, asking, form)


@require_safe
def report(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """One report over the whole page, with all its rows."""
    shown = shown_report(dashboard_id, report_id)
    asking = asking_for_portal(timezone.now())
    context = {
        "dashboard": shown.dashboard,
        "card": card_of(shown, asking, Addresses(shown, asking)),
        "asking": asking,
        "is_whole": True,
        "goal_form": goal_form(asking) if getattr(request.user, "can_edit", False) else None,
    }
    return render(request, "dashboards/report.html", context)


@require_POST
@editors_only
def set_goal(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Set the sales goal of a month, from the dashboard that shows it (SPEC R5)."""
    shown = get_object_or_404(Dashboard, pk=dashboard_id)
    asking = asking_for_portal(timezone.now())
    form = SalesGoalForm(request.POST, asking=asking)
    if not form.is_valid():
        return _page(request, shown, asking, form, status=422)
    with transaction.atomic():
        goal = form.save(asking.at)
        audit.record(request, Action.SETTINGS_CHANGED, goal, amount=goal.amount, currency=goal.currency)
    messages.success(request, _("The goal for %(month)s is set.") % {"month": month_name(goal.month)})
    return redirect(shown)


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """The goals of all months beside what was sold in them."""
    asking = asking_for_portal(timezone.now())
    return render(request, "dashboards/goals.html", {"asking": asking, "months": goals_of(asking)})


def shown_report(dashboard_id: int, report_id: int) -> DashboardReport:
    """A report on a dashboard; 404 where there is none, or no more."""
    reports = DashboardReport.objects.shown().select_related("dashboard")
    return get_object_or_404(reports, pk=report_id, dashboard=dashboard_id)


def _page(
    request: HttpRequest, shown: Dashboard, asking: Asking, form: SalesGoalForm | None, status: int = 200
) -> HttpResponse:
    reports = list(shown.reports.shown())
    for one in reports:
        one.dashboard = shown
    context = {
        "dashboard": shown,
        "tabs": _tabs(shown),
        "cards": cards_of(reports, asking),
        "asking": asking,
        "goal_form": form,
        "is_mailed": mailing.gets(shown, person(request)),
        "can_mail": are_sent(),
    }
    return render(request, "dashboards/dashboard.html", context, status=status)


def _tabs(shown: Dashboard) -> list[dict[str, object]]:
    """A tab for every dashboard, where there are several."""
    every = list(Dashboard.objects.all())
    if len(every) < 2:
        return []
    return [{"label": str(one), "url": one.get_absolute_url(), "current": one == shown} for one in every]
