"""The dashboards' pages."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from dashboards.cards import cards_of
from dashboards.figures import Asking, asking_for_portal
from dashboards.forms import SalesGoalForm, goal_form
from dashboards.models import Dashboard
from dashboards.wording import month_name


def dashboards(request: HttpRequest) -> HttpResponse:
    """The default dashboard; before there is one, what to do."""
    default = Dashboard.objects.default()
    return redirect(default) if default else render(request, "dashboards/none.html")


def dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """One dashboard with the figures of this moment."""
    shown = get_object_or_404(Dashboard, pk=dashboard_id)
    asking = asking_for_portal(timezone.now())
    form = goal_form(asking) if getattr(request.user, "can_edit", False) else None
    return _page(request, shown, asking, form)


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


def _page(
    request: HttpRequest, shown: Dashboard, asking: Asking, form: SalesGoalForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "dashboard": shown,
        "tabs": _tabs(shown),
        "cards": cards_of(shown.reports.order_by("place", "id"), asking),
        "asking": asking,
        "goal_form": form,
    }
    return render(request, "dashboards/dashboard.html", context, status=status)


def _tabs(shown: Dashboard) -> list[dict[str, object]]:
    """A tab for every dashboard, where there are several."""
    every = list(Dashboard.objects.all())
    if len(every) < 2:
        return []
    return [{"label": str(one), "url": one.get_absolute_url(), "current": one == shown} for one in every]
