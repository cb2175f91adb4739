"""A report as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.audit import Action
from accounts.csv_files import MARK, line_writer, safe
from crm.exporting.writing import csv_value
from dashboards.cards import Card, card_of
from dashboards.figures import asking_for_portal
from dashboards.views.pages import shown_report


@require_safe
def report_csv(request: HttpRequest, dashboard_id: int, report_id: int) -> HttpResponse:
    """The rows and the total of a report as CSV: amounts unrounded, rates as shares."""
    report = shown_report(dashboard_id, report_id)
    card = card_of(report, asking_for_portal(timezone.now()))
    if card.figures is None:
        raise Http404
    audit.record(request, Action.EXPORTED, report, rows=len(card.rows))
    answer = HttpResponse(_csv(card), content_type="text/csv; charset=utf-8")
    name = slugify(str(report)) or "report"
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _csv(card: Card) -> str:
    writer = line_writer()
    dimension = card.definition.dimension if card.definition else None
    head = [
        _("%(figure)s, period before") % {"figure": column.label} if column.is_before else str(column.label)
        for column in card.columns
    ]
    lines: list[list[str | int]] = [[safe(str(dimension.label) if dimension else ""), *(safe(one) for one in head)]]
    lines += [[safe(row.label), *(csv_value(cell.value) for cell in row.cells)] for row in card.rows]
    lines.append([safe(_("Total")), *(csv_value(cell.value) for cell in card.totals)])
    return MARK + "".join(writer.writerow(line) for line in lines)
