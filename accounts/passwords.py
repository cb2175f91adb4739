"""Links for a new password: good once, for a day, and for the user as they are now."""

import logging

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import mails
from accounts.audit import Action, record
from accounts.client_address import acting_from
from accounts.models import User

logger = logging.getLogger(__name__)


class PasswordLinks(PasswordResetTokenGenerator):
    """Django's own, which a new password or log-in ends; here, deactivating the user does too."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_stamp}{user.is_active}"


password_links = PasswordLinks()


def password_link(user: User) -> str:
    """The address under which the user sets a new password."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    return str(settings.APP_URL) + reverse("new-password", args=[who, password_links.make_token(user)])


def mail_password_link(email: str, language: str, address: str | None) -> None:
    """Send a link to whoever has this address, if somebody who may log in has. `address` is the IP that asked."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return
    with acting_from(address):
        record(user, Action.PASSWORD_ASKED, user)
    mails.send("new_password", user.email, user.language or language, user=user, link=password_link(user))


def lift_pause(user: User) -> None:
    """Forget the wrong passwords: who got here has shown who they are."""
    forget_failures(username=user.email.lower())
