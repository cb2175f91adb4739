"""Settings → E-mail sender: who e-mails come from, and how they leave (SPEC 11, E4)."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import Action, changes_in, record
from accounts.models import Portal
from accounts.permissions import admins_only
from workflows.forms import SenderForm
from workflows.models import Sender

SERVICES = {
    "amazon_ses": "Amazon SES",
    "brevo": "Brevo",
    "mailgun": "Mailgun",
    "postmark": "Postmark",
    "sendgrid": "SendGrid",
}


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def sender(request: HttpRequest) -> HttpResponse:
    """From, reply-to, postal address, and the pause between two e-mails to one person."""
    current = Sender.current()
    form = SenderForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            record(request, Action.SETTINGS_CHANGED, form.save(), **changes_in(form))
        messages.success(request, _("The sender is saved."))
        return redirect("settings-sender")
    service = settings.EMAIL_SERVICE
    door = settings.APP_URL + reverse("email-service", args=[service]) if service else ""
    return render(
        request,
        "workflows/sender.html",
        {
            "form": form,
            "portal_name": str(Portal.current()),
            "default_address": settings.DEFAULT_FROM_EMAIL,
            "are_sent": bool(settings.EMAIL_URL),
            "leaves_by": SERVICES.get(service, settings.EMAIL_HOST),
            "rate": settings.EMAIL_RATE,
            "door": door,
            "door_is_open": bool(door and settings.ANYMAIL.get("WEBHOOK_SECRET")),
        },
    )
