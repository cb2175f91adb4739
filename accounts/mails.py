"""E-mails about somebody's own account: an invitation, a link for a new password. They are plain text.

They open accounts, so they are handed over and kept nowhere: no outbox shows them.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Portal

logger = logging.getLogger(__name__)


def are_sent() -> bool:
    """Whether this portal sends e-mails (EMAIL_URL)."""
    return bool(settings.EMAIL_URL)


def send(mail: str, to: str, language: str, **context: object) -> bool:
    """Hand an e-mail of `templates/accounts/mail/` over to the mail server.

    False where none is sent, or the server did not take it; the log says why.
    """
    if not are_sent():
        return False
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {"portal": Portal.current(), "app_url": settings.APP_URL, **context}
        subject = " ".join(render_to_string(f"accounts/mail/{mail}_subject.txt", context).split())
        body = render_to_string(f"accounts/mail/{mail}.txt", context)
    try:
        EmailMessage(subject, body, to=[to]).send()
    except OSError as error:  # smtplib's own errors are OSErrors
        logger.warning("account_mail_not_sent mail=%s error=%s", mail, type(error).__name__)
        return False
    logger.info("account_mail_sent mail=%s", mail)
    return True
