"""Turning a workflow on, after its dialog, and off (SPEC W3, W4)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import audit, mails
from accounts.audit import Action
from accounts.permissions import editors_only
from workflows import words
from workflows.enrolling import existing
from workflows.models import Enrolment, Sender, Workflow
from workflows.switching import CannotSwitchOn, switch_off, switch_on, unpublished
from workflows.tiers import require_tier


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def turn_on(request: HttpRequest, kind: str) -> HttpResponse:
    """Say what keeps it off, or who will be enrolled; turn it on on POST."""
    require_tier()
    workflow = get_object_or_404(Workflow, kind=kind)
    if request.method == "POST":
        return _turn_on(request, workflow)
    return _dialog(
        request,
        "turn_on",
        workflow,
        unpublished=unpublished(workflow),
        address_missing=not Sender.current().postal_address.strip(),
        existing=existing(workflow, timezone.now()),
        existing_words=words.existing_of(workflow),
        in_it=_number_in(workflow),
        are_sent=mails.are_sent(),
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: HttpRequest, kind: str) -> HttpResponse:
    """Say what becomes of those who are in it; turn it off on POST."""
    require_tier()
    workflow = get_object_or_404(Workflow, kind=kind)
    if request.method != "POST":
        return _dialog(request, "turn_off", workflow, in_it=_number_in(workflow))
    with transaction.atomic():
        switch_off(workflow)
        audit.record(request, Action.SETTINGS_CHANGED, workflow, is_on=audit.change(workflow.is_on, False))
    messages.success(request, _("“%(workflow)s” is off: it sends nothing.") % {"workflow": workflow})
    return redirect(workflow)


def _turn_on(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    with_existing = request.POST.get("who") == "existing"
    try:
        with transaction.atomic():
            enrolled = switch_on(workflow, timezone.now(), with_existing=with_existing)
            audit.record(
                request, Action.SETTINGS_CHANGED, workflow, is_on=audit.change(workflow.is_on, True), count=enrolled
            )
    except CannotSwitchOn as error:
        messages.error(request, str(error))
        return redirect("workflow-on", workflow.kind)
    sentence = _("“%(workflow)s” is on.") % {"workflow": workflow}
    if with_existing:
        sentence += " " + ngettext(
            "%(number)d existing contact is enrolled.", "%(number)d existing contacts are enrolled.", enrolled
        ) % {"number": enrolled}
    messages.success(request, sentence)
    return redirect(workflow)


def _number_in(workflow: Workflow) -> int:
    return Enrolment.objects.filter(workflow=workflow, state=Enrolment.State.ACTIVE).count()


def _dialog(request: HttpRequest, name: str, workflow: Workflow, **more: object) -> HttpResponse:
    is_part = bool(request.headers.get("HX-Request"))
    template = f"workflows/_{name}_dialog.html" if is_part else "workflows/dialog_page.html"
    context = {"workflow": workflow, "dialog": f"workflows/_{name}_dialog.html", **more}
    return render(request, template, context)
