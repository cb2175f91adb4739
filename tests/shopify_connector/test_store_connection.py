"""The store's row."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status
from tests.shopify_connector.scripted_store import SHOP, make_store

pytestmark = pytest.mark.django_db


def test_two_stores_are_never_connected_at_once():
    make_store()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_store(shop="second.myshopify.com", status=Status.RECONNECT_NEEDED)

    make_store(shop="third.myshopify.com", status=Status.DISCONNECTED)
    make_store(shop="fourth.myshopify.com", status=Status.DISCONNECTED)
    assert StoreConnection.objects.connected().shop == SHOP


def test_a_store_that_must_be_connected_again_is_the_current_one_but_not_connected():
    store = make_store()
    store.require_reconnecting("The token ended.")

    assert StoreConnection.objects.connected() is None
    assert StoreConnection.objects.current() == store
    assert StoreConnection.objects.current().last_error == "The token ended."


def test_letting_go_drops_every_key_and_keeps_the_row():
    store = make_store(client_secret="shpss_1")
    store.let_go(timezone.now())

    kept = StoreConnection.objects.get()
    assert (kept.access_token, kept.refresh_token, kept.client_secret) == ("", "", "")
    assert kept.is_disconnected
    assert kept.name == "Maison Test"
    assert StoreConnection.objects.current() is None


def test_a_store_answers_to_its_former_and_its_present_domain():
    store = make_store(shop="old-name.myshopify.com", myshopify_domain="new-name.myshopify.com")

    assert store.answers_to("New-Name.myshopify.com")
    assert store.answers_to("old-name.myshopify.com")
    assert not store.answers_to("other.myshopify.com")


def test_a_written_scope_includes_reading():
    store = make_store(scopes=["write_customers"])

    assert store.has_scope("read_customers")
    assert not store.has_scope("read_orders")


def test_signing_secrets_include_the_former_one(settings):
    settings.SHOPIFY_API_SECRET, settings.SHOPIFY_API_SECRET_FALLBACKS = "now", ["before"]

    assert make_store().signing_secrets() == ["now", "before"]
    assert StoreConnection(client_secret="own").signing_secrets() == ["own", "before"]


def test_the_admin_pages_show_the_store_without_its_keys():
    store = make_store(access_token="shpat_secret", refresh_token="shprt_secret", client_secret="shpss_secret")
    client = Client()
    client.force_login(
        User.objects.create_user("ada@example.com", "x", role="admin"), "django.contrib.auth.backends.ModelBackend"
    )

    for address in ("", f"{store.pk}/change/"):
        page = client.get(f"/admin/shopify_connector/storeconnection/{address}").content.decode()
        assert SHOP in page
        assert "secret" not in page
        assert "gAAAA" not in page
