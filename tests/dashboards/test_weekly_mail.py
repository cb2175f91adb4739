"""A dashboard by e-mail: Mondays at eight where the store is, once, in the reader's language, to who asked for it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail

from accounts.models import Role, User
from dashboards.mailing import send_due
from dashboards.models import WeeklyMail

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


@pytest.fixture
def sends(settings):
    settings.EMAIL_URL = "smtp://localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def viewer(log_in, dashboard, sends, on_23_november):
    client = log_in(Role.VIEWER)
    client.post(f"/dashboards/{dashboard.pk}/weekly/", {"wanted": "1"})
    return client


def test_it_comes_on_monday_at_eight_and_once(viewer, some_records):
    assert [send_due(MONDAY.replace(hour=hour, minute=minute)) for hour, minute in [(6, 59), (7, 0), (7, 5)]] == [
        0,
        1,
        0,
    ]
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["viewer@example.com"], "E-commerce dashboard")
    assert "Order snapshot (This month)" in sent.body
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert "http" in html
    assert "{{" not in html + sent.body


def test_a_week_that_was_missed_is_caught_up_with_once(viewer):
    wednesday = datetime(2026, 12, 9, 12, tzinfo=UTC)

    assert [send_due(wednesday), send_due(wednesday), len(mail.outbox)] == [1, 0, 1]


def test_in_the_readers_language(viewer, some_records):
    User.objects.update(language="fr")
    with time_machine.travel(MONDAY, tick=False):
        send_due(MONDAY)

    assert mail.outbox[0].subject == "Tableau de bord e-commerce"
    assert "Instantané des commandes" in mail.outbox[0].body


def test_who_stops_it_gets_none(viewer, dashboard):
    viewer.post(f"/dashboards/{dashboard.pk}/weekly/", {"wanted": "0"})

    assert (send_due(MONDAY), WeeklyMail.objects.count()) == (0, 0)


def test_who_may_not_log_in_any_more_gets_none(viewer):
    User.objects.update(is_active=False)

    assert send_due(MONDAY) == 0


def test_a_mail_server_that_fails_gets_it_once(viewer, settings):
    settings.EMAIL_BACKEND = "tests.dashboards.test_weekly_mail.Refusing"

    assert [send_due(MONDAY), send_due(MONDAY)] == [0, 0]


class Refusing:
    """A mail server that takes nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        return True

    def close(self):
        pass

    def send_messages(self, messages):
        raise OSError("no")


class Away(Refusing):
    """A mail server that does not answer."""

    def open(self):
        raise ConnectionRefusedError


def test_a_mail_server_that_is_away_gets_it_later(viewer, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.dashboards.test_weekly_mail.Away"
    assert send_due(MONDAY) == 0

    settings.EMAIL_BACKEND = working
    assert send_due(MONDAY) == 1


def test_without_a_mail_server_it_says_what_it_needs(log_in, dashboard, settings):
    settings.EMAIL_URL = ""

    page = log_in().get(f"/dashboards/{dashboard.pk}/").content.decode()

    assert "Needs a mail server (EMAIL_URL)" in page
