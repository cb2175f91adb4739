"""E-mails are kept and shown where nothing sends them."""

from collections.abc import Callable

from django.utils import timezone

from workflows.models import OutboxEmail
from workflows.sending.letters import Letter
from workflows.sending.transports.outcomes import Outcome, Sent, nothing


class Outbox:
    """Writes each e-mail down as it would have gone out. With the ledger in one transaction: kept once, for certain."""

    is_within_transaction = True

    def send(self, letter: Letter, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Keep it."""
        OutboxEmail.objects.create(
            entry_id=letter.found.entry_id,
            sender=letter.sender,
            recipient=letter.recipient,
            subject=letter.subject,
            html=letter.html,
            text=letter.text,
            headers={**letter.headers, "Message-ID": letter.message_id},
            made_at=timezone.now(),
        )
        return Sent()

    def close(self) -> None:
        """Nothing is held."""
