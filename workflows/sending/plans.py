"""Workflows as sending needs them: their steps, when they send and by whose clock."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Portal
from workflows.models import Kind, Sender, TimeZoneOf, Workflow, WorkflowStep
from workflows.sending.zones import zone_of_country
from workflows.windows import Window


@dataclass(frozen=True, slots=True)
class Plan:
    """A workflow that is on. `steps` by place."""

    workflow: Workflow
    kind: Kind
    steps: dict[int, WorkflowStep]
    window: Window
    store_zone: ZoneInfo
    pause: timedelta

    def zone(self, country: str) -> ZoneInfo:
        """The clock by which it writes to somebody in a country."""
        if self.workflow.time_zone_of == TimeZoneOf.CONTACT:
            return zone_of_country(country, self.store_zone)
        return self.store_zone


def running_plans() -> dict[int, Plan]:
    """The plans of the workflows that are on, by the workflow's id; carts first. Six queries."""
    return plans_of(Workflow.objects.filter(is_on=True))


def plans_of(workflows: QuerySet[Workflow]) -> dict[int, Plan]:
    """The plans of workflows, on or off, by the workflow's id; carts first. Six queries."""
    store_zone, pause = ZoneInfo(Portal.current().time_zone), Sender.current().pause
    found = sorted(workflows.prefetch_related("steps__email__template"), key=_carts_first)
    return {
        one.pk: Plan(
            workflow=one,
            kind=Kind(one.kind),
            steps={step.place: step for step in one.steps.all()},
            window=Window(frozenset(one.window_days), one.window_start, one.window_end),
            store_zone=store_zone,
            pause=pause,
        )
        for one in found
    }


def _carts_first(workflow: Workflow) -> tuple[bool, int]:
    return workflow.kind != Kind.ABANDONED_CART, workflow.pk
