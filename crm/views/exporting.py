"""The table that one sees as a CSV file: the same search and filters, every property."""

import logging
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods

from accounts.permissions import editors_only, person
from crm.exporting import csv_lines
from crm.models import ObjectType
from crm.scores import with_scores
from crm.tables.kinds import TABLES
from crm.tables.state import RecordTable
from crm.views.bulk import chosen_records

log = logging.getLogger("crm")


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Stream the file; who took what is logged, without the words that were searched for."""
    table = RecordTable(request, TABLES[kind], person(request))
    records = chosen_records(request, table) if request.method == "POST" else table.records()
    if kind == ObjectType.CONTACT:
        records = with_scores(records.select_related("purchases"))
    log.info("records_exported kind=%s user=%d filtered=%s", kind, person(request).pk, table.is_filtered)
    answer = StreamingHttpResponse(_in_language(ObjectType(kind), records), content_type="text/csv; charset=utf-8")
    name = f"{kind}-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _in_language(object_type: ObjectType, records: QuerySet[Any]) -> Any:
    """The lines in the language and zone of who asked: the file is written after the request is over."""
    language, zone = get_language(), timezone.get_current_timezone()

    def lines() -> Any:
        with override(language), timezone.override(zone):
            yield from csv_lines(object_type, records)

    return lines()
