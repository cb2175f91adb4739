"""Imports from the upload to their end. What is written, and that it was written, are one transaction."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from accounts.models import User
from crm.editing.many_contacts import Outcome, Result, Rules, check_contacts, write_contacts
from crm.editing.values import Editor, Fault, InvalidValues
from crm.importing.guessing import guess_date_form, guess_decimal_mark, guess_mapping, texts_of
from crm.importing.reading import Row, read_table
from crm.importing.rows import FileRow, RowReader
from crm.models import ContactImport, ImportPiece
from crm.models.history import ChangeSource
from crm.properties import Kind

PIECE = 500
# Files that were never imported, and rows that were refused.
KEPT_UNUSED = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
_GUESSED_FROM = 1000
_CHECK_LOCK = 7_304
# Words that few rows share, such as those that name a value, are told of each row, not counted.
_MOST_REASONS = 20
Status = ContactImport.Status


def take_file(data: bytes, file_name: str, user: User) -> ContactImport:
    """Keep a file's rows and guess what they are. Raises Unreadable."""
    table = read_table(data)
    mapping = guess_mapping(table.headings)
    sample = [cells for _number, cells in table.rows[:_GUESSED_FROM]]
    with transaction.atomic():
        kept = ContactImport.objects.create(
            file_name=file_name.replace("\x00", "")[-200:],
            headings=table.headings,
            mapping=mapping,
            date_form=guess_date_form(texts_of({Kind.DATETIME}, mapping, sample)),
            decimal_mark=guess_decimal_mark(texts_of({Kind.MONEY, Kind.NUMBER, Kind.INTEGER}, mapping, sample)),
            total=len(table.rows),
            user=user,
            language=get_language() or "",
            time_zone=timezone.get_current_timezone_name(),
        )
        ImportPiece.objects.bulk_create(
            (
                ImportPiece(
                    contact_import=kept, number=n, rows=orjson.dumps(table.rows[first : first + PIECE]).decode()
                )
                for n, first in enumerate(range(0, len(table.rows), PIECE))
            ),
            batch_size=20,
        )
    return kept


def rows_of(piece: ImportPiece) -> list[Any]:
    """What a piece holds: [number, cells], or [number, cells, reason] once it is written."""
    rows: list[Any] = orjson.loads(piece.rows)
    return rows


def begin_check(contact_import: ContactImport) -> None:
    """Count the whole file again; a file of one piece at once."""
    contact_import.clear_numbers()
    contact_import.status = Status.CHECKING
    contact_import.save()
    if contact_import.total <= PIECE:
        check(contact_import.pk)
        contact_import.refresh_from_db()


def check(import_id: int) -> None:
    """Count what would become of all rows, from the first one, unless another worker is at it."""
    with connection.cursor() as cursor:
        # Let go of by PostgreSQL when its worker dies.
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CHECK_LOCK, import_id])
        if not cursor.fetchone()[0]:
            return
        try:
            ContactImport.objects.filter(pk=import_id, status=Status.CHECKING).update(
                **dict.fromkeys(ContactImport.NUMBERS, 0), reasons={}, notes={}
            )
            seen: set[str] = set()
            number = 0
            while _check_piece(import_id, number, seen):
                number += 1
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_CHECK_LOCK, import_id])


def begin(contact_import: ContactImport) -> bool:
    """Import a file that was checked; whether it was this call that began."""
    numbers = dict.fromkeys(ContactImport.NUMBERS, 0)
    ready = ContactImport.objects.filter(pk=contact_import.pk, status=Status.READY)
    began = ready.update(status=Status.RUNNING, reasons={}, notes={}, **numbers) == 1
    if began and contact_import.total <= PIECE:
        run(contact_import.pk)
    contact_import.refresh_from_db()
    return began


def run(import_id: int) -> None:
    """Do what is left, a piece a transaction, unless another worker is at it."""
    while _write_piece(import_id):
        pass


def resume() -> None:
    """Go on with every import that a worker should be at."""
    at_work = ContactImport.objects.filter(status__in=[Status.CHECKING, Status.RUNNING])
    for pk, status in list(at_work.values_list("pk", "status")):
        (check if status == Status.CHECKING else run)(pk)


def stop(contact_import: ContactImport) -> None:
    """Write no more; what was written stays."""
    running = ContactImport.objects.filter(pk=contact_import.pk, status=Status.RUNNING)
    if running.update(status=Status.STOPPED, finished_at=timezone.now()):
        ImportPiece.objects.filter(contact_import=contact_import, at__isnull=True).delete()


def clear_out(at: datetime) -> None:
    """Forget files that were never imported, and the rows of those whose import ended long ago."""
    unused = ContactImport.objects.filter(created_at__lt=at - KEPT_UNUSED)
    unused.filter(status__in=[Status.MAPPING, Status.CHECKING, Status.READY]).delete()
    ended = ImportPiece.objects.filter(contact_import__finished_at__lt=at - KEPT_FOR)
    ended.exclude(rows="[]").update(rows="[]")


