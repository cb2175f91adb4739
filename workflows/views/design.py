"""The Design manager: what e-mails are made from (SPEC E2)."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workflows import words
from workflows.models import EmailTemplate
from workflows.publishing import obstacles
from workflows.views.emails import may_change, views_of
from workflows.views.paging import page_of

SHOWN = 24


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """All templates, each as it looks."""
    found = EmailTemplate.objects.annotate(used_by=Count("emails")).defer("body")
    page = page_of(request, found.order_by("name", "pk"), SHOWN)
    rows = [{"template": one, "state": words.state_of(one)} for one in page.rows]
    context = {"page": page, "rows": rows, "may_change": may_change(request)}
    return render(request, "workflows/design.html", context)


@require_safe
def template(request: HttpRequest, email_id: int) -> HttpResponse:
    """One template: how it looks, and the e-mails that look like it."""
    found = get_object_or_404(EmailTemplate, pk=email_id)
    state, tone = words.state_of(found)
    context = {
        "email": found,
        "state": state,
        "tone": tone,
        "emails": found.emails.order_by("name"),
        "obstacles": [] if found.is_published and not found.is_being_changed else obstacles(found.as_written()),
        "version": found.versions.select_related("made_by").order_by("-number").first(),
        "may_change": may_change(request),
        **views_of(request),
    }
    return render(request, "workflows/template.html", context)
