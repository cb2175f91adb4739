"""Of all that could have set off a workflow, how much did: the sentence, the reasons, and the people behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from crm.models import Contact, Deal
from workflows import words
from workflows.coverage import ENROLLED, Occurrence, Occurrences, coverage_of, label_of, since_of
from workflows.models import Kind, NotEnrolled, Workflow
from workflows.views.numbers import Number
from workflows.views.paging import page_of

SHOWN = 50
DAYS = (7, 30, 90)
DAYS_DEFAULT = 30
SINCE_ON = "on"
_WHAT = {
    Kind.WELCOME: gettext_lazy("First purchase"),
    Kind.ABANDONED_CART: gettext_lazy("Abandoned cart"),
    Kind.RE_ENGAGEMENT: gettext_lazy("No purchase for so long"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period that coverage is asked for, as it stands in an address, and when it begins."""

    code: str
    since: datetime
    words: str

    @classmethod
    def asked(cls, request: HttpRequest, workflow: Workflow, now: datetime) -> "Period":
        """The one that ?period= names; the default one for what is none, or where the workflow is off."""
        code = request.GET.get("period", "")
        if code == SINCE_ON and workflow.is_on:
            return cls(code, since_of(workflow, None, now), _("since it was turned on"))
        days = int(code) if code in map(str, DAYS) else DAYS_DEFAULT
        return cls(str(days), since_of(workflow, days, now), last_days(days))


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """What happened, in words: to whom, what, and what came of it."""

    occurrence: Occurrence
    contact: Contact | None
    what: object
    deal: Deal | None
    verdict: str
    tone: str


@require_safe
def coverage(request: HttpRequest, kind: str) -> HttpResponse:
    """The sentence of a period (?period=), and each number with the address of the people behind it."""
    workflow, now = get_object_or_404(Workflow, kind=kind), timezone.now()
    period = Period.asked(request, workflow, now)
    found = coverage_of(workflow, period.since, now)
    context = {
        "workflow": workflow,
        "period": period,
        "periods": _periods(workflow, period),
        "coverage": found,
        "trigger": words.trigger_of(workflow),
        "enrolled": _number(workflow, period, ENROLLED, found.enrolled),
        "reasons": [_number(workflow, period, one.because, one.number) for one in found.reasons],
    }
    return render(request, "workflows/coverage.html", context)


@require_safe
def summary(request: HttpRequest, kind: str) -> HttpResponse:
    """The sentence alone, for the workflow's page."""
    workflow, now = get_object_or_404(Workflow, kind=kind), timezone.now()
    period = Period.asked(request, workflow, now)
    context = {"workflow": workflow, "period": period, "coverage": coverage_of(workflow, period.since, now)}
    return render(request, "workflows/_coverage_summary.html", context)


@require_safe
def covered(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of what happened in a period, the newest first: all of it, or what came to one verdict (?because=)."""
    workflow, now = get_object_or_404(Workflow, kind=kind), timezone.now()
    period = Period.asked(request, workflow, now)
    found = coverage_of(workflow, period.since, now)
    numbers = {"": found.occurrences, ENROLLED: found.enrolled} | {one.because: one.number for one in found.reasons}
    because = request.GET.get("because", "")
    because = because if because == ENROLLED or label_of(because) else ""
    number = numbers.get(because, 0)
    page = page_of(request, Occurrences(workflow, period.since, now, because, number), SHOWN)
    context = {
        "workflow": workflow,
        "period": period,
        "page": page,
        "rows": rows_of(workflow, page.rows),
        "number": number,
        "because": _label(because) if because else "",
        "all_url": _address(workflow, period, ""),
        "coverage_url": f"{reverse('workflow-coverage', args=[workflow.kind])}?period={period.code}",
    }
    return render(request, "workflows/coverage_people.html", context)


def rows_of(workflow: Workflow, occurrences: Sequence[Occurrence]) -> list[OccurrenceRow]:
    """Occurrences in words. Two queries, however many."""
    contacts = Contact.objects.in_bulk([one.contact_id for one in occurrences if one.contact_id])
    deals = Deal.objects.in_bulk([one.deal_id for one in occurrences if one.deal_id])
    return [_row(workflow, one, contacts.get(one.contact_id or 0), deals.get(one.deal_id or 0)) for one in occurrences]


def last_days(days: int) -> str:
    """A period as it stands within a sentence."""
    return ngettext("in the last %(days)d day", "in the last %(days)d days", days) % {"days": days}


def _row(workflow: Workflow, one: Occurrence, contact: Contact | None, deal: Deal | None) -> OccurrenceRow:
    tone = "won" if one.verdict == ENROLLED else "pending" if one.verdict == NotEnrolled.SOON else "neutral"
    return OccurrenceRow(one, contact, _WHAT[Kind(workflow.kind)], deal, _label(one.verdict), tone)


def _periods(workflow: Workflow, period: Period) -> list[dict[str, object]]:
    """The choice of periods, as the segmented part shows it."""
    choices = {str(days): ngettext("%(days)d day", "%(days)d days", days) % {"days": days} for days in DAYS}
    if workflow.is_on:
        choices[SINCE_ON] = _("Since it is on")
    return [
        {"label": label, "url": f"?period={code}", "current": code == period.code} for code, label in choices.items()
    ]


def _number(workflow: Workflow, period: Period, verdict: str, number: int) -> Number:
    return Number(_label(verdict), number, _address(workflow, period, verdict))


def _label(verdict: str) -> str:
    return _("Enrolled") if verdict == ENROLLED else label_of(verdict)


def _address(workflow: Workflow, period: Period, verdict: str) -> str:
    asked = {"period": period.code, "because": verdict}
    kept = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('coverage-people', args=[workflow.kind])}?{kept}"
