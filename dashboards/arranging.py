"""What is on which dashboard, where and how big; and what can be put there (SPEC R3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.finding.words import Query, words_of
from dashboards.defaults import ECOMMERCE_REPORTS
from dashboards.models import GRID_COLUMNS, LEAST_COLUMNS, LONGEST_NAME, Dashboard, DashboardReport

MOST_ROWS = 4
PUT_BACK_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A report that can be added: a default one (`key`), or one that stands on a dashboard (`saved`)."""

    code: str
    title: str | Promise
    about: str | Promise
    where: str | Promise
    key: str = ""
    version: int = 1
    saved: DashboardReport | None = None


def make(name: str) -> Dashboard:
    """A new dashboard without reports; the first of all is the default."""
    return Dashboard.objects.create(name=name, is_default=not Dashboard.objects.exists())


def clone(dashboard: Dashboard) -> Dashboard:
    """A second one with the same reports."""
    copy = Dashboard.objects.create(name=_copy_of(dashboard))
    reports = [_copied(report, dashboard=copy, place=report.place) for report in dashboard.reports.shown()]
    DashboardReport.objects.bulk_create(reports)
    return copy


def make_default(dashboard: Dashboard) -> None:
    """The one that *Dashboards* opens."""
    Dashboard.objects.filter(is_default=True).update(is_default=False)
    dashboard.is_default = True
    dashboard.save(update_fields=["is_default"])


def offers(query: str) -> list[Offer]:
    """What can be added and is called so: the defaults in their newest version, then what people saved.

    The defaults are also found by the name of the dashboard they come on.
    """
    ours = _("E-commerce dashboard")
    found = [
        Offer(f"default.{one.key}", one.title, one.description, ours, one.key, one.version) for one in ECOMMERCE_REPORTS
    ]
    saved = DashboardReport.objects.shown().filter(customised__isnull=False).select_related("dashboard")
    found += [Offer(f"saved.{one.pk}", str(one), "", str(one.dashboard), saved=one) for one in saved]
    asked = Query.of(query)
    return [
        one for one in found if not query or asked.matches(words_of(str(one.title), str(one.about), str(one.where)))
    ]


def add(dashboard: Dashboard, offer: Offer) -> DashboardReport:
    """Put what is offered at the end."""
    place = last_place(dashboard) + 1
    if offer.saved:
        report = _copied(offer.saved, dashboard=dashboard, place=place)
    else:
        report = DashboardReport(dashboard=dashboard, key=offer.key, version=offer.version, place=place)
    report.save()
    return report


def clone_report(report: DashboardReport) -> DashboardReport:
    """The same report right behind it, under a title that tells them apart."""
    copy = _copied(report, dashboard=report.dashboard, place=report.place, title=_copy_of(report))
    copy.save()
    ids = [one.pk for one in report.dashboard.reports.shown() if one.pk != copy.pk]
    ids.insert(ids.index(report.pk) + 1, copy.pk)
    put_in_order(report.dashboard, ids)
    return copy


def put_in_order(dashboard: Dashboard, ids: Iterable[int]) -> None:
    """Number the places anew: those of `ids` first, in their order, then all others in theirs."""
    reports = {report.pk: report for report in dashboard.reports.shown().select_for_update()}
    named = [reports[pk] for pk in dict.fromkeys(ids) if pk in reports]
    ordered = [*named, *(report for report in reports.values() if report not in named)]
    for place, report in enumerate(ordered, start=1):
        report.place = place
    DashboardReport.objects.bulk_update(ordered, ["place"])


def move(report: DashboardReport, step: int) -> None:
    """One place earlier (-1) or later (1); at the end it stays."""
    ids = list(report.dashboard.reports.shown().values_list("pk", flat=True))
    place = ids.index(report.pk)
    ids.insert(min(max(place + step, 0), len(ids) - 1), ids.pop(place))
    put_in_order(report.dashboard, ids)


def resize(report: DashboardReport, do: str, columns: str = "", rows: str = "") -> None:
    """wider, narrower, taller, shorter; or the width in twelfths and the height in rows, as texts of a form."""
    report.columns += {"wider": 1, "narrower": -1}.get(do, 0)
    report.rows += {"taller": 1, "shorter": -1}.get(do, 0)
    report.columns = _within(columns, report.columns, LEAST_COLUMNS, GRID_COLUMNS)
    report.rows = _within(rows, report.rows, 1, MOST_ROWS)
    report.save(update_fields=["columns", "rows"])


def drop_removed(at: datetime) -> int:
    """Forget reports that were taken off too long ago to be put back; how many."""
    return DashboardReport.objects.filter(removed_at__lt=at - PUT_BACK_FOR).delete()[0]


def _copy_of(one: Dashboard | DashboardReport) -> str:
    return (gettext("Copy of %(name)s") % {"name": one})[:LONGEST_NAME]


def _copied(report: DashboardReport, **changes: Any) -> DashboardReport:
    kept = {name: getattr(report, name) for name in ("key", "version", "title", "columns", "rows", "customised")}
    return DashboardReport(**{**kept, **changes})


def last_place(dashboard: Dashboard) -> int:
    """The place of the last report on a dashboard; 0 where there is none."""
    return int(dashboard.reports.shown().aggregate(last=Max("place"))["last"] or 0)


def _within(text: str, otherwise: int, least: int, most: int) -> int:
    wanted = int(text) if text.isdecimal() and len(text) < 4 else otherwise
    return min(max(wanted, least), most)
