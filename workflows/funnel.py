"""How far people came in a workflow, in numbers that each open the people they count."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from workflows.models import Enrolment, LedgerEntry, Workflow


@dataclass(frozen=True, slots=True)
class Funnel:
    """Of one workflow: enrolments by state, those who left by reason, e-mails by place and state."""

    enrolments: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    emails: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    @property
    def enrolled(self) -> int:
        """How many enrolments there were; a cart that went into a running one is none of its own."""
        return sum(number for state, number in self.enrolments.items() if state != Enrolment.State.JOINED)

    @property
    def active(self) -> int:
        return self.enrolments.get(Enrolment.State.ACTIVE, 0)

    @property
    def finished(self) -> int:
        return self.enrolments.get(Enrolment.State.FINISHED, 0)

    def number(self, place: int, state: str) -> int:
        """How many e-mails of a step are in a state."""
        return self.emails.get(place, {}).get(state, 0)


def funnel_of(workflow: Workflow) -> Funnel:
    """The numbers of a workflow. Two queries, read from indexes."""
    enrolments: dict[str, int] = {}
    left: dict[str, int] = {}
    of_enrolments = Enrolment.objects.filter(workflow=workflow).order_by().values_list("state", "left_because")
    for state, because, number in of_enrolments.annotate(number=Count("*")):
        enrolments[state] = enrolments.get(state, 0) + number
        if because:
            left[because] = number
    emails: dict[int, dict[str, int]] = {}
    of_emails = LedgerEntry.objects.filter(workflow=workflow).order_by().values_list("place", "state")
    for place, state, number in of_emails.annotate(number=Count("*")):
        emails.setdefault(place, {})[state] = number
    return Funnel(enrolments, dict(sorted(left.items(), key=lambda pair: -pair[1])), emails)
