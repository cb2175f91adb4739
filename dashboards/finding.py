"""Dashboards and their reports, as the search finds them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from crm.finding.registry import Asked, Finder, Hit, register
from dashboards import definitions
from dashboards.definitions import Visualisation
from dashboards.models import Dashboard

ICONS = {
    Visualisation.NUMBER: "hash",
    Visualisation.BAR: "chart-bar",
    Visualisation.COLUMN_AND_LINE: "chart-column",
    Visualisation.DONUT: "chart-pie",
    Visualisation.GAUGE: "gauge",
    Visualisation.FUNNEL: "funnel",
}


def register_reports() -> None:
    """Let dashboards and reports be found."""
    register(Finder(name="reports", label=_("Reports"), place=70, find=find_reports))


def find_reports(asked: Asked) -> list[Hit]:
    """Reports by title, and dashboards by name with all that is on them."""
    return asked.among(_everything())


def _everything() -> Iterator[Hit]:
    for dashboard in Dashboard.objects.prefetch_related("reports"):
        address, name = dashboard.get_absolute_url(), str(dashboard)
        yield Hit(title=name, url=address, icon="layout-dashboard")
        for report in dashboard.reports.all():
            latest = definitions.LATEST.get(report.key)
            if latest:
                icon = ICONS[latest.visualisation]
                yield Hit(title=str(report), url=f"{address}#{report.key}", about=name, icon=icon)
