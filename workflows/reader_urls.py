"""The addresses that e-mails carry: absolute, each with a token in it that was signed."""

from functools import cache

from django.conf import settings
from django.urls import reverse

_TOKEN = "TOKEN"  # noqa: S105 - the place of one


def reader_url(name: str, token: str) -> str:
    """Where a reader gets with a token: `name` is that of the address in workflows.urls."""
    # Looked up once: e-mails are made by the thousand.
    before, after = _around_token(name)
    return f"{settings.APP_URL}{before}{token}{after}"


@cache
def _around_token(name: str) -> tuple[str, str]:
    before, _token, after = reverse(name, args=[_TOKEN]).partition(_TOKEN)
    return before, after
