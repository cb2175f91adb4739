"""Who is or was in a workflow, why, and what each of them got (SPEC W5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.paging import Sorting, parse_moment
from crm.models import Contact
from crm.search import find_contacts
from crm.tables.counting import Count
from crm.tables.table import Column, Table
from workflows.models import Enrolment, LedgerEntry, LeftBecause, Workflow
from workflows.models.workflow import PLACES
from workflows.people_words import Said, email_of, enrolled_because, now_of

COLUMNS = (
    Column("contact", gettext_lazy("Contact")),
    Column("because", gettext_lazy("Enrolled because")),
    Column("now", gettext_lazy("Now")),
    Column("enrolled", gettext_lazy("Enrolled"), Sorting("enrolled_at", parse_moment), starts_descending=True),
)


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """Somebody in a workflow, in words."""

    enrolment: Enrolment
    because: str
    now: Said
    entries: list[LedgerEntry]

    def __str__(self) -> str:
        return str(self.enrolment.contact)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which people an address asks for: by state, by why they left, by what became of the e-mail of a step."""

    state: str = ""
    because: str = ""
    place: int = 0
    email: str = ""

    @classmethod
    def of(cls, params: QueryDict) -> "Asked":
        """What can be understood of an address; the rest is left out."""
        state, because, email = (params.get(name, "") for name in ("state", "because", "email"))
        place = params.get("place", "")
        return cls(
            state=state if state in Enrolment.State else "",
            because=because if because in LeftBecause else "",
            place=int(place) if place in map(str, PLACES) else 0,
            email=email if email in LedgerEntry.State else "",
        )

    def among(self, enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        """Those who are asked for; carts that went into a running enrolment are none of their own (funnel.py)."""
        if self.state:
            enrolments = enrolments.filter(state=self.state)
        else:
            enrolments = enrolments.exclude(state=Enrolment.State.JOINED)
        if self.because:
            enrolments = enrolments.filter(left_because=self.because)
        if self.email:
            entries = LedgerEntry.objects.filter(state=self.email)
            entries = entries.filter(place=self.place) if self.place else entries
            enrolments = enrolments.filter(pk__in=entries.values("enrolment"))
        return enrolments

    def kept(self) -> dict[str, str]:
        """As parameters of an address."""
        place = str(self.place) if self.place else ""
        return {"state": self.state, "because": self.because, "place": place, "email": self.email}

    def words(self) -> str:
        """What is asked for beyond the tabs, empty where nothing is."""
        if self.because:
            return _("Left: %(because)s") % {"because": LeftBecause(self.because).label}
        if self.email:
            state = LedgerEntry.State(self.email).label
            return (
                _("E-mail %(place)d: %(state)s") % {"place": self.place, "state": state} if self.place else str(state)
            )
        return ""


@require_safe
def people(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of enrolments, the newest first."""
    workflow = get_object_or_404(Workflow, kind=kind)
    asked = Asked.of(request.GET)
    table = Table(request.GET, COLUMNS, default="-enrolled", keep=asked.kept())
    found = asked.among(Enrolment.objects.filter(workflow=workflow))
    if table.query:
        found = found.filter(contact__in=find_contacts(Contact.objects.all(), table.query))
    page, number = table.read(found.select_related("contact", "deal", "workflow")), found.count()
    context = {
        "workflow": workflow,
        "table": table,
        "rows": rows_of(page.rows),
        "page": table.links(page, Count(number)),
        "number": number,
        "asked": asked,
        "asked_words": asked.words(),
        "tabs": _tabs(table, asked),
    }
    return render(request, "workflows/people.html", context)


@require_safe
def enrolment(request: HttpRequest, kind: str, enrolment_id: int) -> HttpResponse:
    """What happened to one contact in one workflow, step by step."""
    found = get_object_or_404(
        Enrolment.objects.select_related("contact", "deal", "workflow"), pk=enrolment_id, workflow__kind=kind
    )
    (row,) = rows_of([found])
    steps = [(entry, email_of(entry)) for entry in row.entries]
    return render(request, "workflows/enrolment.html", {"workflow": found.workflow, "row": row, "steps": steps})


def rows_of(enrolments: Iterable[Enrolment]) -> list[EnrolmentRow]:
    """Enrolments in words: one query for what all of them got."""
    found = list(enrolments)
    entries: dict[int, list[LedgerEntry]] = {}
    for entry in LedgerEntry.objects.filter(enrolment__in=found).select_related("email").order_by("place"):
        entries.setdefault(entry.enrolment_id, []).append(entry)
    return [
        EnrolmentRow(one, enrolled_because(one), now_of(one, entries.get(one.pk, [])), entries.get(one.pk, []))
        for one in found
    ]


def _tabs(table: Table, asked: Asked) -> list[dict[str, object]]:
    states = {
        "": _("All"),
        Enrolment.State.ACTIVE: _("In the workflow"),
        Enrolment.State.FINISHED: _("Went through it"),
        Enrolment.State.LEFT: _("Left it"),
    }
    plain = not asked.because and not asked.email
    return [
        {
            "label": label,
            "url": table.url(state=state, because="", place="", email=""),
            "current": plain and asked.state == state,
        }
        for state, label in states.items()
    ]
