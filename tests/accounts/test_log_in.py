"""The log-in page, logging out, and what stops guessing."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import PASSWORD

LOG_IN = "/log-in/"


def try_to_log_in(client, email, password, **extra):
    return client.post(LOG_IN, {"username": email, "password": password}, **extra)


def test_e_mail_and_password_open_the_portal(client, make_user):
    make_user("ana@example.com")

    answer = try_to_log_in(client, "Ana@Example.com", PASSWORD)

    assert answer.status_code == 302
    assert answer.url == "/"


def test_after_log_in_one_comes_to_the_page_asked_for(client, make_user):
    make_user()
    asked = client.get("/settings/profile/")

    assert asked.url == "/log-in/?next=/settings/profile/"
    answer = client.post(asked.url, {"username": "ana@example.com", "password": PASSWORD, "next": "/settings/profile/"})
    assert answer.url == "/settings/profile/"


def test_log_in_leads_to_no_foreign_page(client, make_user):
    make_user()
    answer = client.post(
        LOG_IN, {"username": "ana@example.com", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert answer.url == "/"


def test_wrong_password_says_so_without_saying_whether_the_account_exists(client, make_user):
    make_user("ana@example.com")

    known = try_to_log_in(client, "ana@example.com", "wrong").content.decode()
    unknown = try_to_log_in(client, "nobody@example.com", "wrong").content.decode()

    assert "No account has this e-mail address and password" in known
    assert "No account has this e-mail address and password" in unknown


def test_ten_wrong_passwords_pause_the_account_whatever_case_it_is_written_in(client, make_user):
    make_user("ana@example.com")
    for attempt in range(10):
        answer = try_to_log_in(client, ["ana@example.com", "ANA@example.com"][attempt % 2], "wrong")

    assert answer.status_code == 429
    assert "Log-in is paused for this account" in answer.content.decode()
    assert try_to_log_in(client, "ana@example.com", PASSWORD).status_code == 429


def test_the_session_key_changes_at_log_in(client, make_user):
    make_user()
    client.get(LOG_IN)
    session = client.session
    session["kept"] = "before"
    session.save()
    before = session.session_key

    try_to_log_in(client, "ana@example.com", PASSWORD)

    assert client.session.session_key != before


def test_log_in_without_any_user_leads_to_the_set_up(client, db):
    assert client.get(LOG_IN).url == reverse("set-up")


def test_who_is_logged_in_does_not_see_the_log_in_page(logged_in):
    assert logged_in().get(LOG_IN).url == "/"


def test_a_link_logs_nobody_out(logged_in):
    client = logged_in()

    assert client.get("/log-out/").status_code == 405
    assert client.get("/settings/").status_code == 200


def test_the_button_logs_out(logged_in):
    client = logged_in()

    assert client.post("/log-out/").url == LOG_IN
    assert client.get("/settings/").status_code == 302


def test_a_form_without_a_token_is_refused_in_words(make_user):
    from django.test import Client

    make_user()
    answer = try_to_log_in(Client(enforce_csrf_checks=True), "ana@example.com", PASSWORD)

    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/search/", "/settings/", "/settings/portal/", "/contacts/", "/deals/", "/products/"]
)
def test_pages_are_closed_to_strangers(client, make_user, address):
    make_user()

    assert client.get(address).url.startswith("/log-in/")


def test_a_user_switched_off_cannot_log_in(client, make_user):
    make_user(is_active=False)

    assert try_to_log_in(client, "ana@example.com", PASSWORD).status_code == 200
    assert User.objects.get().last_login is None
