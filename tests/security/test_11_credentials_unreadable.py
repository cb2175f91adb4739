"""Row 11: credentials are written, never read back, by anybody."""

import pytest
from django.core import serializers
from django.db import connection

from shopify_connector.models import StoreConnection
from tests.shopify_connector.scripted_store import make_store

pytestmark = pytest.mark.django_db
SECRETS = ("shpat_guarded", "shprt_guarded", "shpss_guarded")
PAGES = (
    "/settings/e-commerce/",
    "/settings/e-commerce/disconnect/",
    "/integrations/",
    "/integrations/e-commerce/shopify/",
    "/admin/shopify_connector/storeconnection/",
)


@pytest.fixture
def store():
    return make_store(access_token=SECRETS[0], refresh_token=SECRETS[1], client_secret=SECRETS[2])


def test_no_page_shows_a_token_even_to_an_administrator(admin_client, store):
    for address in (*PAGES, f"/admin/shopify_connector/storeconnection/{store.pk}/change/"):
        page = admin_client.get(address).content.decode()
        assert "guarded" not in page, address
        assert "gAAAA" not in page, address


def test_the_database_holds_ciphertext_only(store):
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM shopify_connector_storeconnection AS s")
        row = cursor.fetchone()[0]

    assert "guarded" not in row
    assert row.count("gAAAA") == len(SECRETS)


def test_a_dump_of_the_data_holds_ciphertext_only_and_can_be_loaded(store):
    dump = serializers.serialize("json", StoreConnection.objects.all())
    assert "guarded" not in dump

    store.delete()
    for row in serializers.deserialize("json", dump):
        row.save()
    assert StoreConnection.objects.get().access_token == SECRETS[0]


def test_what_was_typed_is_not_sent_back_with_an_error(admin_client):
    given = {"token-shop": "www.acme.com", "token-access_token": SECRETS[0], "token-client_secret": SECRETS[2]}

    page = admin_client.post("/settings/e-commerce/access-token/", given).content.decode()

    assert "not an address at Shopify" in page
    assert "guarded" not in page
