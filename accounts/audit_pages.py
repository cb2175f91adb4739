"""Settings, Audit log: who did what, when, from where. For administrators alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import paging
from accounts.audit import Action, record
from accounts.audit_words import details, kind_of, rows_of, what, who
from accounts.csv_files import MARK, line_writer, safe
from accounts.models import ActionKind, AuditEntry, User
from accounts.paging import Sorting, parse_moment, read_cursor, read_page, write_cursor
from accounts.permissions import admins_only

NEWEST_FIRST = Sorting("at", parse_moment)
# Rows of the file that are read at a time.
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Filter:
    """What a request asks for: ?user= ?kind= ?from= ?to= (days in the store's zone, both included).

    What is no user, kind or day is no filter.
    """

    user: User | None
    kind: ActionKind | None
    first: date | None
    last: date | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Filter":
        number, kind = request.GET.get("user", ""), request.GET.get("kind", "")
        is_number = number.isascii() and number.isdecimal() and len(number) < 18
        return cls(
            User.objects.filter(pk=int(number)).first() if is_number else None,
            ActionKind(kind) if kind in ActionKind.values else None,
            _day(request.GET.get("from", "")),
            _day(request.GET.get("to", "")),
        )

    def apply(self) -> QuerySet[AuditEntry]:
        """The entries that pass."""
        entries = AuditEntry.objects.all()
        if self.user:
            entries = entries.filter(user=self.user)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.first:
            entries = entries.filter(at__gte=_begin_of(self.first))
        if self.last:
            entries = entries.filter(at__lt=_begin_of(self.last + timedelta(days=1)))
        return entries

    def parameters(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        stated = {
            "user": str(self.user.pk) if self.user else "",
            "kind": self.kind.value if self.kind else "",
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }
        return {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What the pagination part shows. The entries are not counted: nobody reads the number."""

    first: int
    last: int
    previous_url: str
    next_url: str
    total: None = None


@admins_only
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The entries that pass the filter, the newest first, a page at a time."""
    chosen = Filter.of(request)
    before = request.GET.get("before", "")
    text = before or request.GET.get("after", "")
    cursor = read_cursor(text, NEWEST_FIRST, backward=bool(before)) if text else None
    page = read_page(chosen.apply().select_related("user"), NEWEST_FIRST, descending=True, cursor=cursor)
    asked = request.GET.get("from-row", "")
    first = int(asked) if cursor and asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
    context = {
        "rows": rows_of(page.rows),
        "filter": chosen,
        "is_filtered": bool(chosen.parameters()),
        "kinds": ActionKind.choices,
        "people": User.objects.order_by("email"),
        "days": settings.AUDIT_KEPT_DAYS,
        "export_query": urlencode(chosen.parameters()),
        "page": _links(chosen, page, first),
    }
    return render(request, "accounts/audit_log.html", context)


@admins_only
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same entries as a CSV file. Records are told by their number, not by name."""
    chosen = Filter.of(request)
    record(request, Action.EXPORTED, model="accounts.auditentry", searched=bool(chosen.parameters()))
    lines = _in_language(csv_lines(chosen.apply()))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-log-{timezone.localdate():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """Lines of a CSV file, the head first, the newest entry first; read a page at a time."""
    writer = line_writer()
    head = (_("When"), _("Who"), _("From where"), _("What"), _("Kind of record"), _("Number"), _("Details"))
    yield MARK + writer.writerow(head)
    part = entries
    while True:
        rows = list(part.select_related("user").order_by("-at", "-id")[:BATCH])
        for entry in rows:
            yield writer.writerow(_cells(entry))
        if len(rows) < BATCH:
            return
        last = rows[-1]
        part = entries.filter(Q(at__lte=last.at) & (Q(at__lt=last.at) | Q(id__lt=last.pk)))


def _cells(entry: AuditEntry) -> list[Any]:
    return [
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        safe(who(entry)),
        entry.address or "",
        safe(what(entry)),
        safe(kind_of(entry.target_type)) if entry.target_type else "",
        entry.target_id or "",
        safe("; ".join(one.in_line() for one in details(entry))),
    ]


def _links(chosen: Filter, page: paging.Rows[AuditEntry], first: int) -> PageLinks:
    kept = chosen.parameters()
    last = first + len(page.rows) - 1
    before = max(1, first - paging.ROWS)
    back = {"before": write_cursor(page.previous), "from-row": before} if page.previous and before > 1 else {}
    on = {"after": write_cursor(page.next), "from-row": last + 1} if page.next else {}
    return PageLinks(
        first if page.rows else 0,
        last if page.rows else 0,
        "?" + urlencode({**kept, **back}) if page.previous else "",
        "?" + urlencode({**kept, **on}) if on else "",
    )


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """In the language and zone of who asked: the file is written after the request is over."""
    language, zone = get_language(), timezone.get_current_timezone()

    def spoken() -> Iterator[str]:
        with override(language), timezone.override(zone):
            yield from lines

    return spoken()


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # Days at the ends of the calendar have no moment in every zone.
    return day if day and 1 < day.year < 9999 else None


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
