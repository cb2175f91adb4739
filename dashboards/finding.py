"""Dashboards and their reports, as the search finds them."""

from collections.abc import Iterator
from contextlib import suppress

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from crm.finding.registry import Asked, Finder, Hit, register
from dashboards.definitions import InvalidDefinition
from dashboards.drafting import ICONS
from dashboards.models import Dashboard, DashboardReport


def register_reports() -> None:
    """Let dashboards and reports be found."""
    register(Finder(name="reports", label=_("Reports"), place=70, find=find_reports))


def find_reports(asked: Asked) -> list[Hit]:
    """Reports by title, and dashboards by name with all that is on them."""
    return asked.among(_everything())


def _everything() -> Iterator[Hit]:
    shown = Prefetch("reports", DashboardReport.objects.shown())
    for dashboard in Dashboard.objects.prefetch_related(shown):
        address, name = dashboard.get_absolute_url(), str(dashboard)
        yield Hit(title=name, url=address, icon="layout-dashboard")
        for report in dashboard.reports.all():
            with suppress(InvalidDefinition):
                icon = ICONS[report.definition.visualisation]
                yield Hit(title=str(report), url=f"{address}#report-{report.pk}", about=name, icon=icon)
