"""The three workflows, and the page of each."""

from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from workflows import words
from workflows.funnel import Funnel, funnel_of
from workflows.models import Kind, MarketingEmail, Workflow, WorkflowStep
from workflows.sending.asking import held
from workflows.tiers import tier_needed
from workflows.views.numbers import Number, email_numbers, people_numbers


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in words."""

    step: WorkflowStep
    delay: str
    email: MarketingEmail | None
    state: str
    tone: str
    counts: list[Number] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """A workflow in words."""

    workflow: Workflow
    icon: str
    trigger: str
    steps: list[StepRow]

    @property
    def unpublished(self) -> list[StepRow]:
        """The steps whose e-mail is missing or not saved for automation: they keep the workflow off (SPEC W3)."""
        return [row for row in self.steps if row.email is None or not row.email.saved_for_automation]


@require_safe
def automation(request: HttpRequest) -> HttpResponse:
    """All three, in the order of a customer's life."""
    found = {workflow.kind: row_of(workflow) for workflow in workflows_with_steps()}
    rows = [found[kind] for kind in Kind if kind in found]
    return render(request, "workflows/automation.html", {"rows": rows, "tier_needed": tier_needed()})


@require_safe
def workflow(request: HttpRequest, kind: str) -> HttpResponse:
    """One workflow: its flow, drawn, and what holds for it."""
    found = get_object_or_404(workflows_with_steps(), kind=kind)
    closed = tier_needed()
    funnel = funnel_of(found)
    return render(
        request,
        "workflows/workflow.html",
        {
            "row": _with_numbers(row_of(found), funnel),
            "workflow": found,
            "funnel": funnel,
            "funnel_rows": people_numbers(found, funnel),
            "held": held(found).count(),
            "ways_out": words.ways_out_of(found),
            "window": words.window_of(found),
            "tier_needed": closed,
            "may_change": isinstance(request.user, User) and request.user.can_edit and not closed,
        },
    )


def workflows_with_steps() -> QuerySet[Workflow]:
    """Workflows with their steps and e-mails: three queries, however many."""
    steps = WorkflowStep.objects.select_related("email").defer("email__body").order_by("place")
    return Workflow.objects.prefetch_related(Prefetch("steps", queryset=steps))


def row_of(workflow: Workflow) -> WorkflowRow:
    """A workflow, loaded with its steps, in words."""
    steps = [step_row(step) for step in workflow.steps.all()]
    return WorkflowRow(workflow, words.icon_of(workflow), words.trigger_of(workflow), steps)


def _with_numbers(row: WorkflowRow, funnel: Funnel) -> WorkflowRow:
    steps = [replace(one, counts=email_numbers(row.workflow, one.step.place, funnel)) for one in row.steps]
    return replace(row, steps=steps)


def step_row(step: WorkflowStep) -> StepRow:
    """A step in words."""
    state, tone = words.state_of(step.email) if step.email else ("", "danger")
    return StepRow(step, words.delay_of(step), step.email, state, tone)
