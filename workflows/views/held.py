"""E-mails that wait for a person: too late to be of use, or of which nobody knows whether they left (SPEC W6)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.audit import Action
from accounts.models import User
from accounts.permissions import require_editor
from workflows.models import LedgerEntry, Workflow
from workflows.sending import asking
from workflows.tiers import require_tier

State = LedgerEntry.State
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person may decide, of e-mails in which state."""

    state: State
    label: object
    decide: Callable[[Collection[int], datetime], int]


DECISIONS = {
    "send": Decision(State.LATE, gettext_lazy("Send all the same"), asking.send_late),
    "skip": Decision(State.LATE, gettext_lazy("Leave out"), asking.skip_late),
    "sent": Decision(State.UNKNOWN, gettext_lazy("Count as sent"), asking.count_as_sent),
    "again": Decision(State.UNKNOWN, gettext_lazy("Send again"), asking.send_again),
}


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, kind: str) -> HttpResponse:
    """The oldest of each, with what can be done about them: for the chosen, or for all."""
    workflow = get_object_or_404(Workflow, kind=kind)
    if request.method == "POST":
        require_editor(request.user)
        require_tier()
        return _decide(request, workflow)
    return render(
        request,
        "workflows/held.html",
        {
            "workflow": workflow,
            "late": _entries(workflow, State.LATE)[:SHOWN],
            "late_number": _entries(workflow, State.LATE).count(),
            "unknown": _entries(workflow, State.UNKNOWN)[:SHOWN],
            "unknown_number": _entries(workflow, State.UNKNOWN).count(),
            "may_change": isinstance(request.user, User) and request.user.can_edit,
        },
    )


def _decide(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    decision = DECISIONS.get(request.POST.get("do", ""))
    if decision is None:
        return HttpResponseBadRequest()
    entries = _entries(workflow, decision.state)
    if "all" not in request.POST:
        entries = entries.filter(pk__in=[pk for pk in request.POST.getlist("entry") if pk.isdecimal() and len(pk) < 19])
    with transaction.atomic():
        number = decision.decide(list(entries.values_list("pk", flat=True)), timezone.now())
        audit.record(request, Action.SETTINGS_CHANGED, workflow, count=number, way=request.POST["do"])
    if not number:
        messages.info(request, _("Nothing was chosen."))
    else:
        said = ngettext("%(number)d e-mail: %(what)s.", "%(number)d e-mails: %(what)s.", number)
        messages.success(request, said % {"number": number, "what": str(decision.label).lower()})
    return redirect("workflow-held", workflow.kind)


def _entries(workflow: Workflow, state: State) -> QuerySet[LedgerEntry]:
    return asking.held(workflow).filter(state=state).select_related("enrolment__contact", "email")
