"""What an e-mail or a template once said, and back to it (SPEC E1)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from workflows import writing
from workflows.models import MarketingEmail
from workflows.tiers import require_tier
from workflows.views.emails import may_change
from workflows.views.paging import page_of

SHOWN = 25


@require_safe
def versions(request: HttpRequest, email_id: int) -> HttpResponse:
    """All versions, newest first, and how the chosen one (?version=) looks."""
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    page = page_of(request, email.versions.select_related("made_by").order_by("-number"), SHOWN)
    given = request.GET.get("version", "")
    chosen = next((one for one in page.rows if str(one.number) == given), page.rows[0] if page.rows else None)
    context = {"email": email, "page": page, "chosen": chosen, "may_change": may_change(request)}
    return render(request, "workflows/versions.html", context)


@editors_only
@require_POST
def restore(request: HttpRequest, email_id: int, number: int) -> HttpResponse:
    """Write as it was: a change like any other, which can be undone and is sent once it is published."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    version = get_object_or_404(email.versions, number=number)
    with transaction.atomic():
        writing.edit(email, version.written, person(request))
        audit.record(request, Action.EMAIL_CHANGED, email, version=number)
    messages.success(request, _("It is written as in version %(number)d.") % {"number": number})
    return redirect("edit-email", email.pk)
