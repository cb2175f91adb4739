"""An e-mail service by its API (django-anymail). One HTTP request hands one e-mail over."""

from collections.abc import Callable

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
)
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from workflows.engagement.services import metadata_of
from workflows.sending.letters import Letter
from workflows.sending.transports.outcomes import Again, Down, Outcome, Refused, Sent, Unsure, nothing

_TOO_MANY = 429


class Service:
    """Hands over by the service that EMAIL_URL names."""

    is_within_transaction = False

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, letter: Letter, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Hand one over. What the service answers decides what becomes of it."""
        message = letter.message()
        message.metadata = metadata_of(letter.found.entry_id)  # type: ignore[attr-defined] # anymail's
        try:
            self._opened().send_messages([message])
        except AnymailRecipientsRefused as error:
            return Refused(_words(error))
        except (AnymailConfigurationError, requests.ConnectTimeout) as error:
            return Down(_words(error))
        except AnymailAPIError as error:
            return _answered(error)
        except (AnymailError, requests.RequestException, OSError) as error:
            return Unsure(_words(error))
        return Sent()

    def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _opened(self) -> BaseEmailBackend:
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        return self._connection


def _answered(error: AnymailAPIError) -> Outcome:
    """An answer that is no yes. Without one nobody knows whether the request arrived."""
    status = error.status_code
    words = _words(error)
    if status is None:
        return Down(words) if isinstance(error.__cause__, requests.ConnectTimeout) else Unsure(words)
    if status == _TOO_MANY:
        return Again(words)
    if status in (401, 402, 403):
        return Down(words)
    # A service that fails within may have taken it before it did.
    return Unsure(words) if status >= 500 else Refused(words)


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:500] or type(error).__name__
