"""Sending waits after a restore: a person looks and decides (docs/security.md, row 18)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.audit import Action
from accounts.models import User
from accounts.permissions import require_editor
from workflows.sending import restored

WAYS = ("leave_out", "send")


@require_http_methods(["GET", "HEAD", "POST"])
def paused(request: HttpRequest) -> HttpResponse:
    """Why nothing is sent, and the two ways on."""
    if request.method == "POST":
        require_editor(request.user)
        return _go_on(request)
    held = restored.held(timezone.now())
    context = {
        "held": held,
        "may_change": isinstance(request.user, User) and request.user.can_edit,
    }
    return render(request, "workflows/paused.html", context)


def _go_on(request: HttpRequest) -> HttpResponse:
    way = request.POST.get("do")
    if way not in WAYS:
        return HttpResponseBadRequest()
    with transaction.atomic():
        left_out = restored.release(timezone.now(), leave_out=way == "leave_out")
        audit.record(request, Action.SENDING_RELEASED, count=left_out, way=way)
    said = _("Sending goes on.")
    if left_out:
        told = ngettext("%(number)d e-mail is left out.", "%(number)d e-mails are left out.", left_out)
        said = f"{said} {told % {'number': left_out}}"
    messages.success(request, said)
    return redirect("automation")
