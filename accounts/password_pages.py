"""A forgotten password: asking for a link, and what the link opens. By Django's own views."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError as BrokerUnreachable

from accounts import mails
from accounts.audit import Action, record
from accounts.client_address import address_of
from accounts.forms import ForgottenPasswordForm
from accounts.models import User
from accounts.passwords import lift_pause, password_links
from accounts.tasks import mail_password_link
from accounts.throttling import too_often

logger = logging.getLogger(__name__)

# An hour: what one address may ask for, and how many e-mails one mailbox is sent.
MOST_ASKED, MOST_MAILS = 20, 5


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail. The answer is the same whether the address has an account or not."""
    form = ForgottenPasswordForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or not mails.are_sent():
        context = {"form": form, "mails_are_sent": mails.are_sent()}
        return render(request, "accounts/forgot_password.html", context)
    address, email = address_of(request), str(form.cleaned_data["email"])
    if too_often("password-asked", address or "", MOST_ASKED):
        return render(request, "accounts/too_often.html", status=429)
    if not too_often("password-mails", email.lower(), MOST_MAILS):
        try:
            mail_password_link.delay(email, get_language() or settings.LANGUAGE_CODE, address)
        except BrokerUnreachable:
            logger.warning("password_link_not_queued")
            form.add_error(None, _("E-mails cannot be sent at the moment. Try again in a few minutes."))
            context = {"form": form, "mails_are_sent": True}
            return render(request, "accounts/forgot_password.html", context, status=503)
    return render(request, "accounts/password_asked.html", {"email": email})


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetConfirmView):
    """The page that such a link opens. Afterwards one logs in, with the second step where there is one."""

    template_name = "accounts/new_password.html"
    token_generator = password_links
    success_url = reverse_lazy("log-in")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        user: User = form.user
        lift_pause(user)
        record(user, Action.PASSWORD_SET, user)
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return answer
