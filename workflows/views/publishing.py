"""Publishing an e-mail, and taking it back (SPEC E1)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from workflows.models import MarketingEmail
from workflows.publishing import CannotPublish, StillUsed
from workflows.publishing import publish as publish_email
from workflows.publishing import unpublish as unpublish_email
from workflows.tiers import require_tier


@editors_only
@require_POST
def publish(request: HttpRequest, email_id: int) -> HttpResponse:
    """Save it for automation, or say what has to be put right first."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    try:
        with _change(request, email, Action.EMAIL_PUBLISHED):
            publish_email(email, person(request))
    except CannotPublish as error:
        messages.error(request, " ".join(error.args[0]))
    else:
        said = (
            _("“%(email)s” is published: e-mails can be made from it, and look like it.")
            if email.is_template
            else _("“%(email)s” is published: workflows can send it.")
        )
        messages.success(request, said % {"email": email})
    return redirect(email)


@editors_only
@require_POST
def unpublish(request: HttpRequest, email_id: int) -> HttpResponse:
    """Make it a draft again, or say which workflows send it."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    try:
        with _change(request, email, Action.EMAIL_UNPUBLISHED):
            unpublish_email(email)
    except StillUsed as error:
        names = ", ".join(f"“{workflow}”" for workflow in error.args[0])
        messages.error(request, _("%(workflows)s is on and sends it. Turn it off first.") % {"workflows": names})
    else:
        messages.success(request, _("“%(email)s” is a draft again.") % {"email": email})
    return redirect(email)


@contextmanager
def _change(request: HttpRequest, email: MarketingEmail, action: Action) -> Iterator[None]:
    """Change an e-mail, with its line in the audit log."""
    former = email.state
    with transaction.atomic():
        yield
        audit.record(request, action, email, state=audit.change(former, email.state))
