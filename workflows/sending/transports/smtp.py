"""A mail server. One connection for many e-mails; what the server says decides what becomes of each."""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import punycode

from workflows.sending.letters import Letter
from workflows.sending.transports.outcomes import Again, Down, Outcome, Refused, Sent, Unsure, nothing

logger = logging.getLogger(__name__)

# Some servers close connections that carried many.
MOST_BY_ONE_CONNECTION = 100
# RFC 3463: 5.1.x is about the address; 5.2.1 is a mailbox that was closed.
NOBODY_THERE = re.compile(r"\b5\.(1\.[0-9]+|2\.1)\b")
_GO_ON = 354
ENHANCED = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")


class Smtp:
    """Hands over by SMTP (settings.EMAIL_*)."""

    is_within_transaction = False

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def send(self, letter: Letter, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Hand one over, on the open connection or a new one."""
        try:
            data, envelope = letter.wire(), _envelope(letter)
        except UnicodeError as error:  # an address that no server without SMTPUTF8 could read
            return Refused(said_by(error))
        try:
            server = self._connected()
            refusal = self._announce(server, envelope)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Down(said_by(error))
        if refusal is not None:
            return refusal
        return self._data(server, data, meanwhile)

    def close(self) -> None:
        """Say good-bye."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _announce(self, server: smtplib.SMTP, envelope: list[str]) -> Outcome | None:
        """Say from whom and to whom, and that the e-mail comes. What is refused here did not leave."""
        replies = _say(server, envelope)
        refusal = _meaning(replies)
        if refusal is not None:
            if replies[-1][0] == _GO_ON:
                # It would take an e-mail to nobody: the only way not to send one is to hang up.
                self._drop()
            else:
                server.rset()
        return refusal

    def _data(self, server: smtplib.SMTP, data: bytes, meanwhile: Callable[[], object]) -> Outcome:
        """Hand the e-mail itself over. A connection that breaks here leaves open whether it was taken."""
        try:
            # Not smtplib's own way, which looks for lines with a dot before them (RFC 5321, 4.5.2): there are none, for
            # heads begin with letters and parts are in base64. It takes longer than the server does.
            server.send(data + b".\r\n")
            meanwhile()
            code, text = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Unsure(said_by(error))
        self._carried += 1
        words = _words(code, text)
        if code == 250:
            return Sent()
        return Again(words) if code < 500 else Refused(words)

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None and self._carried >= MOST_BY_ONE_CONNECTION:
            self.close()
        if self._server is None:
            self._server, self._carried = connect(), 0
        return self._server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def _envelope(letter: Letter) -> list[str]:
    """What is said before the e-mail itself. Raises UnicodeError where an address cannot be."""
    return [
        f"MAIL FROM:<{_address_of(letter.sender)}>",
        f"RCPT TO:{smtplib.quoteaddr(_ascii(letter.recipient))}",
        "DATA",
    ]


@lru_cache(maxsize=16)
def _address_of(sender: str) -> str:
    return _ascii(parseaddr(sender)[1])


def _ascii(address: str) -> str:
    """An address as every server can read it. Raises UnicodeError where what stands before the @ cannot be."""
    if address.isascii():
        return address
    name, _at, domain = address.rpartition("@")
    return f"{name.encode('ascii').decode()}@{punycode(domain)}"


def _say(server: smtplib.SMTP, commands: list[str]) -> list[tuple[int, bytes]]:
    """What a server answers to commands, all at once where it can be told so (RFC 2920): one way there and back.

    Else until it refuses one.
    """
    if server.has_extn("pipelining"):
        server.send("".join(f"{command}\r\n" for command in commands))
        return [server.getreply() for _command in commands]
    replies: list[tuple[int, bytes]] = []
    for command in commands:
        replies.append(server.docmd(command))
        if replies[-1][0] not in (250, 251, _GO_ON):
            break
    return replies


def _meaning(replies: list[tuple[int, bytes]]) -> Outcome | None:
    """What the answers to sender, recipient and DATA mean; None where the e-mail may come."""
    (sender, said), *others = replies
    if sender != 250:
        return Down(_words(sender, said))
    (recipient, said), *others = others
    words = _words(recipient, said)
    if recipient not in (250, 251):
        if recipient < 500:
            return Again(words)
        # Without a code of RFC 3463, 550, 551 and 553 at this place speak of the mailbox (RFC 5321).
        is_address = bool(NOBODY_THERE.search(words)) or (recipient in (550, 551, 553) and not ENHANCED.search(words))
        return Refused(words, is_address)
    ((data, said),) = others
    if data == _GO_ON:
        return None
    return Again(_words(data, said)) if data < 500 else Refused(_words(data, said))


def connect() -> smtplib.SMTP:
    """A connection that is greeted, encrypted and logged in as the settings say. Raises OSError, SMTPException."""
    host, port = settings.EMAIL_HOST, int(settings.EMAIL_PORT)
    if settings.EMAIL_USE_SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=settings.EMAIL_TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port, timeout=settings.EMAIL_TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def said_by(error: Exception) -> str:
    """What went wrong, as the server or the system said it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"[:500]
