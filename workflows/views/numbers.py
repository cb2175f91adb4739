"""The numbers on a workflow's page, each with the address that shows the people it counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.funnel import Funnel
from workflows.models import Enrolment, LedgerEntry, LeftBecause, Workflow

State = LedgerEntry.State


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people, and the address that shows them."""

    label: str
    number: int
    url: str
    icon: str = ""


def people_numbers(workflow: Workflow, funnel: Funnel) -> list[Number]:
    """Who came in, where they are, and why they left."""
    return [
        Number(_("Enrolled"), funnel.enrolled, _people(workflow)),
        Number(_("In the workflow"), funnel.active, _people(workflow, state=Enrolment.State.ACTIVE)),
        Number(_("Went through it"), funnel.finished, _people(workflow, state=Enrolment.State.FINISHED)),
        *(
            Number(
                _("Left: %(because)s") % {"because": LeftBecause(because).label},
                number,
                _people(workflow, because=because),
            )
            for because, number in funnel.left.items()
        ),
    ]


def email_numbers(workflow: Workflow, place: int, funnel: Funnel) -> list[Number]:
    """What became of the e-mails of a step; what there is none of is left out."""
    states = [
        (State.SENT, _("sent"), "mail-check"),
        (State.PLANNED, _("waiting"), "timer"),
        (State.BOUNCED, _("bounced"), "mail-x"),
        (State.SKIPPED, _("not sent"), "skip-forward"),
        (State.LATE, _("late"), "clock-alert"),
        (State.UNKNOWN, _("unknown"), "circle-question-mark"),
    ]
    numbers = [
        Number(label, funnel.number(place, state), _people(workflow, place=str(place), email=state), icon)
        for state, label, icon in states
    ]
    return [one for one in numbers if one.number]


def _people(workflow: Workflow, **asked: str) -> str:
    address = reverse("workflow-people", args=[workflow.kind])
    return f"{address}?{urlencode(asked)}" if asked else address
