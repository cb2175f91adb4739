"""Files of many records, written by a worker. One whose worker was lost is begun anew."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from crm.exporting.cells import FileColumn, columns_of, rows_of
from crm.exporting.writing import csv_bytes, write_xlsx
from crm.models import ExportPart, ObjectType, RecordExport
from crm.tables.kinds import TABLES
from crm.tables.state import RecordTable

# What is written while who asked waits.
AT_ONCE = 5_000
# Rows of a sheet, less its head.
MOST_IN_XLSX = 1_048_575
KEPT_FOR = timedelta(days=1)
_PART = 1_000_000
_LOST_AFTER = timedelta(minutes=1)


class _Stopped(Exception):
    """Somebody wants it no more, or another worker has it."""


def begin(export: RecordExport) -> bytes | None:
    """The file, where it is small; else the export is kept for a worker to write, and None."""
    records = _records(export)
    export.total = records.order_by().count()
    if export.total <= AT_ONCE:
        with tempfile.TemporaryFile() as file:
            to_file(export, file, records)
            file.seek(0)
            return file.read()
    export.save()
    return None


def run(export_id: int) -> None:
    """Write the file, unless another worker is at it."""
    now = timezone.now()
    free = Q(beat_at=None) | Q(beat_at__lt=now - _LOST_AFTER)
    mine = RecordExport.objects.filter(free, pk=export_id, status=RecordExport.Status.RUNNING)
    if not mine.update(beat_at=now, handled=0):
        return
    export = RecordExport.objects.select_related("user").get(pk=export_id)
    try:
        with override(export.language or None), tempfile.TemporaryFile() as file:
            to_file(export, file, _records(export))
            _keep(export, file)
    except _Stopped:
        return


def to_file(export: RecordExport, file: IO[bytes], records: QuerySet[Any]) -> None:
    """Write the records of an export to a file, in the language and zone in force."""
    columns, pages = _content(export, records)
    if export.form == RecordExport.Form.XLSX:
        write_xlsx(file, str(TABLES[export.object_type].title), columns, pages)
        return
    for piece in csv_bytes(columns, pages):
        file.write(piece)


def content_of(export: RecordExport) -> Iterator[bytes]:
    """The pieces of a finished file."""
    for part in export.parts.order_by("number").iterator(chunk_size=1):
        yield bytes(part.data)


def stop(export: RecordExport) -> None:
    """Write no more of it."""
    RecordExport.objects.filter(pk=export.pk, status=RecordExport.Status.RUNNING).update(
        status=RecordExport.Status.STOPPED, finished_at=timezone.now()
    )


def clear_out(at: datetime) -> int:
    """Delete files that were asked for a day ago or longer; how many."""
    old = RecordExport.objects.filter(created_at__lt=at - KEPT_FOR)
    number = old.count()
    old.delete()
    return number


def _table(export: RecordExport) -> RecordTable:
    return RecordTable(QueryDict(export.asked), TABLES[export.object_type], export.user)


def _records(export: RecordExport) -> QuerySet[Any]:
    table = _table(export)
    return table.records() if export.ids is None else table.kind.live().filter(pk__in=export.ids)


def _content(export: RecordExport, records: QuerySet[Any]) -> tuple[list[FileColumn], Iterator[list[list[Any]]]]:
    table, object_type = _table(export), ObjectType(export.object_type)
    columns = columns_of(object_type, None if export.has_every_property else table.columns)
    related = (*table.kind.related, "pipeline") if object_type == ObjectType.DEAL else table.kind.related
    return columns, _counted(export, rows_of(object_type, records, columns, related))


def _counted(export: RecordExport, pages: Iterator[list[list[Any]]]) -> Iterator[list[list[Any]]]:
    """The pages, and after each a sign of life with how far it is. Raises _Stopped."""
    for page in pages:
        yield page
        export.handled += len(page)
        if export.pk is None:
            continue
        running = RecordExport.objects.filter(pk=export.pk, status=RecordExport.Status.RUNNING)
        if not running.update(handled=export.handled, beat_at=timezone.now()):
            raise _Stopped


def _keep(export: RecordExport, file: IO[bytes]) -> None:
    file.seek(0)
    with transaction.atomic():
        ExportPart.objects.filter(export=export).delete()
        for number, data in enumerate(iter(lambda: file.read(_PART), b"")):
            ExportPart.objects.create(export=export, number=number, data=data)
        RecordExport.objects.filter(pk=export.pk, status=RecordExport.Status.RUNNING).update(
            status=RecordExport.Status.DONE, finished_at=timezone.now(), total=export.handled
        )
