"""Settings → Users: who is there, what they may do, and who may not go."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.api_tokens import create_token, token_of
from accounts.models import Action, AuditEntry, Role, User
from accounts.passwords import password_link
from tests.accounts.codes import with_second_factor
from tests.accounts.people import PASSWORD

ADDRESS = "/settings/users/"


@pytest.fixture
def admin(logged_in):
    return logged_in(Role.ADMIN)


@pytest.fixture
def ben(make_user):
    return make_user("ben@example.com", name="Ben Okafor")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def logged_in_as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_table_says_who_may_do_what(admin, make_user):
    make_user("ben@example.com", name="Ben Okafor", role=Role.VIEWER, is_active=False)
    with_second_factor(make_user("chloe@example.com", name="Chloé", last_login=timezone.now()))

    text = words(admin.get(ADDRESS).content.decode())

    assert "Users 3" in text
    assert "ana@example.com · you Admin Everything: settings, users" in text
    assert "Ben Okafor ben@example.com Viewer Look at everything but settings" in text
    assert "Deactivated Two-factor Off Never" in text
    assert "Active Two-factor On just now" in text
    assert "2 active users log in" not in text
    assert "1 active user logs in with the password alone. You are among them" in text


def test_many_users_come_in_pages(admin, make_user, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("accounts.paging.ROWS", 2)
    for number in range(4):
        make_user(f"user{number}@example.com")

    first = admin.get(ADDRESS).content.decode()
    onward = re.search(r'href="(\?after=[^"]+)"', first)[1]
    with django_assert_max_num_queries(14):
        second = admin.get(ADDRESS + onward).content.decode()
    back = re.search(r'href="(\?before=[^"]+)"', second)[1]

    assert "user0@" in first and "user1@" not in first
    assert "user1@" in second and "user2@" in second
    assert "ana@example.com" in admin.get(ADDRESS + back).content.decode()
    assert admin.get(f"{ADDRESS}?after=nonsense").status_code == 200


def test_a_role_is_changed_and_noted(admin, ben):
    page = admin.post(f"{ADDRESS}{ben.pk}/role/", {"role": "admin"}, follow=True).content.decode()

    ben.refresh_from_db()
    assert (ben.role, ben.is_staff, ben.is_superuser) == (Role.ADMIN, True, True)
    assert "The role of Ben Okafor is now: Admin." in page
    entry = AuditEntry.objects.get(action=Action.ROLE_CHANGED)
    assert (entry.user.email, entry.target_id) == ("ana@example.com", ben.pk)
    assert entry.details == {"role": {"from": "marketer", "to": "admin"}}


def test_a_role_that_does_not_exist_is_refused_in_words(admin, ben):
    page = admin.post(f"{ADDRESS}{ben.pk}/role/", {"role": "owner"}).content.decode()

    assert "Select a valid choice" in page
    assert User.objects.get(pk=ben.pk).role == Role.MARKETER


@pytest.mark.parametrize("door", ["role/", "deactivate/"])
def test_the_last_administrator_stays_one(admin, door):
    ana = User.objects.get()

    page = admin.post(f"{ADDRESS}{ana.pk}/{door}", {"role": "viewer"}, follow=True).content.decode()

    ana.refresh_from_db()
    assert (ana.role, ana.is_active) == (Role.ADMIN, True)
    assert "ana@example.com is the only administrator" in page
    assert not AuditEntry.objects.filter(kind="users").exists()


@pytest.mark.parametrize("door", ["role/", "deactivate/"])
def test_one_who_is_deactivated_does_not_count_as_an_administrator(admin, make_user, door):
    make_user("emil@example.com", role=Role.ADMIN, is_active=False)
    ana = User.objects.get(email="ana@example.com")

    admin.post(f"{ADDRESS}{ana.pk}/{door}", {"role": "viewer"})

    ana.refresh_from_db()
    assert (ana.role, ana.is_active) == (Role.ADMIN, True)


@pytest.mark.parametrize(("door", "ends_at"), [("role/", "/settings/"), ("deactivate/", "/log-in/?next=/settings/")])
def test_with_another_administrator_one_may_go_oneself(admin, make_user, door, ends_at):
    make_user("emil@example.com", role=Role.ADMIN)
    ana = User.objects.get(email="ana@example.com")

    answer = admin.post(f"{ADDRESS}{ana.pk}/{door}", {"role": "viewer"}, follow=True)

    assert answer.redirect_chain[-1][0] == ends_at


def test_deactivating_says_what_it_does_and_logs_out_everywhere(admin, ben):
    browsers = [logged_in_as(ben), logged_in_as(ben)]

    asked = admin.get(f"{ADDRESS}{ben.pk}/deactivate/").content.decode()
    assert "They are logged out at once, everywhere" in asked
    assert [one.get("/settings/").status_code for one in browsers] == [200, 200]

    admin.post(f"{ADDRESS}{ben.pk}/deactivate/")
    assert [one.get("/settings/").status_code for one in browsers] == [302, 302]
    assert Client().post("/log-in/", {"username": ben.email, "password": PASSWORD}).status_code == 200

    admin.post(f"{ADDRESS}{ben.pk}/reactivate/")
    assert Client().post("/log-in/", {"username": ben.email, "password": PASSWORD}).status_code == 302
    # What was open before stays closed.
    assert [one.get("/settings/").status_code for one in browsers] == [302, 302]


def test_api_tokens_go_on_unless_they_are_revoked_with_the_user(admin, ben):
    _token, text = create_token("Warehouse", ["sync.read"], ben)
    page = admin.get(f"{ADDRESS}{ben.pk}/").content.decode()
    assert "They belong to programs: they go on when the user is deactivated" in page

    admin.post(f"{ADDRESS}{ben.pk}/deactivate/")
    assert token_of(text) is not None

    admin.post(f"{ADDRESS}{ben.pk}/reactivate/")
    admin.post(f"{ADDRESS}{ben.pk}/deactivate/", {"tokens": "on"})
    assert token_of(text) is None
    assert AuditEntry.objects.filter(action=Action.TOKEN_REVOKED).count() == 1


def test_a_second_factor_is_reset_for_who_lost_it(admin, ben):
    with_second_factor(ben)
    browser = logged_in_as(ben)

    assert "Make sure it is really them asking" in admin.get(f"{ADDRESS}{ben.pk}/two-factor/").content.decode()
    admin.post(f"{ADDRESS}{ben.pk}/two-factor/")

    ben.refresh_from_db()
    assert not ben.has_second_factor
    assert browser.get("/settings/").status_code == 302
    assert Client().post("/log-in/", {"username": ben.email, "password": PASSWORD}).url == "/"
    assert admin.post(f"{ADDRESS}{ben.pk}/two-factor/").status_code == 404


def test_a_link_for_a_new_password_is_shown_once_and_works_once(admin, ben):
    answer = admin.post(f"{ADDRESS}{ben.pk}/password/")
    link = re.search(r"http[^\"<]+/password/[^\"<]+", answer.content.decode())[0]

    assert answer["Cache-Control"] == "no-store"
    assert link not in admin.get(f"{ADDRESS}{ben.pk}/").content.decode()
    guest = Client()
    form = guest.get(link, follow=True)
    new = {"new_password1": "another long phrase", "new_password2": "another long phrase"}
    assert guest.post(form.redirect_chain[-1][0], new).url == "/log-in/"
    assert User.objects.get(pk=ben.pk).check_password("another long phrase")
    assert "This link no longer works" in Client().get(link).content.decode()


def test_deactivating_ends_such_a_link(ben, client):
    link = password_link(ben)
    ben.is_active = False
    ben.save()

    assert "This link no longer works" in client.get(link).content.decode()


def test_the_django_admin_keeps_the_same_rules(admin, ben):
    ana = User.objects.get(email="ana@example.com")
    address = f"/admin/accounts/user/{ana.pk}/"

    admin.post(f"{address}change/", {"email": ana.email, "name": "", "language": "", "role": "viewer"})
    assert admin.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    page = admin.get(f"/admin/accounts/user/{ben.pk}/change/").content.decode()

    ana.refresh_from_db()
    assert (ana.role, ana.is_active) == (Role.ADMIN, True)
    assert 'name="role"' not in page
    assert 'name="is_active"' not in page


def test_nobody_has_no_page(admin):
    assert admin.get(f"{ADDRESS}999999/").status_code == 404
    assert admin.post(f"{ADDRESS}999999/role/", {"role": "admin"}).status_code == 404


def test_the_page_speaks_of_one_user(admin, ben):
    text = words(admin.get(f"{ADDRESS}{ben.pk}/").content.decode())

    assert "Ben Okafor ben@example.com Active" in text
    assert f"?user={ben.pk}" in admin.get(f"{ADDRESS}{ben.pk}/").content.decode()
