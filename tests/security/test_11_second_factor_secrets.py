"""Rows 11 and 12: keys, codes and links that open an account are read back by nobody, and stand in no log."""

import logging
import re

import pytest
from django.core import mail, serializers
from django.db import connection
from django.test import Client

from accounts.models import Authenticator, BackupCode, Invitation, Role, User
from accounts.passwords import mail_password_link
from hubsync.redaction import RedactingFormatter
from tests.accounts.codes import code_of, with_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"
TABLES = ("authenticator", "backupcode", "invitation", "auditentry", "user")


@pytest.fixture
def ana():
    return User.objects.create_user("ana@example.com", PASSWORD, role=Role.ADMIN)


@pytest.fixture
def admin(ana):
    client = Client()
    client.force_login(ana)
    return client


def set_up(client):
    client.post("/settings/two-factor/begin/")
    app = Authenticator.objects.get()
    page = client.post("/settings/two-factor/set-up/", {"code": code_of(app)}).content.decode()
    return app, re.findall(r"<li><code>([a-z0-9-]{14})</code>", page)


def everything_kept() -> str:
    with connection.cursor() as cursor:
        rows = []
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM accounts_{table} AS t")
            rows += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT session_data FROM django_session")
    return "\n".join(rows)


def test_the_database_holds_ciphertext_and_hashes_only(admin):
    app, codes = set_up(admin)
    admin.post("/settings/users/invite/", {"email": "ben@example.com", "role": "viewer"})
    kept = everything_kept()

    assert app.key not in kept
    assert "gAAAA" in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    assert len(Invitation.objects.get().key_hash) == 64


def test_a_dump_of_the_data_holds_ciphertext_only(admin):
    app, _codes = set_up(admin)

    dump = serializers.serialize("json", [*Authenticator.objects.all(), *BackupCode.objects.all()])

    assert app.key not in dump


def test_no_page_shows_a_key_once_it_counts_even_to_an_administrator(admin):
    app, codes = set_up(admin)
    backup = BackupCode.objects.first()
    pages = [
        "/settings/two-factor/",
        "/settings/two-factor/set-up/",
        f"/settings/users/{app.user_id}/",
        "/settings/audit-log/",
        f"/admin/accounts/authenticator/{app.pk}/change/",
        f"/admin/accounts/backupcode/{backup.pk}/change/",
        f"/admin/accounts/user/{app.user_id}/change/",
    ]

    for address in pages:
        page = admin.get(address, follow=True).content.decode()
        assert app.key not in page, address
        assert app.typed_key not in page, address
        assert backup.code_hash not in page, address
        assert codes[0] not in page, address


def test_an_invitation_cannot_be_read_back_in_the_django_admin(admin):
    admin.post("/settings/users/invite/", {"email": "ben@example.com", "role": "viewer"})
    invitation = Invitation.objects.get()

    page = admin.get(f"/admin/accounts/invitation/{invitation.pk}/change/").content.decode()

    assert invitation.key_hash not in page


def test_pages_with_a_secret_are_kept_in_no_cache(admin):
    admin.post("/settings/two-factor/begin/")
    shown = [
        admin.get("/settings/two-factor/set-up/"),
        admin.post("/settings/users/invite/", {"email": "ben@example.com", "role": "viewer"}),
        admin.post(f"/settings/users/{User.objects.get().pk}/password/"),
        Client().get("/invitation/", {"token": "x"}),
    ]

    assert all("no-store" in answer["Cache-Control"] for answer in shown)


def test_nothing_of_it_is_logged(admin, ana, settings, caplog):
    settings.EMAIL_URL = "smtp://mail.example.com"
    caplog.set_level(logging.DEBUG)
    app, codes = set_up(admin)
    page = admin.post("/settings/users/invite/", {"email": "ben@example.com", "role": "viewer"}).content.decode()
    token = re.search(r"\?token=([\w:=-]+)", page)[1]
    guest = Client()
    guest.get("/invitation/", {"token": token})
    guest.get("/invitation/", {"token": f"{token}x"})
    mail_password_link("ana@example.com", "en", None)
    link = re.search(r"/password/\S+", mail.outbox[-1].body)[0]
    guest.get(f"{link[:-2]}x/")
    guest.post("/log-in/", {"username": "ana@example.com", "password": PASSWORD})
    guest.post("/log-in/code/", {"code": codes[0][:-1]})
    guest.post("/log-in/code/", {"code": codes[0]})

    own = [one.getMessage() for one in caplog.records if one.name.startswith(("accounts", "django.request"))]
    lines = [RedactingFormatter("{message}", style="{").format(one) for one in caplog.records if "sql" not in vars(one)]
    for secret in (app.key, app.typed_key, codes[0], codes[0][:-1], token, token.split(":")[0], link.split("/")[-2]):
        assert secret not in "\n".join(own)
        assert secret not in "\n".join(lines)


def test_a_failed_code_is_not_kept_by_what_counts_failures(ana):
    from axes.models import AccessAttempt

    with_second_factor(ana)
    guest = Client()
    guest.post("/log-in/", {"username": "ana@example.com", "password": PASSWORD})
    guest.post("/log-in/code/", {"code": "nearly-a-backup-code"})

    assert "nearly" not in str(list(AccessAttempt.objects.values_list()))
    assert AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    "line",
    ["GET /password/MQ/cabc12-0123456789abcdef0123456789abcdef/", "GET /invitation/?token=abcdefghijklmnop:sig-nature"],
)
def test_links_in_a_line_of_the_log_are_blanked(line):
    record = logging.LogRecord("web", logging.INFO, "", 0, line, None, None)

    told = RedactingFormatter("{message}", style="{").format(record)

    assert "***" in told
    assert "0123456789abcdef" not in told
    assert "abcdefghijklmnop" not in told
