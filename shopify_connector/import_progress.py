"""How far an import is, in figures for people: done, to do, elapsed and remaining."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from shopify_connector.models import ImportSession, ImportStep
from shopify_connector.problem_words import SKIPS


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One kind of object. `skipped` holds (reason in words, number)."""

    step: ImportStep
    skipped: list[tuple[str | Promise, int]]


@dataclass(frozen=True, slots=True)
class Progress:
    """A session. `remaining` is None until there is something to reckon from."""

    session: ImportSession
    steps: list[StepProgress]
    handled: int
    found: int | None
    elapsed: timedelta
    remaining: timedelta | None


def progress_of(session: ImportSession, at: datetime) -> Progress:
    """The progress of a session at a moment (UTC)."""
    steps = list(session.steps.all())
    founds = [step.found for step in steps]
    found = sum(one for one in founds if one is not None) if None not in founds else None
    handled = sum(step.handled for step in steps)
    elapsed = (session.finished_at or at) - session.started_at
    return Progress(
        session=session,
        steps=[StepProgress(step, [(SKIPS.get(k, k), n) for k, n in sorted(step.skipped.items())]) for step in steps],
        handled=handled,
        found=found,
        elapsed=elapsed,
        remaining=_remaining(handled, found, elapsed) if session.is_running else None,
    )


def _remaining(handled: int, found: int | None, elapsed: timedelta) -> timedelta | None:
    """As long as the rest takes at the pace so far."""
    if not found or not handled or handled >= found:
        return None
    return elapsed * ((found - handled) / handled)
