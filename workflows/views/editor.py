"""The editor of e-mails and templates (SPEC E1, E2). Every change is a form; scripts only send them sooner."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from workflows import editor as editing
from workflows import words, writing
from workflows.arranging import CannotArrange
from workflows.editor import CONTENT, Asked, Editor
from workflows.models import MarketingEmail
from workflows.products import products_to_offer
from workflows.rendering import render_for_editing
from workflows.samples import sample_for
from workflows.tiers import require_tier
from workflows.tokens import offered_tokens
from workflows.views.emails import PREVIEW_POLICY
from workflows.views.schemes import SCHEMES, as_seen

# The editor's own page looks where blocks are; nothing in the e-mail may act.
CANVAS_POLICY = {**PREVIEW_POLICY, "sandbox": ["allow-same-origin"]}
STEPS = {"undo": writing.undo, "redo": writing.redo, "discard": writing.discard}


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, email_id: int) -> HttpResponse:
    """Write an e-mail or a template."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    if request.method != "POST":
        return _shown(request, Editor(email, request.GET.get("at", CONTENT)))
    at, do = request.POST.get("at", CONTENT), request.POST.get("do", "save")
    try:
        form = editing.form_for(email, at, request.POST) if do == "save" else None
        if form is not None and not form.is_valid():
            return _shown(request, Editor(email, at, form), is_typing=True)
        at = _do(request, email, do, at, form)
    except (CannotArrange, writing.ChangedMeanwhile) as error:
        return _refused(request, email, at, str(error))
    except ValidationError as error:
        return _refused(request, email, at, " ".join(error.messages))
    return _done(request, email, at, is_typing=do == "save")


@editors_only
@require_safe
@xframe_options_sameorigin
@csp_replace(CANVAS_POLICY)  # type: ignore[arg-type] # its type knows only views without arguments
def canvas(request: HttpRequest, email_id: int) -> HttpResponse:
    """The e-mail as it is written, for the editor's frame."""
    email = get_object_or_404(MarketingEmail.every.select_related("template"), pk=email_id).as_written()
    html = render_for_editing(email, sample_for(email).filling).html
    return HttpResponse(as_seen(html, request.GET.get("scheme", SCHEMES[0])))


@editors_only
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Products to choose from, found by words."""
    given = request.GET.get("product_id", "")
    chosen = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None
    found = products_to_offer(request.GET.get("q", ""), chosen)
    return render(request, "workflows/editor/_product_choices.html", {"products": found, "chosen": chosen})


def _do(request: HttpRequest, email: MarketingEmail, do: str, at: str, form: Any) -> str:
    """Do what was asked; what is chosen then."""
    by, since, former = person(request), request.POST.get("since"), email.edit_number
    with transaction.atomic():
        if do in STEPS:
            STEPS[do](email)
        elif form is not None:
            editing.save(email, at, form, by, since)
        else:
            at = editing.rearrange(email, Asked(do, at, request.POST.get("to", "")), by, since)
        if email.edit_number != former:
            audit.record(request, Action.EMAIL_CHANGED, email)
    return at


def _done(request: HttpRequest, email: MarketingEmail, at: str, *, is_typing: bool) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(_address(email, at))
    return trigger_client_event(_shown(request, Editor(email, at), is_typing=is_typing), "canvas-changed")


def _refused(request: HttpRequest, email: MarketingEmail, at: str, why: str) -> HttpResponse:
    """Nothing was changed: why, and everything as it is now."""
    email.refresh_from_db(from_queryset=MarketingEmail.every.all())
    if not request.headers.get("HX-Request"):
        messages.error(request, why)
        return redirect(_address(email, at))
    return trigger_client_event(_shown(request, Editor(email, at), refusal=why), "canvas-changed")


def _shown(request: HttpRequest, editor: Editor, *, is_typing: bool = False, refusal: str = "") -> HttpResponse:
    """The page; for htmx the parts that changed, which spare the fields that somebody is typing in."""
    is_part = bool(request.headers.get("HX-Request"))
    email = editor.email
    state, tone = words.state_of(email)
    block = editor.block
    context = {
        "editor": editor,
        "email": email,
        "edit_url": reverse("edit-email", args=[email.pk]),
        "state": state,
        "tone": tone,
        "is_part": is_part,
        "is_typing": is_typing,
        "refusal": refusal,
        "can_undo": writing.can_undo(email),
        "can_redo": writing.can_redo(email),
        "tokens": offered_tokens(email.made_for, email.language),
    }
    if block and block["type"] == "product":
        context["products"] = products_to_offer("", block.get("product_id"))
    return render(request, "workflows/editor/_parts.html" if is_part else "workflows/editor.html", context)


def _address(email: MarketingEmail, at: str) -> str:
    return f"{reverse('edit-email', args=[email.pk])}?{urlencode({'at': at})}"
