"""The records that a number of a report counts, as a table whose total is that number (SPEC R4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.paging import Sorting, parse_moment
from crm.tables.counting import Count
from crm.tables.table import Column, Table
from crm.views.rows import deal_rows
from dashboards import addresses
from dashboards.cards import Cell, form_of
from dashboards.definitions import Dimension, InvalidDefinition, Source
from dashboards.figures import Asking, Figures, Part, asking_for_portal, figures_of, records_of
from dashboards.figures.dimensions import UNITS
from dashboards.figures.kinds import KINDS
from dashboards.models import DashboardReport
from dashboards.periods import Span
from dashboards.rollups.snapshot import one_state
from dashboards.views.pages import shown_report
from dashboards.wording import days_between, row_label
from dashboards.words import measure_words

_MOMENT = Sorting("moment", parse_moment)
_DATE = Column("moment", _("Date"), _MOMENT, starts_descending=True)


@dataclass(frozen=True, slots=True)
class _Listing:
    """How records of a source are listed: columns, template, what is read with them, what a row is."""

    template: str
    columns: tuple[Column, ...]
    related: tuple[str, ...]
    rows: Callable[[Iterable[Any]], list[Any]] = list


_LISTINGS = {
    Source.DEALS: _Listing(
        "dashboards/_deals.html",
        (
            Column("name", _("Deal name")),
            Column("contact", _("Contact")),
            Column("stage", _("Deal stage")),
            _DATE,
            Column("amount", _("Net amount"), css="table__number"),
        ),
        ("contact", "stage"),
        deal_rows,
    ),
    Source.CONTACTS: _Listing(
        "dashboards/_contacts.html",
        (
            Column("name", _("Name")),
            Column("email", _("E-mail")),
            Column("source", _("Original source")),
            _DATE,
            Column("revenue", _("Total revenue"), css="table__number"),
        ),
        ("purchases",),
    ),
    Source.LINE_ITEMS: _Listing(
        "dashboards/_line_items.html",
        (
            Column("name", _("Product name")),
            Column("deal", pgettext_lazy("record", "Deal")),
            _DATE,
            Column("quantity", _("Units"), css="table__number"),
            Column("total", _("Total"), css="table__number"),
        ),
        ("deal",),
    ),
    Source.EMAILS: _Listing(
        "dashboards/_emails.html",
        (
            Column("contact", _("Contact")),
            Column("email", _("E-mail")),
            Column("workflow", _("Workflow")),
            Column("heard", _("What happened")),
            _DATE,
        ),
        ("email", "enrolment__contact", "enrolment__workflow"),
    ),
}


@require_safe
def records(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """The records of one number: ?row= a row's key, ?before=1, ?other=1, ?at= the moment it was counted at."""
    report = shown_report(dashboard_id, report_id)
    now = timezone.now()
    part, at = addresses.read(request.GET, now)
    asking = asking_for_portal(min(at, now))
    try:
        with one_state():
            return render(request, "dashboards/records.html", _context(request, report, part, asking))
    except (InvalidDefinition, LookupError) as error:
        raise Http404 from error


def _context(request: HttpRequest, report: DashboardReport, part: Part, asking: Asking) -> dict[str, Any]:
    definition = report.definition
    found, figures = records_of(definition, asking, part), figures_of(definition, asking)
    listing = _LISTINGS[KINDS[definition.counted].source]
    table = Table(request.GET, listing.columns, default="-moment", keep=addresses.written(part, asking.at))
    page = table.read(found.select_related(*listing.related))
    number = found.order_by().count()
    return {
        "dashboard": report.dashboard,
        "report": report,
        "table": table,
        "rows": listing.rows(page.rows),
        "page": table.links(page, Count(number)),
        "number": number,
        "listing": listing.template,
        "totals": _totals(report, figures, part),
        "part": part,
        "title": _title(report, figures, part),
        "days": _days(figures, part),
        "asking": asking,
    }


@dataclass(frozen=True, slots=True)
class _Total:
    label: str | Promise
    cell: Cell


def _totals(report: DashboardReport, figures: Figures, part: Part) -> list[_Total]:
    """Every figure of the number's row; of what is in other currencies there is none."""
    holder: Any = next((row for row in figures.rows if row.key == part.key), None) if part.key is not None else figures
    tally = holder and (holder.comparison if part.is_before else getattr(holder, "tally", None) or figures.total)
    if part.is_left_out or tally is None:
        return []
    definition = report.definition
    return [
        _Total(measure_words(definition.counted, one), Cell(tally.value(one), form_of(one)))
        for one in definition.measures
    ]


def _title(report: DashboardReport, figures: Figures, part: Part) -> str:
    if part.key is None:
        return str(report)
    label = next((row.label for row in figures.rows if row.key == part.key), part.key)
    if part.is_before and isinstance(label, date) and figures.compared_span:
        label = _day_before(label, report, figures.span, figures.compared_span)
    return row_label(label, report.definition.dimension)


def _day_before(day: date, report: DashboardReport, span: Span, before: Span) -> date:
    """The first day of the stretch of the period before that stands beside the one that begins on a day."""
    unit = UNITS[report.definition.dimension or Dimension.DAY]
    return before.firsts(unit)[span.firsts(unit).index(day)]


def _days(figures: Figures, part: Part) -> str:
    span = figures.compared_span if part.is_before else figures.span
    return days_between(span.first, span.last) if span else ""
