"""A forgotten password: the link by e-mail, which tells nobody who has an account."""

import re

import pytest
from django.core import mail
from django.utils.translation import get_language
from kombu.exceptions import OperationalError

from accounts.models import Action, AuditEntry, User
from accounts.passwords import mail_password_link
from tests.accounts.codes import with_second_factor
from tests.accounts.people import PASSWORD

ADDRESS = "/password/"
NEW = {"new_password1": "another long phrase", "new_password2": "another long phrase"}


@pytest.fixture(autouse=True)
def _mails_are_sent(settings):
    settings.EMAIL_URL, settings.APP_URL = "smtp://mail.example.com", "http://testserver"


@pytest.fixture
def worked_off(monkeypatch):
    """The task is done at once."""
    monkeypatch.setattr("accounts.password_pages.mail_password_link.delay", mail_password_link)


def ask(client, email):
    return client.post(ADDRESS, {"email": email})


def link_in_mail() -> str:
    return re.search(r"http://testserver/password/\S+", mail.outbox[-1].body)[0]


def test_a_link_sets_a_new_password_once(client, make_user, worked_off):
    make_user()
    ask(client, "Ana@Example.com")
    link = link_in_mail()

    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "token" not in address.split("/")[-2].replace("set-password", "")
    page = client.post(address, NEW, follow=True).content.decode()

    assert "Your new password is set. Log in with it." in page
    assert User.objects.get().check_password("another long phrase")
    assert "This link no longer works" in client.get(link).content.decode()
    assert client.get("/settings/").status_code == 302


def test_the_answer_and_its_work_are_the_same_whether_there_is_an_account_or_not(
    client, make_user, django_assert_num_queries
):
    make_user()

    with django_assert_num_queries(0):
        known = ask(client, "ana@example.com").content.decode()
    with django_assert_num_queries(0):
        unknown = ask(client, "eve@example.com").content.decode()

    assert (
        known.replace("ana@", "eve@").split("<main")[1].split("<footer")[0]
        == unknown.split("<main")[1].split("<footer")[0]
    )
    assert "If there is an account with" in unknown
    assert mail.outbox == []


@pytest.mark.parametrize("user", [None, {"is_active": False}])
def test_nobody_who_may_not_log_in_gets_a_link(client, make_user, worked_off, user):
    if user:
        make_user(**user)

    ask(client, "ana@example.com")

    assert mail.outbox == []
    assert not AuditEntry.objects.exists()


def test_the_second_step_stays(client, make_user, worked_off):
    user = make_user()
    with_second_factor(user)
    ask(client, "ana@example.com")
    form = client.get(link_in_mail(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW)

    answer = client.post("/log-in/", {"username": "ana@example.com", "password": "another long phrase"})

    assert answer.url == "/log-in/code/"
    assert client.get("/settings/").status_code == 302


def test_a_new_password_lifts_the_pause(client, make_user, worked_off):
    make_user()
    for _ in range(10):
        client.post("/log-in/", {"username": "ana@example.com", "password": "wrong"})
    assert client.post("/log-in/", {"username": "ana@example.com", "password": PASSWORD}).status_code == 429
    ask(client, "ana@example.com")
    form = client.get(link_in_mail(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW)

    answer = client.post("/log-in/", {"username": "ana@example.com", "password": "another long phrase"})

    assert answer.url == "/"


def test_the_e_mail_speaks_the_users_language(client, make_user, worked_off, monkeypatch):
    make_user(language="fr")
    monkeypatch.setattr("accounts.mails.render_to_string", lambda _template, _context: get_language())

    ask(client, "ana@example.com")

    assert mail.outbox[0].body == "fr"


def test_one_mailbox_gets_a_few_an_hour(client, make_user, worked_off):
    make_user()

    answers = {ask(client, "ana@example.com").status_code for _ in range(8)}

    assert answers == {200}
    assert len(mail.outbox) == 5


def test_one_network_asks_twenty_times_an_hour(client, db):
    answers = [ask(client, f"user{number}@example.com").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


def test_it_is_noted_with_where_it_came_from(client, make_user, worked_off):
    make_user()
    client.post(ADDRESS, {"email": "ana@example.com"}, REMOTE_ADDR="203.0.113.9")

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.address) == (Action.PASSWORD_ASKED, "203.0.113.9")


def test_while_nothing_can_be_queued_the_page_says_so(client, db, monkeypatch):
    def fail(*_args):
        raise OperationalError

    monkeypatch.setattr("accounts.password_pages.mail_password_link.delay", fail)

    answer = ask(client, "ana@example.com")

    assert answer.status_code == 503
    assert "E-mails cannot be sent at the moment" in answer.content.decode()


def test_where_no_e_mails_are_sent_the_page_says_what_to_do(client, make_user, settings, worked_off):
    settings.EMAIL_URL = ""
    make_user()

    page = client.get(ADDRESS).content.decode()
    ask(client, "ana@example.com")

    assert "This portal sends no e-mails" in page
    assert "bin/manage changepassword" in page
    assert mail.outbox == []


@pytest.mark.parametrize("link", ["x/y/", "MQ/set-password/", "MQ/c0ffee-abc/", "é/é/"])
def test_made_up_links_open_nothing(client, db, link):
    answer = client.get(f"{ADDRESS}{link}")

    assert answer.status_code == 200
    assert "This link no longer works" in answer.content.decode()


def test_an_address_that_is_none_is_refused_in_words(client, db):
    assert "valid email" in ask(client, "nobody").content.decode()
