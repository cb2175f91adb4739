"""What a workflow would have sent, before it is turned on: by day and step, and some of the e-mails to read."""

from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Portal
from crm.models import Contact
from workflows import words
from workflows.models import LeftBecause, MarketingEmail, Workflow, WorkflowStep
from workflows.rehearsing import Example, Rehearsal
from workflows.rehearsing.keeping import Working, rehearsal_of
from workflows.rehearsing.rehearsal import days_of
from workflows.views.automation import workflows_with_steps
from workflows.views.coverage import last_days
from workflows.views.emails import views_of
from workflows.views.rehearsal_chart import chart_of

DAYS = (30, 90)


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """An e-mail that would have gone out: to whom, of which step; `frame` is the preview's query."""

    example: Example
    contact: Contact
    email: MarketingEmail
    code: str
    frame: str


@require_safe
def rehearsal(request: HttpRequest, kind: str) -> HttpResponse:
    """What it would have sent in the last days (?days=), with one e-mail to read (?example=)."""
    workflow = get_object_or_404(workflows_with_steps(), kind=kind)
    days = int(asked) if (asked := request.GET.get("days", "")) in map(str, DAYS) else DAYS[0]
    found = rehearsal_of(workflow, days, timezone.now())
    context = {
        "workflow": workflow,
        "trigger": words.trigger_of(workflow),
        "days": days,
        "period": last_days(days),
        "periods": [
            {"label": label, "url": f"?days={one}", "current": one == days}
            for one in DAYS
            for label in [ngettext("%(days)d day", "%(days)d days", one) % {"days": one}]
        ],
        "working": found if isinstance(found, Working) else None,
        **(_context_of(request, workflow, found) if isinstance(found, Rehearsal) else {}),
    }
    return render(request, "workflows/rehearsal.html", context)


def _context_of(request: HttpRequest, workflow: Workflow, found: Rehearsal) -> dict[str, object]:
    steps = list(workflow.steps.all())
    examples = _examples(request, steps, found)
    asked = request.GET.get("example", "")
    shown = next((one for one in examples if one.code == asked), examples[0] if examples else None)
    return {
        "found": found,
        "chart": chart_of(days_of(found, ZoneInfo(Portal.current().time_zone))),
        "totals": [(step, found.sent_of(step.place)) for step in steps],
        "left": _in_words(found.left),
        "kept_out": _in_words(found.kept_out),
        "examples": examples,
        "shown": shown,
        **views_of(request),
    }


def _examples(request: HttpRequest, steps: list[WorkflowStep], found: Rehearsal) -> list[ExampleRow]:
    """The examples whose contact and e-mail are still there, in the order of steps. One query."""
    emails = {step.place: step.email for step in steps}
    every = [one for place in sorted(found.examples) for one in found.examples[place]]
    contacts = Contact.objects.live().in_bulk([one.contact_id for one in every])
    rows = []
    for number, one in enumerate(every, 1):
        contact, email = contacts.get(one.contact_id), emails.get(one.place)
        if contact is not None and email is not None:
            rows.append(ExampleRow(one, contact, email, str(number), _frame(request, one)))
    return rows


def _frame(request: HttpRequest, example: Example) -> str:
    asked = {"as": example.contact_id, "deal": example.deal_id, "sent": 1, "scheme": request.GET.get("scheme")}
    return urlencode({name: value for name, value in asked.items() if value})


def _in_words(counts: dict[LeftBecause, int]) -> list[tuple[str, int]]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(str(LeftBecause(because).label), number) for because, number in ordered]
