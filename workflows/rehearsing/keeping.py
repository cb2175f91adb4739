"""Rehearsals as a page asks for them: small ones at once; big ones are worked out by a worker, and kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from pydantic import TypeAdapter

from crm.queueing import queue
from workflows.models import Workflow
from workflows.rehearsing.rehearsal import Cast, Rehearsal, cast_of, rehearse

# So many people take about a second.
AT_ONCE = 1_000
KEPT = timedelta(minutes=15)
# Longer than a chunk takes: a worker that is not heard of for so long is asked again.
SILENT = timedelta(minutes=1)
_FORM = TypeAdapter(Rehearsal)


@dataclass(frozen=True, slots=True)
class Working:
    """How many contacts a worker has done."""

    done: int
    total: int


def rehearsal_of(workflow: Workflow, days: int, now: datetime) -> Rehearsal | Working:
    """What the workflow, set as it is, would have sent in the days before `now` (UTC); else how far it is worked out.

    Nothing is written but what is kept of a big one, in Redis, for a quarter of an hour.
    """
    cast = cast_of(workflow, days, now)
    if len(cast.contact_ids) <= AT_ONCE:
        return rehearse(cast)
    kept = cache.get(_key(cast, days))
    if kept is None:
        started = Working(0, len(cast.contact_ids))
        if cache.add(_key(cast, days), _told(started), SILENT.total_seconds()):
            from workflows.tasks import rehearse as rehearse_task

            queue(rehearse_task, workflow.pk, days)
        return started
    return Working(*kept["working"]) if "working" in kept else _FORM.validate_json(kept["found"])


def work_out(workflow_id: int, days: int, now: datetime) -> None:
    """Rehearse, tell how far it is, and keep what was found."""
    cast = cast_of(Workflow.objects.get(pk=workflow_id), days, now)
    key, total = _key(cast, days), len(cast.contact_ids)
    found = rehearse(cast, lambda done: cache.set(key, _told(Working(done, total)), SILENT.total_seconds()))
    cache.set(key, {"found": _FORM.dump_json(found).decode()}, KEPT.total_seconds())


def _told(working: Working) -> dict[str, list[int]]:
    return {"working": [working.done, working.total]}


def _key(cast: Cast, days: int) -> str:
    """Another one as soon as the workflow is set otherwise."""
    plan = cast.plan
    steps = [(step.place, step.delay_seconds, step.useless_after_seconds) for step in plan.steps.values()]
    of_whom = (plan.workflow.lapse_days, plan.workflow.time_zone_of, str(plan.store_zone), plan.pause)
    setting = repr((steps, sorted(plan.window.days), plan.window.start, plan.window.end, of_whom))
    return f"rehearsal:{plan.workflow.pk}:{days}:{sha256(setting.encode()).hexdigest()[:16]}"
