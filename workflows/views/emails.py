"""The e-mails: all of them, one of them, and how one looks in an inbox."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import User
from crm.models import Contact, Deal
from workflows import words
from workflows.engagement.figures import EmailFigures, figures_of_emails
from workflows.models import Kind, MarketingEmail, WorkflowStep
from workflows.personalisation import Filling, store_values
from workflows.publishing import obstacles
from workflows.rendering import RenderedEmail, render_email, render_line
from workflows.samples import contacts_to_offer, sample_for
from workflows.tiers import tier_needed
from workflows.tokens import BrokenToken
from workflows.views.paging import page_of
from workflows.views.schemes import as_seen

SHOWN = 50
# More than an id has.
MOST_DIGITS = 19
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
    context = {"page": page_of(request, rows, SHOWN), "may_change": may_change(request)}
    return render(request, "workflows/emails.html", context)


@require_safe
def email(request: HttpRequest, email_id: int) -> HttpResponse:
    """One e-mail: subject, preview text, and how it looks with a contact's data."""
    found = get_object_or_404(emails_with_steps().select_related("template"), pk=email_id)
    shown = found if request.GET.get("sent") else found.as_written()
    sample = sample_for(shown, chosen_contact(request))
    return render(
        request,
        "workflows/email.html",
        {
            "email": found,
            "shown": shown,
            "row": row_of(found, sample.filling, figures_of_emails([found.pk]).get(found.pk)),
            "subject": filled_line(shown.subject, sample.filling),
            "preview_text": filled_line(shown.preview_text, sample.filling),
            "sample": sample,
            "obstacles": [] if found.is_published and not found.is_being_changed else obstacles(found.as_written()),
            "version": found.versions.select_related("made_by").order_by("-number").first(),
            "may_change": may_change(request),
            **views_of(request),
        },
    )


@require_safe
def preview_as(request: HttpRequest, email_id: int) -> HttpResponse:
    """Contacts (?q=) as whom to look at an e-mail, in a panel."""
    found = get_object_or_404(MarketingEmail, pk=email_id)
    query = request.GET.get("q", "")
    context = {"email": found, "query": query, "contacts": contacts_to_offer(found, query)}
    is_part = bool(request.headers.get("HX-Request"))
    part = "workflows/emails/_preview_as.html"
    if is_part and request.headers.get("HX-Target") == "preview-contacts":
        part = "workflows/emails/_preview_contacts.html"
    return render(
        request, part if is_part else "workflows/emails/panel_page.html", {**context, "part": part, "page": not is_part}
    )


@require_safe
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type] # its type knows only views without arguments
def preview(request: HttpRequest, email_id: int) -> HttpResponse:
    """The e-mail itself, as it arrives: as it is written; ?sent=1 as it is sent; ?version= as it once was. ?as= a
    contact, ?deal= a cart of theirs, ?scheme= light or dark. For the frame on its page; no script runs in it."""
    found = get_object_or_404(MarketingEmail.every.select_related("template"), pk=email_id)
    shown = _in_version(found, request) if "version" in request.GET else found
    shown = shown if request.GET.get("sent") or shown is not found else found.as_written()
    contact = chosen_contact(request)
    try:
        rendered: RenderedEmail = render_email(shown, sample_for(shown, contact, _deal_of(contact, request)).filling)
    except BrokenToken as error:
        return render(request, "workflows/preview_broken.html", {"problem": str(error)})
    return HttpResponse(as_seen(rendered.html, request.GET.get("scheme", "")))


def may_change(request: HttpRequest) -> bool:
    """Whether who looks may change e-mails."""
    return isinstance(request.user, User) and request.user.can_edit and not tier_needed()


def chosen_contact(request: HttpRequest) -> Contact | None:
    """The live contact that ?as= (or the form's `as`) names; None where it names none."""
    given = request.POST.get("as") or request.GET.get("as") or ""
    if not (given.isascii() and given.isdigit() and len(given) < MOST_DIGITS):
        return None
    return Contact.objects.live().select_related("purchases").filter(pk=int(given)).first()


def _deal_of(contact: Contact | None, request: HttpRequest) -> Deal | None:
    """The deal of a contact that ?deal= names; None where it names none of theirs."""
    given = request.GET.get("deal", "")
    if contact is None or not (given.isascii() and given.isdigit() and len(given) < MOST_DIGITS):
        return None
    return Deal.objects.live().select_related("contact__purchases").filter(contact=contact, pk=int(given)).first()


def views_of(request: HttpRequest) -> dict[str, Any]:
    """How the preview is asked for: `frame` is its query, `scheme` and `width` what it is seen as."""
    kept = {name: request.GET[name] for name in ("as", "sent", "scheme") if request.GET.get(name)}
    width = "phone" if request.GET.get("width") == "phone" else "desktop"
    return {"frame": urlencode(kept), "scheme": kept.get("scheme", ""), "width": width, "sent": kept.get("sent", "")}


def _in_version(email: MarketingEmail, request: HttpRequest) -> MarketingEmail:
    given = request.GET["version"]
    if not (given.isascii() and given.isdigit() and len(given) < MOST_DIGITS):
        raise Http404
    version, shown = get_object_or_404(email.versions, number=int(given)), copy(email)
    for name, value in version.written.items():
        setattr(shown, name, value)
    return shown


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
