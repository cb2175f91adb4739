"""One e-mail to one person, as it is handed over."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

from workflows.sending.facts import Looked


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail filled in for one person. `remark` says, in words, what was adapted while it was filled in."""

    found: Looked
    email_id: int
    message_id: str
    sender: str
    subject: str
    html: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    remark: str = ""

    @property
    def recipient(self) -> str:
        """The one address it goes to."""
        return self.found.address

    def message(self) -> EmailMultiAlternatives:
        """As Django sends it: plain text, and the same as HTML.

        Raises ValueError where the subject or an address cannot stand in a header.
        """
        message = EmailMultiAlternatives(
            self.subject,
            self.text,
            self.sender,
            [self.recipient],
            headers={**self.headers, "Message-ID": self.message_id},
        )
        message.attach_alternative(self.html, "text/html")
        return message


def new_message_id(entry_id: int, domain: str) -> str:
    """A Message-ID (RFC 5322) that no other e-mail has."""
    return f"<{entry_id}.{uuid4().hex}@{domain}>"
