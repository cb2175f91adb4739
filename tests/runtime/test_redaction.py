"""Secrets do not reach the log (docs/security.md 12)."""

import logging
import sys

import pytest

from hubsync.redaction import RedactingFormatter, Redactor
from hubsync.running.run_log import RunLog


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("answer {'access_token': 'shpat_0123456789abcdef', 'expires_in': 3600}", "0123456789abcdef"),
        ('{"refresh_token": "shprt_fedcba9876543210"}', "fedcba9876543210"),
        ("X-Shopify-Access-Token: tkn-without-prefix", "tkn-without-prefix"),
        ("headers {'Authorization': 'Bearer eyJhbGciOi.x.y'}", "eyJhbGciOi.x.y"),
        ("no token pat-Zq0-_9aBcDeFgHiJkLmNoP here", "Zq0-_9aBcDeFgHiJkLmNoP"),
        ("GET /shopify/callback?code=c0de1234&hmac=abcdef99&shop=a.myshopify.com&state=n0nce", "c0de1234"),
        ("GET /shopify/callback?code=c0de1234&hmac=abcdef99&shop=a.myshopify.com&state=n0nce", "abcdef99"),
        ("GET /shopify/callback?code=c0de1234&hmac=abcdef99&shop=a.myshopify.com&state=n0nce", "n0nce"),
        ("GET /setup?token=once-only", "once-only"),
        ("connect postgresql://ana:s3cret@db:5432/hubsync", "s3cret"),
        ("connect redis://:s3cret@cache:6379/0", "s3cret"),
        ("password=hunter22 was refused", "hunter22"),
        ("client_secret: 'abc123def'", "abc123def"),
        ("Set-Cookie: sessionid=9f8e7d6c5b4a", "9f8e7d6c5b4a"),
        ("the key is a-very-own-secret-value, no more", "a-very-own-secret-value"),
    ],
)
def test_secrets_are_blanked(line, secret):
    redacted = Redactor(["a-very-own-secret-value"]).redact(line)

    assert secret not in redacted
    assert "***" in redacted


@pytest.mark.parametrize(
    "line",
    [
        "import session 7: 2000 customers found, state running",
        "store acme.myshopify.com connected, 12 scopes",
        "GET /contacts/?q=ana&page=2 took 41 ms",
        "http://127.0.0.1:8000/deals/7 answered 200",
        "status code: 404",
        "token pat-…oP of the path-finder revoked",
    ],
)
def test_ordinary_lines_stay_as_they_are(line):
    assert Redactor(["short"]).redact(line) == line


def test_arguments_and_tracebacks_are_redacted_too():
    formatter = RedactingFormatter("{levelname} {message}", style="{", secrets=["known-secret"])
    try:
        raise ValueError("refused shpat_0123456789abcdef")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "with %s", ("known-secret",), sys.exc_info())

    line = formatter.format(record)

    assert "known-secret" not in line
    assert "0123456789abcdef" not in line
    assert "ValueError" in line


def test_djangos_loggers_use_it(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "hubsync.redaction.RedactingFormatter"
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "line"


def test_the_run_log_blanks_what_programs_print_and_keeps_its_files_private(tmp_path, capsys):
    log = RunLog(tmp_path, Redactor(["known-secret"]))

    log.line("web", "the known-secret and shpat_0123456789abcdef")

    kept = (tmp_path / "hubsync.log").read_text()
    assert "known-secret" not in kept + capsys.readouterr().out
    assert "0123456789abcdef" not in kept
    assert (tmp_path / "hubsync.log").stat().st_mode & 0o077 == 0
