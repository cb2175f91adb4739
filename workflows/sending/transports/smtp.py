"""A mail server. One connection for many e-mails; what the server says decides what becomes of each."""

import logging
import re
import smtplib
import ssl
from email.utils import parseaddr

from django.conf import settings

from workflows.sending.letters import Letter
from workflows.sending.transports.outcomes import Again, Down, Outcome, Refused, Sent, Unsure

logger = logging.getLogger(__name__)

# Some servers close connections that carried many.
MOST_BY_ONE_CONNECTION = 100
# RFC 3463: 5.1.x is about the address; 5.2.1 is a mailbox that was closed.
NOBODY_THERE = re.compile(r"\b5\.(1\.[0-9]+|2\.1)\b")
ENHANCED = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")


class Smtp:
    """Hands over by SMTP (settings.EMAIL_*)."""

    is_within_transaction = False

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def send(self, letter: Letter) -> Outcome:
        """Hand one over, on the open connection or a new one."""
        data = letter.wire()
        try:
            server = self._connected()
            refusal = self._envelope(server, letter)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Down(said_by(error))
        if refusal is not None:
            return refusal
        return self._data(server, data)

    def close(self) -> None:
        """Say good-bye."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _envelope(self, server: smtplib.SMTP, letter: Letter) -> Outcome | None:
        """Say from whom and to whom. What is refused here did not leave."""
        code, text = server.mail(parseaddr(letter.sender)[1])
        if code != 250:
            server.rset()
            return Down(_words(code, text))
        code, text = server.rcpt(letter.recipient)
        if code in (250, 251):
            return None
        server.rset()
        words = _words(code, text)
        if code < 500:
            return Again(words)
        # Without a code of RFC 3463, 550, 551 and 553 at this place speak of the mailbox (RFC 5321).
        is_address = bool(NOBODY_THERE.search(words)) or (code in (550, 551, 553) and not ENHANCED.search(words))
        return Refused(words, is_address)

    def _data(self, server: smtplib.SMTP, data: bytes) -> Outcome:
        """Hand the e-mail itself over. A connection that breaks here leaves open whether it was taken."""
        try:
            code, text = server.data(data)
        except smtplib.SMTPDataError as error:  # before the e-mail itself
            server.rset()
            words = said_by(error)
            return Again(words) if error.smtp_code < 500 else Refused(words)
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
