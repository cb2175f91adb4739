"""EMAIL_URL: a server or a service; what is secret in it is kept out of the log."""

import pytest
from django.core.mail import get_connection

from hubsync.email_services import email_settings
from hubsync.redaction import Redactor

SERVICES = {
    "postmark://Abc-123-DEF": ("postmark", {"POSTMARK_SERVER_TOKEN": "Abc-123-DEF"}),
    "sendgrid://SG.aB_c-d.E": ("sendgrid", {"SENDGRID_API_KEY": "SG.aB_c-d.E"}),
    "brevo://xkeysib-1234": ("brevo", {"BREVO_API_KEY": "xkeysib-1234"}),
    "mailgun://key-1%2F2@mg.example.com?api_url=https://api.eu.mailgun.net/v3": (
        "mailgun",
        {
            "MAILGUN_API_KEY": "key-1/2",
            "MAILGUN_SENDER_DOMAIN": "mg.example.com",
            "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3",
        },
    ),
    "ses://": ("amazon_ses", {"AMAZON_SES_CLIENT_PARAMS": {}}),
    "ses://AKIA123456:s%2Becret9@eu-west-3": (
        "amazon_ses",
        {
            "AMAZON_SES_CLIENT_PARAMS": {
                "aws_access_key_id": "AKIA123456",
                "aws_secret_access_key": "s+ecret9",
                "region_name": "eu-west-3",
            }
        },
    ),
}


@pytest.mark.parametrize("url", SERVICES)
def test_services(url, settings):
    service, anymail = SERVICES[url]
    found = email_settings(url)
    assert (found.service, found.anymail) == (service, anymail)
    settings.ANYMAIL = {**found.anymail}
    assert get_connection(found.backend)


def test_smtp_and_none():
    smtp = email_settings("smtp+tls://user:pass%20word@mail.example.com:587")
    assert smtp.backend == "django.core.mail.backends.smtp.EmailBackend"
    assert (smtp.smtp["EMAIL_HOST"], smtp.smtp["EMAIL_PORT"], smtp.smtp["EMAIL_USE_TLS"]) == (
        "mail.example.com",
        587,
        True,
    )
    assert smtp.secrets == ["pass word", "pass word"]
    assert email_settings("").backend == "django.core.mail.backends.dummy.EmailBackend"


def test_no_secret_of_theirs_is_logged():
    for url in SERVICES:
        found = email_settings(url, "hook:the webhooks secret")
        assert found.anymail["WEBHOOK_SECRET"] == "hook:the webhooks secret"
        log = Redactor(found.secrets).redact(f"{found.anymail} {url} the webhooks secret")
        for secret in ("the webhooks secret", "Abc-123", "SG.aB", "xkeysib", "key-1", "AKIA123456", "ecret9"):
            assert secret not in log
