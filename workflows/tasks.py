"""Celery entry points of automation: a line or two each."""

from celery import shared_task
from django.utils import timezone

from workflows import enrolling, sending
from workflows.rehearsing import keeping
from workflows.sending import leaving, restored


@shared_task
def enrol_all() -> None:
    """Enrol whom something set off."""
    if restored.is_clear(timezone.now()):
        enrolling.enrol_all(timezone.now())


@shared_task
def see_off() -> None:
    """Let those leave the workflows who bought, opted out or are gone."""
    leaving.see_off(timezone.now())


@shared_task
def send_emails() -> None:
    """Send what is due."""
    if restored.is_clear(timezone.now()):
        sending.run()


@shared_task
def rehearse(workflow_id: int, days: int) -> None:
    """Work out what a workflow would have sent, where that takes longer than a page should."""
    keeping.work_out(workflow_id, days, timezone.now())
