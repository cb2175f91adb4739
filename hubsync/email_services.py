"""EMAIL_URL as Django's settings: an SMTP server, or an e-mail service by its API (django-anymail).

postmark://TOKEN, sendgrid://KEY, brevo://KEY, mailgun://KEY@DOMAIN, ses://KEY_ID:SECRET@REGION (ses:// alone: what the
machine itself may do). What stands behind the question mark becomes a setting of anymail's for that service:
mailgun://KEY@DOMAIN?api_url=https://api.eu.mailgun.net/v3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ

# Words in the names of settings that are secret.
_SECRET = ("PASSWORD", "TOKEN", "KEY", "SECRET")
# Where e-mails go when EMAIL_URL is not set: nowhere.
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """`service` is the name by which its webhooks come (/e/services/<service>/); empty for SMTP and for none."""

    smtp: Mapping[str, Any] = field(default_factory=dict)
    service: str = ""
    anymail: Mapping[str, Any] = field(default_factory=dict)
    # The credentials as they stand in the address, with what is escaped there.
    written: str = ""

    @property
    def backend(self) -> str:
        """Django's EMAIL_BACKEND."""
        if self.service:
            return f"anymail.backends.{self.service}.EmailBackend"
        return str(self.smtp.get("EMAIL_BACKEND", NOWHERE))

    @property
    def secrets(self) -> list[str]:
        """What must not be read in a log."""
        named = {**self.smtp, **self.anymail, **self.anymail.get("AMAZON_SES_CLIENT_PARAMS", {})}
        secret = [
            str(value) for name, value in named.items() if any(word in name.upper() for word in _SECRET) and value
        ]
        # A webhook's secret is "user:password", and either half may be met alone.
        return [part for one in (*secret, self.written) for part in (one, one.rpartition(":")[2]) if part]


def email_settings(url: str, webhook_secret: str = "") -> EmailSettings:
    """The settings for an EMAIL_URL. `webhook_secret` is "user:password", by which the service shows who it is.

    Raises django-environ's ImproperlyConfigured for a scheme that nobody knows.
    """
    if not url:
        return EmailSettings()
    parts = urlsplit(url)
    read = _SERVICES.get(parts.scheme)
    if read is None:
        return EmailSettings(smtp=environ.Env.email_url_config(url))
    service, given = read(parts)
    more = {f"{service.upper()}_{name.upper()}": value for name, value in parse_qsl(parts.query)}
    secret = {"WEBHOOK_SECRET": webhook_secret} if webhook_secret else {}
    return EmailSettings(service=service, anymail={**given, **more, **secret}, written=_credentials(parts))


def _credentials(parts: SplitResult) -> str:
    """What stands between :// and the @, the ? or the end."""
    return parts.netloc.rpartition("@")[0] or parts.netloc


def _key(parts: SplitResult) -> str:
    """The credentials with their capitals: tokens tell them apart."""
    return unquote(_credentials(parts))


def _postmark(parts: SplitResult) -> tuple[str, dict[str, Any]]:
    return "postmark", {"POSTMARK_SERVER_TOKEN": _key(parts)}


def _sendgrid(parts: SplitResult) -> tuple[str, dict[str, Any]]:
    return "sendgrid", {"SENDGRID_API_KEY": _key(parts)}


def _brevo(parts: SplitResult) -> tuple[str, dict[str, Any]]:
    return "brevo", {"BREVO_API_KEY": _key(parts)}


def _mailgun(parts: SplitResult) -> tuple[str, dict[str, Any]]:
    return "mailgun", {"MAILGUN_API_KEY": _key(parts), "MAILGUN_SENDER_DOMAIN": parts.hostname or ""}


def _ses(parts: SplitResult) -> tuple[str, dict[str, Any]]:
    given = {
        "aws_access_key_id": unquote(parts.username or ""),
        "aws_secret_access_key": unquote(parts.password or ""),
        "region_name": parts.hostname or "",
    }
    return "amazon_ses", {"AMAZON_SES_CLIENT_PARAMS": {name: value for name, value in given.items() if value}}


_SERVICES = {"postmark": _postmark, "sendgrid": _sendgrid, "brevo": _brevo, "mailgun": _mailgun, "ses": _ses}
