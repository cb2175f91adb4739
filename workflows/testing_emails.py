"""A test of an e-mail to one's own inbox: as it is written, for a contact that it could go to, heard by nobody."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from crm.models import Contact
from workflows.models import MarketingEmail, Sender
from workflows.plain_text import plain_text
from workflows.rendering import render_email
from workflows.samples import sample_for

logger = logging.getLogger(__name__)


class CannotTest(ValueError):
    """Why no test was sent, in words."""


def send_test(email: MarketingEmail, addresses: Sequence[str], contact: Contact | None = None) -> None:
    """Send the e-mail as it is written, filled in for a contact (samples.sample_for), with “[Test]” in its subject.

    Its links lead where they say and are not counted; nobody is unsubscribed by it. Raises CannotTest where the mail
    server does not take it, BrokenToken (workflows.tokens).
    """
    written, sender = email.as_written(), Sender.current()
    filling = sample_for(written, contact).filling
    rendered, text = render_email(written, filling), plain_text(written, filling)
    reply_to = [sender.reply_to] if sender.reply_to else []
    messages = []
    for address in addresses:
        subject = f"[{_('Test')}] {rendered.subject}"
        message = EmailMultiAlternatives(subject, text, sender.sent_from, [address], reply_to=reply_to)
        message.attach_alternative(rendered.html, "text/html")
        messages.append(message)
    try:
        get_connection().send_messages(messages)
    except Exception as error:  # a mail server's own, an e-mail service's, the network's
        logger.warning("test_not_sent email=%d error=%s", email.pk, type(error).__name__)
        raise CannotTest(_("The mail server did not take it: %(problem)s") % {"problem": str(error)[:300]}) from error
