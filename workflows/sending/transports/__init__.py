"""Where letters are handed over: a mail server, an e-mail service, or the outbox where there is neither."""

from django.conf import settings

from workflows.sending.transports.outbox import Outbox
from workflows.sending.transports.outcomes import Again, Down, Outcome, Refused, Sent, Transport, Unsure, nothing
from workflows.sending.transports.service import Service
from workflows.sending.transports.smtp import Smtp

__all__ = ["Again", "Down", "Outcome", "Refused", "Sent", "Transport", "Unsure", "nothing", "transport"]


def transport() -> Transport:
    """What this portal sends by (EMAIL_URL)."""
    if settings.EMAIL_SERVICE:
        return Service()
    return Smtp() if settings.EMAIL_URL else Outbox()
