"""Switching a workflow on and off (SPEC W3, W4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.enrolling import enrol_existing
from workflows.models import MarketingEmail, Sender, Workflow, WorkflowStep


class CannotSwitchOn(ValueError):
    """Something keeps the workflow off, told in words."""


def unpublished(workflow: Workflow) -> list[WorkflowStep]:
    """The steps whose e-mail is missing or not saved for automation: they keep the workflow off (SPEC W3)."""
    steps = workflow.steps.select_related("email").order_by("place")
    return [step for step in steps if not is_ready(step.email)]


def is_ready(email: MarketingEmail | None) -> bool:
    """Whether a workflow may send it."""
    return email is not None and email.saved_for_automation


def switch_on(workflow: Workflow, now: datetime, *, with_existing: bool) -> int:
    """Enrol from now on, and, if asked, those whom something set off before; how many these are.

    Who was in it when it was switched off goes on. Raises CannotSwitchOn.
    """
    with transaction.atomic():
        held = Workflow.objects.select_for_update().get(pk=workflow.pk)
        if unpublished(held):
            raise CannotSwitchOn(_("Its three e-mails have to be published first."))
        if not Sender.current().postal_address.strip():
            raise CannotSwitchOn(_("The sender’s postal address is missing: the footer has to show it."))
        if held.is_on:
            return 0
        held.is_on, held.on_since = True, now
        held.save(update_fields=["is_on", "on_since"])
        return enrol_existing(held, now) if with_existing else 0


def switch_off(workflow: Workflow) -> None:
    """Stop at once: nothing is enrolled or sent while it is off. Who is in it stays in it."""
    with transaction.atomic():
        held = Workflow.objects.select_for_update().get(pk=workflow.pk)
        held.is_on, held.on_since = False, None
        held.save(update_fields=["is_on", "on_since"])