@contextmanager
def as_its_user(contact_import: ContactImport) -> Iterator[None]:
    """The language and zone of who imports: words and moments in the file are theirs."""
    with override(contact_import.language or None), timezone.override(ZoneInfo(contact_import.time_zone)):
        yield


def read_rows(reader: RowReader, rows: Sequence[Row]) -> list[FileRow | Fault]:
    """Rows as contacts that are wanted; of those that are none, what is wrong."""
    read: list[FileRow | Fault] = []
    for _number, cells in rows:
        try:
            read.append(reader.read(cells))
        except InvalidValues as error:
            read.append(error.faults[0])
    return read


def with_refused(read: Sequence[FileRow | Fault], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcome of each row: those that were none are refused."""
    settled = iter(outcomes)
    return [Outcome(Result.REFUSED, faults=[one]) if isinstance(one, Fault) else next(settled) for one in read]


def _check_piece(import_id: int, number: int, seen: set[str]) -> bool:
    """Count one piece; `seen` are the addresses that pieces before it brought."""
    with transaction.atomic():
        one = ContactImport.objects.filter(pk=import_id, status=Status.CHECKING).select_for_update().first()
        if one is None:
            return False
        # What existing contacts, consent and the tag make of the rows is chosen when these numbers are known.
        one.updates, one.consent, one.tag = True, True, ""
        piece = ImportPiece.objects.filter(contact_import=one, number=number).first()
        with as_its_user(one):
            reader = RowReader(one)
            read = read_rows(reader, rows_of(piece) if piece else [])
            wanted = [row for row in read if isinstance(row, FileRow)]
            outcomes = check_contacts(wanted, Rules(assumed=seen))
            _count(one, reader, read, with_refused(read, outcomes))
        seen.update(row.email for row, out in zip(wanted, outcomes, strict=True) if out.contact and row.email)
        if one.handled >= one.total or piece is None:
            one.status = Status.READY
        one.save(update_fields=[*ContactImport.NUMBERS, "reasons", "notes", "status"])
        return one.is_at_work


def _write_piece(import_id: int) -> bool:
    with transaction.atomic():
        running = ContactImport.objects.filter(pk=import_id, status=Status.RUNNING)
        one = running.select_for_update(skip_locked=True, of=("self",)).select_related("user").first()
        if one is None:
            return False
        pieces = ImportPiece.objects.filter(contact_import=one)
        piece = pieces.filter(at__isnull=True).order_by("number").first()
        if piece is not None:
            made_at = {at for at in pieces.values_list("at", flat=True) if at is not None}
            with as_its_user(one):
                _write(one, piece, made_at)
        if one.handled >= one.total or piece is None:
            one.status, one.finished_at = Status.DONE, timezone.now()
        one.save()
        return one.is_at_work


def _write(one: ContactImport, piece: ImportPiece, made_at: set[datetime]) -> None:
    reader, rows, at = RowReader(one), rows_of(piece), timezone.now()
    read = read_rows(reader, rows)
    wanted = [row for row in read if isinstance(row, FileRow)]
    rules = Rules(one.updates, made_at)
    outcomes = with_refused(read, write_contacts(wanted, Editor(ChangeSource.FILE, one.user), rules, at))
    reasons = _count(one, reader, read, outcomes)
    refused = [[*row, reason] for row, reason in zip(rows, reasons, strict=True) if reason]
    piece.rows, piece.at = orjson.dumps(refused).decode(), at
    piece.created_ids = [out.contact.pk for out in outcomes if out.contact and out.result == Result.CREATED]
    piece.save()


def _count(
    one: ContactImport, reader: RowReader, read: Sequence[FileRow | Fault], outcomes: Sequence[Outcome]
) -> list[str]:
    """Add outcomes to the numbers; why each row was refused, empty where it was not."""
    numbers = Counter(outcome.result.value for outcome in outcomes)
    for name, number in numbers.items():
        setattr(one, name, getattr(one, name) + number)
    one.handled += len(outcomes)
    reasons = [" ".join(reader.words(fault) for fault in outcome.faults) for outcome in outcomes]
    notes = [note for row in read if isinstance(row, FileRow) for note in set(row.notes)]
    notes += [reader.words(fault) for outcome in outcomes for fault in outcome.locked]
    one.reasons = _added(one.reasons, filter(None, reasons))
    one.notes = _added(one.notes, notes)
    return reasons


def _added(counted: dict[str, int], words: Any) -> dict[str, int]:
    """More words counted; beyond a number of different ones only those that are there already."""
    total = dict(counted)
    for one in words:
        if one in total or len(total) < _MOST_REASONS:
            total[one] = total.get(one, 0) + 1
    return total
