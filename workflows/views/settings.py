"""Changing a workflow: a delay, and the days until a customer counts as past. Panels; pages without a script."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from workflows import words
from workflows.forms import DelayForm, LapseForm
from workflows.models import Kind, Workflow, WorkflowStep
from workflows.tiers import require_tier


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def delay(request: HttpRequest, kind: str, place: int) -> HttpResponse:
    """How long a step waits: days, hours, minutes."""
    require_tier()
    step = get_object_or_404(WorkflowStep.objects.select_related("workflow", "email"), workflow__kind=kind, place=place)
    form = DelayForm(step, request.POST or None)
    if request.method == "POST" and form.is_valid():
        former = step.delay_seconds
        with transaction.atomic():
            form.save()
            delay_seconds = audit.change(former, step.delay_seconds)
            audit.record(request, Action.SETTINGS_CHANGED, step, delay_seconds=delay_seconds)
        messages.success(request, _("Delay saved: %(delay)s.") % {"delay": words.delay_of(step)})
        return _back_to(request, step.workflow)
    return _panel(request, "delay", form, step.workflow, step=step, counted_from=words.counted_from(step))


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def lapse(request: HttpRequest, kind: str) -> HttpResponse:
    """After how many days without a purchase a customer counts as past."""
    require_tier()
    if kind != Kind.RE_ENGAGEMENT:
        raise Http404
    workflow = get_object_or_404(Workflow, kind=kind)
    form = LapseForm(request.POST or None, instance=workflow)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit.record(request, Action.SETTINGS_CHANGED, workflow, **audit.changes_in(form))
        messages.success(request, _("Saved: %(trigger)s") % {"trigger": words.trigger_of(workflow)})
        return _back_to(request, workflow)
    return _panel(request, "lapse", form, workflow)


def _panel(request: HttpRequest, name: str, form: forms.BaseForm, workflow: Workflow, **more: object) -> HttpResponse:
    """The form in a panel that htmx brings, or on a page of its own."""
    template = f"workflows/_{name}_panel.html" if request.headers.get("HX-Request") else f"workflows/{name}.html"
    return render(request, template, {"form": form, "workflow": workflow, **more})


def _back_to(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(workflow.get_absolute_url())
    return redirect(workflow)
