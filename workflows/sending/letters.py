"""One e-mail to one person, as it is handed over."""

from binascii import b2a_base64
from dataclasses import dataclass, field
from email.utils import formatdate
from struct import unpack
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers

from workflows.sending.facts import Looked

# RFC 2045, 6.8.
_LINE = 76


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

    def check(self) -> None:
        """Raise ValueError where the subject or an address cannot stand in a header."""
        for name, value in self._heads():
            _head(name, value)

    def wire(self) -> bytes:
        """As it goes over the wire (RFC 5322, RFC 2046): plain text, and the same as HTML.

        The library's own generator takes longer than a mail server does. Raises ValueError as `check`.
        """
        heads = [_head(name, value).replace("\n", "\r\n") for name, value in self._heads()]
        boundary = f"={self.message_id[1:].partition('@')[0]}="
        heads.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
        cut = f"--{boundary}".encode()
        parts = [cut, *_part("text/plain", self.text), cut, *_part("text/html", self.html), cut + b"--"]
        # Put together once: an e-mail is copied as often as somebody adds to it.
        return b"\r\n".join([*(head.encode("ascii") for head in heads), b"", *parts, b""])

    def _heads(self) -> list[tuple[str, str]]:
        return [
            ("From", self.sender),
            ("To", self.recipient),
            ("Subject", self.subject),
            ("Date", formatdate()),
            ("Message-ID", self.message_id),
            *self.headers.items(),
            ("MIME-Version", "1.0"),
        ]

    def message(self) -> EmailMultiAlternatives:
        """As Django's backends take it. Raises ValueError as `check`."""
        message = EmailMultiAlternatives(
            self.subject,
            self.text,
            self.sender,
            [self.recipient],
            headers={**self.headers, "Message-ID": self.message_id},
        )
        message.attach_alternative(self.html, "text/html")
        return message


def _head(name: str, value: str) -> str:
    """A field of the head. Raises ValueError where it would be more than one."""
    if value.isascii() and value.isprintable() and len(name) + len(value) < _LINE:
        return f"{name}: {value}"
    return ": ".join(forbid_multi_line_headers(name, value, "utf-8"))


def _part(kind: str, text: str) -> tuple[bytes, ...]:
    """The lines of a part of the message, in base64: none is too long, whatever the text."""
    coded = b2a_base64(text.encode(), newline=False)
    whole, rest = divmod(len(coded), _LINE)
    lines = unpack(f"{_LINE}s" * whole + f"{rest}s" * bool(rest), coded)
    return f'Content-Type: {kind}; charset="utf-8"'.encode(), b"Content-Transfer-Encoding: base64", b"", *lines


def new_message_id(entry_id: int, domain: str) -> str:
    """A Message-ID (RFC 5322) that no other e-mail has."""
    return f"<{entry_id}.{uuid4().hex}@{domain}>"
