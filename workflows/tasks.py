"""Celery entry points of automation: a line or two each."""

from celery import shared_task
from django.utils import timezone

from workflows import enrolling, sending
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
