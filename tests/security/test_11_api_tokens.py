"""Rows 11, 12 and 19, for API tokens: shown once, kept as a hash, not logged; made and revoked by our forms alone."""

import logging

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter

from accounts.api_tokens import create_token, token_of
from accounts.models import ApiToken
from hubsync.redaction import RedactingFormatter

pytestmark = pytest.mark.django_db
ADDRESS = "/settings/api-tokens/"


@pytest.fixture
def made():
    return create_token("Warehouse", ["sync.read"], None)


def test_nobody_reads_a_token_or_its_hash_again(admin_client, made):
    token, text = made
    for address in (
        ADDRESS,
        f"{ADDRESS}{token.pk}/revoke/",
        "/admin/accounts/apitoken/",
        f"/admin/accounts/apitoken/{token.pk}/change/",
    ):
        page = admin_client.get(address).content.decode()
        assert "Warehouse" in page, address
        assert text not in page, address
        assert token.key_hash not in page, address


def test_neither_the_database_nor_a_dump_opens_the_api(made):
    token, text = made
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_apitoken AS t")
        row = cursor.fetchone()[0]

    assert text[4:-4] not in row + serializers.serialize("json", ApiToken.objects.all())
    assert token_of(token.key_hash) is None
    assert token_of(token.shown_as) is None


def test_making_and_using_a_token_logs_none(admin_client, caplog):
    caplog.set_level(logging.DEBUG)
    page = admin_client.post(ADDRESS, {"name": "Warehouse", "access": "read"}).content.decode()
    text = page.split('data-copy="')[1].split('"')[0]
    token_of(text)
    logging.getLogger("proxy").info("refused %s", text)

    lines = "\n".join(RedactingFormatter("{message}", style="{").format(record) for record in caplog.records)
    assert "api_token_created" in lines
    assert text[4:] not in lines
    assert all(text not in record.getMessage() for record in caplog.records if record.name.startswith("accounts"))


def test_a_crash_report_hides_the_token(admin_client, monkeypatch):
    # Put together, for the report shows lines of the source too.
    secret = "top" + "secret"
    monkeypatch.setattr("accounts.secret_texts.token_urlsafe", lambda _bytes: secret)
    monkeypatch.setattr("accounts.token_pages.access_of", lambda _token: 1 / 0)

    with pytest.raises(ZeroDivisionError) as failed:
        admin_client.post(ADDRESS, {"name": "Warehouse", "access": "read"})

    # Without this test's own frame, which holds it.
    report = ExceptionReporter(RequestFactory().post(ADDRESS), failed.type, failed.value, failed.tb.tb_next)
    assert "access_of" in report.get_traceback_html()
    assert secret not in report.get_traceback_html()


@pytest.mark.parametrize("door", [ADDRESS, ADDRESS + "{pk}/revoke/"])
def test_a_form_of_another_site_is_refused(admin_user, made, door):
    token, text = made
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    answer = client.post(door.format(pk=token.pk), {"name": "Eve", "access": "everything"})

    assert answer.status_code == 403
    assert ApiToken.objects.get() == token_of(text)


@pytest.mark.parametrize("door", [ADDRESS, ADDRESS + "{pk}/revoke/"])
def test_looking_changes_nothing(admin_client, made, door):
    token, text = made

    admin_client.get(door.format(pk=token.pk), {"name": "Eve", "access": "everything"})

    assert ApiToken.objects.get() == token_of(text)
