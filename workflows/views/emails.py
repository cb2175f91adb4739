"""The e-mails: all of them, one of them, and how one looks in an inbox."""

from dataclasses import dataclass

from csp.decorators import csp_replace
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import User
from workflows import words
from workflows.engagement.figures import EmailFigures, figures_of_emails
from workflows.models import Kind, MarketingEmail, WorkflowStep
from workflows.personalisation import Filling, store_values
from workflows.publishing import obstacles
from workflows.rendering import RenderedEmail, render_email, render_line
from workflows.samples import sample_for
from workflows.tiers import tier_needed
from workflows.tokens import BrokenToken

# The preview is a document of its own: it may style itself and show pictures, and do nothing else.
PREVIEW_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "https:", "http:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True, slots=True)
class EmailRow:
    """An e-mail in words: its subject filled in; `used_by` are the steps that send it."""

    email: MarketingEmail
    subject: str
    state: str
    tone: str
    used_by: list[WorkflowStep]
    figures: EmailFigures | None = None


@require_safe
def emails(request: HttpRequest) -> HttpResponse:
    """All e-mails with their state and the workflows that send them."""
    # Subjects read as they do to somebody of whom nothing is known.
    nobody = Filling(contact={}, store=store_values())
    found = list(emails_with_steps().defer("body"))
    figures = figures_of_emails([email.pk for email in found])
    rows = sorted((row_of(email, nobody, figures.get(email.pk)) for email in found), key=_in_order_of_use)
    return render(request, "workflows/emails.html", {"rows": rows})


@require_safe
def email(request: HttpRequest, email_id: int) -> HttpResponse:
    """One e-mail: subject, preview text, and how it looks with a contact's data."""
    found = get_object_or_404(emails_with_steps(), pk=email_id)
    sample = sample_for(found)
    return render(
        request,
        "workflows/email.html",
        {
            "email": found,
            "row": row_of(found, sample.filling, figures_of_emails([found.pk]).get(found.pk)),
            "sample": sample,
            "preview_text": filled_line(found.preview_text, sample.filling),
            "obstacles": [] if found.is_published else obstacles(found),
            "version": found.versions.order_by("-number").first(),
            "may_change": isinstance(request.user, User) and request.user.can_edit and not tier_needed(),
        },
    )


@require_safe
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type] # its type knows only views without arguments
def preview(request: HttpRequest, email_id: int) -> HttpResponse:
    """The e-mail itself, as it arrives. For the frame on its page; no script runs in it."""
    found = get_object_or_404(MarketingEmail, pk=email_id)
    try:
        rendered: RenderedEmail = render_email(found, sample_for(found).filling)
    except BrokenToken as error:
        return render(request, "workflows/preview_broken.html", {"problem": str(error)})
    return HttpResponse(rendered.html)


def emails_with_steps() -> QuerySet[MarketingEmail]:
    """E-mails with the steps that send them: two queries, however many."""
    steps = WorkflowStep.objects.select_related("workflow").order_by("workflow", "place")
    return MarketingEmail.objects.prefetch_related(Prefetch("steps", queryset=steps))


def row_of(email: MarketingEmail, filling: Filling, figures: EmailFigures | None = None) -> EmailRow:
    """An e-mail, loaded with its steps, in words; with its figures once it was sent."""
    state, tone = words.state_of(email)
    return EmailRow(email, filled_line(email.subject, filling), state, tone, list(email.steps.all()), figures)


def filled_line(text: str, filling: Filling) -> str:
    """A subject or preview text filled in; as it is written where a token is broken."""
    try:
        return render_line(text, filling)
    except BrokenToken:
        return text


def _in_order_of_use(row: EmailRow) -> tuple[int, int, str]:
    """Those of a workflow first, as it sends them; then the others by name."""
    if not row.used_by:
        return len(Kind), 0, row.email.name
    first = row.used_by[0]
    return list(Kind).index(Kind(first.workflow.kind)), first.place, row.email.name
