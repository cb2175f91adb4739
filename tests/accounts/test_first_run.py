"""The first-run page: once, and not for strangers."""

import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.first_run import token_file
from accounts.models import Role, User

PERSON = {"name": "Ana Silva", "email": "ana@example.com", "password": "a long enough phrase"}
FROM_ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def token(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    token_file().write_text("s3cret-token\n")
    return "s3cret-token"


def test_makes_the_first_administrator_and_logs_them_in(client, db):
    answer = client.post("/setup", PERSON)

    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("ana@example.com", "Ana Silva", Role.ADMIN)
    assert answer.url == "/"
    assert client.get("/settings/").status_code == 200


def test_is_gone_once_there_is_a_user(client, make_user):
    make_user()

    assert client.get("/setup").status_code == 404
    assert client.post("/setup", PERSON).status_code == 404
    assert User.objects.count() == 1


def test_is_closed_to_another_machine(client, db, token):
    answer = client.get("/setup", **FROM_ELSEWHERE)

    assert answer.status_code == 403
    assert "has no administrator yet" in answer.content.decode()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_on_this_machine_does_not_open_it(client, db, header):
    assert client.get("/setup", headers={header: "203.0.113.7"}).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_opens_on_the_machine_itself(client, db, address):
    assert client.get("/setup", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("address", ["", "10.0.0.4", "::ffff:10.0.0.4", "fe80::1", "not an address"])
def test_other_addresses_are_not_the_machine_itself(client, db, address):
    assert client.get("/setup", REMOTE_ADDR=address).status_code == 403


def test_the_one_time_link_opens_it_from_elsewhere(client, db, token):
    page = client.get(f"/setup?token={token}", **FROM_ELSEWHERE)
    assert page.status_code == 200
    assert token in page.content.decode()

    answer = client.post("/setup", {**PERSON, "token": token}, **FROM_ELSEWHERE)

    assert answer.url == "/"
    assert not token_file().exists()


@pytest.mark.parametrize("wrong", ["", "s3cret", "s3cret-token2", "é"])
def test_a_wrong_token_does_not(client, db, token, wrong):
    assert client.get("/setup", {"token": wrong}, **FROM_ELSEWHERE).status_code == 403


def test_an_empty_token_file_opens_nothing(client, db, token):
    token_file().write_text("\n")

    assert client.get("/setup?token=", **FROM_ELSEWHERE).status_code == 403


@pytest.mark.parametrize("password", ["short", "password123", "ana@example.com"])
def test_a_weak_password_is_refused_at_its_field(client, db, password):
    answer = client.post("/setup", {**PERSON, "password": password})

    assert answer.context["form"].errors["password"]
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_administrator():
    statuses = []

    def ask(email):
        statuses.append(Client().post("/setup", {**PERSON, "email": email}).status_code)
        connection.close()

    both = [threading.Thread(target=ask, args=(email,)) for email in ("ana@example.com", "ben@example.com")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(statuses) == [302, 404]
    assert User.objects.count() == 1
