"""Rows 13 and 19: whoever has a password alone gets in nowhere, and guessing is stopped at every door."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.invitations import invite
from accounts.models import Role, User
from tests.accounts.codes import code_of, with_second_factor, wrong_code

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture
def ana():
    return User.objects.create_user("ana@example.com", PASSWORD, role=Role.ADMIN)


@pytest.fixture
def app(ana):
    return with_second_factor(ana)


def give_password(client, address="/log-in/"):
    return client.post(address, {"username": "ana@example.com", "password": PASSWORD})


@pytest.mark.parametrize(
    "door",
    ["/", "/contacts/", "/settings/", "/settings/two-factor/", "/settings/two-factor/off/", "/admin/accounts/user/"],
)  # fmt: skip
def test_the_password_alone_opens_no_page(client, app, door):
    give_password(client)

    answer = client.get(door)

    assert answer.status_code == 302
    assert "log" in answer.url


def test_the_django_admin_has_no_log_in_of_its_own(client, app):
    answer = client.get("/admin/login/?next=/admin/accounts/user/")
    assert answer.url == "/log-in/?next=/admin/accounts/user/"

    give_password(client, "/admin/login/?next=/admin/")
    assert client.get("/admin/").status_code == 302
    assert "_auth_user_id" not in client.session

    give_password(client, answer.url)
    client.post("/log-in/code/", {"code": code_of(app)})
    assert client.get("/admin/").status_code == 200


def test_who_is_logged_in_and_no_administrator_is_not_sent_in_circles(client):
    client.force_login(User.objects.create_user("m@example.com", None, role=Role.MARKETER))

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "Only administrators" in answer.content.decode()


def test_a_session_that_came_another_way_is_asked_for_the_code(client, ana, app):
    """Whatever logs somebody in one day without the second step: no page opens before it."""
    client.force_login(User.objects.get())

    answer = client.get("/contacts/?q=x")
    assert answer.url == "/log-in/code/"
    assert "_auth_user_id" not in client.session

    assert client.post("/log-in/code/", {"code": code_of(app)}).url == "/contacts/?q=x"
    assert client.get("/contacts/").status_code == 200


def test_a_fixed_session_stays_outside(app, settings):
    """Eve brings Ana's browser a session of hers; what Ana proves in it is not Eve's."""
    eve, ana = Client(), Client()
    session = eve.session
    session["planted"] = True
    session.save()
    ana.cookies[settings.SESSION_COOKIE_NAME] = eve.cookies[settings.SESSION_COOKIE_NAME].value
    give_password(ana)
    after_password = ana.session.session_key
    ana.post("/log-in/code/", {"code": code_of(app)})

    assert session.session_key != after_password
    assert after_password != ana.session.session_key
    assert eve.post("/log-in/code/", {"code": code_of(app, 1)}).url == "/log-in/"
    assert eve.get("/settings/").status_code == 302


def test_another_user_cannot_be_named_at_the_second_step(client, app):
    other = User.objects.create_user("ben@example.com", PASSWORD, role=Role.ADMIN)
    its = with_second_factor(other)
    give_password(client)

    answer = client.post("/log-in/code/", {"code": code_of(its), "user": other.pk, "username": "ben@example.com"})

    assert answer.status_code == 200
    assert client.get("/settings/").status_code == 302


def test_deactivated_between_the_steps(client, ana, app):
    give_password(client)
    User.objects.update(is_active=False)

    assert client.post("/log-in/code/", {"code": code_of(app)}).url == "/log-in/"


def test_the_password_changed_between_the_steps(client, ana, app):
    give_password(client)
    ana.set_password("another long phrase")
    ana.save()

    assert client.post("/log-in/code/", {"code": code_of(app)}).url == "/log-in/"


def test_codes_are_not_guessed_from_many_browsers(app):
    """Each gave the password; the wait is the account's, not the browser's."""
    refused = []
    for number in range(6):
        browser = Client(REMOTE_ADDR=f"203.0.113.{number}")
        give_password(browser)
        refused.append(browser.post("/log-in/code/", {"code": wrong_code(app)}).content.decode())

    assert sum("try again in" in page for page in refused) >= 4


def test_the_code_takes_a_form_of_ours(app):
    client = Client(enforce_csrf_checks=True)

    assert client.post("/log-in/code/", {"code": code_of(app)}).status_code == 403


def test_the_code_leads_to_no_foreign_page(client, app):
    client.post("/log-in/?next=//evil.example/", {"username": "ana@example.com", "password": PASSWORD})

    assert client.post("/log-in/code/", {"code": code_of(app)}).url == "/"


def test_no_account_comes_with_a_password(ana):
    """An invited user has none until they choose one, and nobody is made before that."""
    invite("ben@example.com", "Ben", Role.ADMIN, ana, timezone.now())

    assert User.objects.count() == 1
    assert Client().post("/log-in/", {"username": "ben@example.com", "password": ""}).status_code == 200


def test_an_invitation_link_takes_a_form_of_ours(ana):
    link = invite("ben@example.com", "Ben", Role.ADMIN, ana, timezone.now()).link
    client = Client(enforce_csrf_checks=True)
    given = {"token": link.split("token=")[1], "name": "Eve", "password": PASSWORD, "language": "en"}

    assert client.post("/invitation/", given).status_code == 403
    assert User.objects.count() == 1


def test_opening_the_link_alone_makes_nobody(ana):
    """Mail scanners follow links."""
    link = invite("ben@example.com", "Ben", Role.ADMIN, ana, timezone.now()).link

    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert User.objects.count() == 1


@pytest.mark.parametrize("door", ["/log-in/", "/log-in/code/", "/password/", "/invitation/?token=x"])
def test_pages_before_log_in_cannot_be_framed(client, ana, door):
    answer = client.get(door)

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
