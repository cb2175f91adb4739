"""Keys at rest."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from shopify_connector.models import StoreConnection
from tests.shopify_connector.scripted_store import make_store

pytestmark = pytest.mark.django_db


def stored_token():
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token FROM shopify_connector_storeconnection")
        return cursor.fetchone()[0]


def test_the_database_never_holds_the_token_itself():
    make_store(access_token="shpat_secret", refresh_token="shprt_secret", client_secret="shpss_secret")

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM shopify_connector_storeconnection AS s")
        row = cursor.fetchone()[0]
    assert "secret" not in row
    assert StoreConnection.objects.get().access_token == "shpat_secret"


def test_a_token_survives_a_new_secret_key_while_the_former_is_kept(settings):
    make_store(access_token="shpat_secret")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" * 8

    store = StoreConnection.objects.get()
    assert store.access_token == "shpat_secret"
    store.save()
    settings.SECRET_KEY_FALLBACKS = []
    assert StoreConnection.objects.get().access_token == "shpat_secret"


def test_without_the_key_the_token_reads_as_none_and_is_not_lost(settings):
    make_store(access_token="shpat_secret")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 8
    before = stored_token()

    store = StoreConnection.objects.get()
    assert store.access_token == ""
    store.save()

    assert stored_token() == before
    settings.SECRET_KEY_FALLBACKS = [former]
    assert StoreConnection.objects.get().access_token == "shpat_secret"


def test_an_empty_token_stays_empty():
    make_store(refresh_token="")

    assert StoreConnection.objects.get().refresh_token == ""


def test_tokens_cannot_be_searched_for():
    with pytest.raises(FieldError):
        StoreConnection.objects.filter(access_token="shpat_secret").exists()
