"""Two-factor log-in: set up, asked for, lost, required."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Action, AuditEntry, Authenticator, BackupCode, Portal, Role, User
from tests.accounts.codes import code_of, with_second_factor, wrong_code
from tests.accounts.people import PASSWORD

ADDRESS = "/settings/two-factor/"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def user(make_user):
    return make_user()


@pytest.fixture
def app(user):
    return with_second_factor(user)


def give_password(client, **extra):
    return client.post("/log-in/", {"username": "ana@example.com", "password": PASSWORD, **extra})


def give_code(client, code):
    return client.post("/log-in/code/", {"code": code})


def is_logged_in(client) -> bool:
    return client.get("/settings/").status_code == 200


def set_up(client) -> list[str]:
    """Turns it on for who is logged in; the backup codes."""
    client.post(f"{ADDRESS}begin/")
    page = client.post(f"{ADDRESS}set-up/", {"code": code_of(Authenticator.objects.get())}).content.decode()
    return re.findall(r"<li><code>([a-z0-9-]{14})</code>", page)


def test_it_is_set_up_with_a_code_of_the_app(logged_in):
    client = logged_in()
    assert "Aegis" in client.get(ADDRESS).content.decode()

    client.post(f"{ADDRESS}begin/")
    page = client.get(f"{ADDRESS}set-up/").content.decode()
    app = Authenticator.objects.get()
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page or '<svg viewBox="' in page
    assert app.typed_key in page
    assert not User.objects.get().has_second_factor

    page = client.post(f"{ADDRESS}set-up/", {"code": code_of(app)}).content.decode()
    assert "Two-factor log-in is on" in page
    assert User.objects.get().second_factor_since == NOON
    assert len(set(re.findall(r"<code>([a-z0-9-]{14})</code>", page))) == 10
    assert "10 left" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("code", ["000000x", "", "12345", "é"])
def test_a_wrong_code_turns_nothing_on(logged_in, code):
    client = logged_in()
    client.post(f"{ADDRESS}begin/")

    page = client.post(f"{ADDRESS}set-up/", {"code": code}).content.decode()

    assert "is not the code" in page or "This field is required" in page
    assert not User.objects.get().has_second_factor


def test_other_browsers_are_logged_out_when_it_is_turned_on(logged_in):
    client, other = logged_in(), Client()
    other.force_login(User.objects.get())

    set_up(client)

    assert is_logged_in(client)
    assert not is_logged_in(other)


def test_log_in_asks_for_the_code(client, app):
    answer = give_password(client, next="/settings/profile/")
    assert answer.url == "/log-in/code/"
    assert not is_logged_in(client)

    page = client.get("/log-in/code/").content.decode()
    assert "your authenticator app shows for ana@example.com" in page
    answer = give_code(client, code_of(app))

    assert answer.url == "/settings/profile/"
    assert is_logged_in(client)
    assert User.objects.get().last_login == NOON


def test_a_code_may_be_written_with_a_space(client, app):
    give_password(client)
    code = code_of(app)

    assert give_code(client, f" {code[:3]} {code[3:]} ").url == "/"


def test_a_code_is_taken_once(client, app):
    give_password(client)
    give_code(client, code_of(app))

    other = Client()
    give_password(other)

    assert "was used already" in give_code(other, code_of(app)).content.decode()
    assert not is_logged_in(other)


@pytest.mark.parametrize(("ahead", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(client, app, ahead, is_taken):
    give_password(client)

    give_code(client, code_of(app, ahead))

    assert is_logged_in(client) == is_taken


def test_a_backup_code_logs_in_once(logged_in, client):
    codes = set_up(logged_in())
    guest = Client()
    give_password(guest)

    page = guest.post("/log-in/code/", {"code": codes[3].upper().replace("-", " ")}, follow=True).content.decode()
    assert "9 are left" in page
    again = Client()
    give_password(again)
    give_code(again, codes[3])

    assert is_logged_in(guest)
    assert not is_logged_in(again)
    assert AuditEntry.objects.get(action=Action.BACKUP_CODE_USED).details == {"left": 9}


def test_wrong_codes_have_to_wait_longer_and_longer(client, app, time_machine):
    give_password(client)
    give_code(client, wrong_code(app))

    page = give_code(client, code_of(app)).content.decode()
    assert "try again in 1 s" in page
    assert not is_logged_in(client)

    time_machine.move_to(NOON + timedelta(seconds=1), tick=False)
    give_code(client, wrong_code(app))
    assert "try again in 2 s" in give_code(client, code_of(app)).content.decode()

    time_machine.move_to(NOON + timedelta(seconds=4), tick=False)
    assert give_code(client, code_of(app)).url == "/"


def test_ten_wrong_codes_pause_log_in(client, app, time_machine):
    at = NOON
    for attempt in range(10):
        give_password(client)
        answer = give_code(client, wrong_code(app))
        at += timedelta(seconds=2**attempt)
        time_machine.move_to(at, tick=False)

    assert answer.status_code == 429
    assert "Log-in is paused for this account" in answer.content.decode()
    assert give_code(client, code_of(app)).status_code == 429
    assert give_password(Client()).status_code == 429
    assert AuditEntry.objects.filter(action=Action.LOCKED_OUT).count() == 1


def test_a_right_password_alone_does_not_forget_wrong_codes(client, app, time_machine):
    for attempt in range(3):
        give_password(client)
        give_code(client, wrong_code(app))
        time_machine.move_to(NOON + timedelta(minutes=attempt + 1), tick=False)

    app.refresh_from_db()
    assert app.throttling_failure_count == 3


def test_the_code_is_wanted_within_ten_minutes(client, app, time_machine):
    give_password(client)
    time_machine.move_to(NOON + timedelta(minutes=10, seconds=1), tick=False)

    assert client.get("/log-in/code/").url == "/log-in/"
    assert give_code(client, code_of(app)).url == "/log-in/"
    assert not is_logged_in(client)


def test_without_the_password_there_is_no_second_step(client, app):
    assert give_code(client, code_of(app)).url == "/log-in/"
    assert not is_logged_in(client)


def test_new_backup_codes_take_the_password(logged_in):
    client = logged_in()
    former = set_up(client)

    assert "This is not your password" in client.post(f"{ADDRESS}backup-codes/", {"password": "wrong"}).content.decode()
    answer = client.post(f"{ADDRESS}backup-codes/", {"password": PASSWORD})

    new = re.findall(r"<li><code>([a-z0-9-]{14})</code>", answer.content.decode())
    assert len(new) == 10
    assert not set(new) & set(former)
    assert answer["Cache-Control"] == "no-store"
    guest = Client()
    give_password(guest)
    assert give_code(guest, former[0]).status_code == 200


def test_it_is_turned_off_with_the_password(logged_in):
    client, other = logged_in(), Client()
    set_up(client)

    assert "From then on your password alone logs in" in client.get(f"{ADDRESS}off/").content.decode()
    client.post(f"{ADDRESS}off/", {"password": "wrong"})
    assert User.objects.get().has_second_factor

    client.post(f"{ADDRESS}off/", {"password": PASSWORD})
    assert not User.objects.get().has_second_factor
    assert not BackupCode.objects.exists()
    assert is_logged_in(client)
    assert give_password(other).url == "/"


def test_passwords_cannot_be_tried_there_without_end(logged_in, monkeypatch):
    monkeypatch.setattr("accounts.second_factor_pages.MOST_TRIES", 2)
    client = logged_in()
    set_up(client)
    for _ in range(2):
        client.post(f"{ADDRESS}off/", {"password": "wrong"})

    page = client.post(f"{ADDRESS}off/", {"password": PASSWORD}).content.decode()

    assert "Too many tries" in page
    assert User.objects.get().has_second_factor


def test_a_portal_may_ask_everybody(logged_in, make_user):
    client = logged_in(Role.ADMIN)
    make_user("ben@example.com")

    page = client.post("/settings/users/two-factor/", {"required": "1"}, follow=True).content.decode()
    assert "This portal asks everybody for two-factor log-in" in page
    assert "Set it up to go on" in page
    assert client.get("/contacts/").url == ADDRESS
    # Who has it not yet can still log out, and read pages in another language.
    assert client.post("/language/", {"language": "en", "next": ADDRESS}).url == ADDRESS

    set_up(client)
    assert client.get("/contacts/").status_code == 200
    assert "1 active user logs in with the password alone" in client.get("/settings/users/").content.decode()
    page = client.post(f"{ADDRESS}off/", {"password": PASSWORD}, follow=True).content.decode()
    assert "so it stays on" in page
    assert User.objects.get(email="ana@example.com").has_second_factor

    client.post("/settings/users/two-factor/", {"required": "0"})
    assert not Portal.current().second_factor_required


def test_a_part_of_a_page_does_not_stand_where_the_set_up_is_wanted(logged_in):
    client = logged_in()
    Portal.objects.update_or_create(id=1, defaults={"second_factor_required": True})

    answer = client.get("/contacts/", headers={"hx-request": "true"})

    assert answer["HX-Redirect"] == ADDRESS


def test_programs_are_not_asked(client, app, db):
    from accounts.api_tokens import create_token

    Portal.objects.update_or_create(id=1, defaults={"second_factor_required": True})
    _token, text = create_token("Warehouse", ["crm.objects.contacts.read"], User.objects.get())

    answer = client.get("/crm/v3/objects/contacts", headers={"authorization": f"Bearer {text}"})

    assert answer.status_code == 200


def test_the_command_helps_an_administrator_who_lost_everything(app, user, client, capsys):
    call_command("reset_second_factor", "ANA@example.com")

    assert give_password(client).url == "/"
    with pytest.raises(CommandError, match="password alone already"):
        call_command("reset_second_factor", "ana@example.com")
    with pytest.raises(CommandError, match="There is no user"):
        call_command("reset_second_factor", "eve@example.com")


def test_a_key_that_cannot_be_read_opens_nothing_but_backup_codes_do(logged_in, client, settings):
    codes = set_up(logged_in())
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 8
    guest = Client()
    give_password(guest)
    assert give_code(guest, "123456").status_code == 200

    settings.SECRET_KEY_FALLBACKS = [former]
    other = Client()
    give_password(other)
    Authenticator.objects.update(throttling_failure_count=0)
    assert give_code(other, codes[0]).url == "/"


def test_pages_cost_no_query_more_for_it(logged_in, django_assert_num_queries):
    client = logged_in()
    client.get("/settings/")
    with CaptureQueriesContext(connection) as without:
        client.get("/settings/")
        number = len(without)
    set_up(client)

    with django_assert_num_queries(number):
        client.get("/settings/")
