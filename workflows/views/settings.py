"""Changing a workflow: delays, e-mails, when it sends. Panels; pages without a script."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only
from workflows import words
from workflows.forms import DelayForm, LapseForm, StepEmailForm, WindowForm
from workflows.models import Kind, Workflow, WorkflowStep
from workflows.sending import replanning
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
            replanned = replanning.replan(step)
            told = {"count": replanned} if replanned else {}
            audit.record(request, Action.SETTINGS_CHANGED, step, delay_seconds=delay_seconds, **told)
        messages.success(request, _delay_saved(step, replanned))
        return _back_to(request, step.workflow)
    more = {"step": step, "counted_from": words.counted_from(step), "waiting": replanning.waiting(step)}
    return _panel(request, "delay", form, step.workflow, **more)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def step_email(request: HttpRequest, kind: str, place: int) -> HttpResponse:
    """Which e-mail a step sends: another one that is saved for automation, or this one, to be edited (SPEC W2)."""
    require_tier()
    step = get_object_or_404(WorkflowStep.objects.select_related("workflow", "email"), workflow__kind=kind, place=place)
    form = StepEmailForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            former = WorkflowStep.objects.get(pk=step.pk).email
            form.save()
            email = audit.change(str(former or ""), str(step.email))
            audit.record(request, Action.SETTINGS_CHANGED, step, email=email)
        messages.success(request, _("E-mail %(place)d is “%(email)s”.") % {"place": place, "email": step.email})
        return _back_to(request, step.workflow)
    return _panel(request, "step_email", form, step.workflow, step=step)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, kind: str) -> HttpResponse:
    """On which days, between which hours and by whose clock a workflow sends."""
    require_tier()
    workflow = get_object_or_404(Workflow, kind=kind)
    form = WindowForm(request.POST or None, instance=workflow)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            _save(request, form, workflow)
            replanning.look_again(workflow, timezone.now())
        messages.success(request, _("It sends: %(window)s") % {"window": words.window_of(workflow)})
        return _back_to(request, workflow)
    return _panel(request, "window", form, workflow)


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
            _save(request, form, workflow)
        messages.success(request, _("Saved: %(trigger)s") % {"trigger": words.trigger_of(workflow)})
        return _back_to(request, workflow)
    return _panel(request, "lapse", form, workflow)


def _save(request: HttpRequest, form: forms.ModelForm[Workflow], workflow: Workflow) -> None:
    form.save()
    audit.record(request, Action.SETTINGS_CHANGED, workflow, **audit.changes_in(form))


def _delay_saved(step: WorkflowStep, replanned: int) -> str:
    sentence = _("Delay saved: %(delay)s.") % {"delay": words.delay_of(step)}
    if not replanned:
        return sentence
    told = ngettext(
        "%(number)d contact who waits is planned anew.", "%(number)d contacts who wait are planned anew.", replanned
    )
    return f"{sentence} {told % {'number': replanned}}"


def _panel(request: HttpRequest, name: str, form: forms.BaseForm, workflow: Workflow, **more: object) -> HttpResponse:
    """The form in a panel that htmx brings, or on a page of its own."""
    template = f"workflows/_{name}_panel.html" if request.headers.get("HX-Request") else f"workflows/{name}.html"
    return render(request, template, {"form": form, "workflow": workflow, **more})


def _back_to(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(workflow.get_absolute_url())
    return redirect(workflow)
