"""Settings → E-mail sender: for administrators, noted, and honest about what is sent."""

import pytest

from accounts.models import AuditEntry, Role
from workflows.models import Sender

pytestmark = pytest.mark.django_db
PAGE = "/settings/sender/"
GIVEN = {
    "from_name": "Maison Test",
    "from_address": "bonjour@maison.example.com",
    "reply_to": "",
    "postal_address": "Maison Test\n1 rue de la Paix\n75002 Paris",
    "pause_hours": "24",
}


def test_an_administrator_saves_it_and_it_is_noted(log_in, portal):
    answer = log_in(Role.ADMIN).post(PAGE, GIVEN, follow=True)

    assert "The sender is saved." in answer.content.decode()
    sender = Sender.current()
    assert sender.sent_from == "Maison Test <bonjour@maison.example.com>"
    assert (sender.pause_hours, sender.store_url) == (24, "https://maison.example.com")
    entry = AuditEntry.objects.get(action="settings.changed")
    assert entry.details["pause_hours"] == {"from": 16, "to": 24}


@pytest.mark.parametrize("role", [Role.MARKETER, Role.VIEWER])
def test_others_neither_read_nor_change_it(log_in, portal, role):
    client = log_in(role)
    assert client.get(PAGE).status_code == client.post(PAGE, GIVEN).status_code == 403
    assert PAGE not in client.get("/settings/").content.decode()
    assert Sender.current().from_name == ""


@pytest.mark.parametrize(
    ("name", "value"), [("from_address", "no address"), ("pause_hours", "721"), ("reply_to", "a@b\r\nBcc: c@d.co")]
)
def test_what_cannot_be_is_refused(log_in, portal, name, value):
    answer = log_in(Role.ADMIN).post(PAGE, {**GIVEN, name: value})
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert Sender.current().from_name == ""


def test_a_name_is_one_line_and_the_defaults_are_the_portals(portal, settings):
    settings.DEFAULT_FROM_EMAIL = "crm@example.com"
    assert Sender.current().sent_from == "Maison Test <crm@example.com>"
    assert Sender(from_name="A\r\nBcc: x@y.co").sent_from == '"A Bcc: x@y.co" <crm@example.com>'


def test_it_says_how_emails_leave(log_in, portal, settings):
    client = log_in(Role.ADMIN)
    settings.EMAIL_URL = ""
    assert "kept in the Outbox" in client.get(PAGE).content.decode()
    settings.EMAIL_URL, settings.EMAIL_HOST = "smtp://mail.example.com", "mail.example.com"
    page = client.get(PAGE).content.decode()
    assert "mail.example.com" in page
    assert "kept in the Outbox" not in page
    assert "a second" not in page
    settings.EMAIL_RATE = 14.0
    assert "14 e-mails a second" in client.get(PAGE).content.decode()
    settings.EMAIL_SERVICE, settings.ANYMAIL = "postmark", {"POSTMARK_SERVER_TOKEN": "the token"}
    page = client.get(PAGE).content.decode()
    assert "Postmark" in page
    assert "set EMAIL_WEBHOOK_SECRET" in page
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": "hook:the secret"}
    page = client.get(PAGE).content.decode()
    assert "/e/services/postmark/tracking/" in page
    assert "the secret" not in page
    assert "the token" not in page


def test_the_emails_page_leads_there(log_in, workflows):
    step = workflows["welcome"].steps.get(place=1)
    address = step.email.get_absolute_url()
    assert PAGE in log_in(Role.ADMIN).get(address).content.decode()
