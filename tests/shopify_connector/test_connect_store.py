"""bin/manage connect_store: connecting without a browser, against a demo store over HTTP."""

import io

import pytest
from django.core.management import CommandError, call_command

from crm.models import Contact, Deal
from demo_store.options import Options
from demo_store.server import served
from shopify_connector.models import ImportSession, SessionStatus, StoreConnection
from shopify_connector.models.store import Way
from tests.shopify_connector.scripted_store import make_store

TOKEN = "shpat_0123456789abcdef"


@pytest.fixture(scope="module")
def demo():
    with served(Options(port=0, customers=30, orders=40, access_token=TOKEN)) as running:
        yield running


@pytest.fixture(autouse=True)
def leads_to_demo(settings, demo):
    settings.SHOPIFY_STORE_URL = demo.url


def run(*arguments):
    out = io.StringIO()
    call_command("connect_store", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_connects_imports_and_reports():
    said = run("maison-alder", "--access-token", TOKEN)

    store = StoreConnection.objects.connected()
    assert (store.shop, store.way, store.currency) == ("maison-alder.myshopify.com", Way.FIXED_TOKEN, "EUR")
    assert "Maison Alder (maison-alder.myshopify.com) is connected." in said
    assert "The import is complete." in said
    assert ImportSession.objects.get().status == SessionStatus.COMPLETED
    assert Contact.objects.exists()
    assert Deal.objects.filter(shopify_order_id__isnull=False).count() == 40
    assert TOKEN not in said


@pytest.mark.django_db(transaction=True)
def test_without_waiting_it_leaves_the_import_to_a_worker():
    run("maison-alder.myshopify.com", "--access-token", TOKEN, "--no-wait")

    assert StoreConnection.objects.connected()
    assert ImportSession.objects.get().is_running


@pytest.mark.django_db(transaction=True)
def test_a_wrong_token_is_told_and_nothing_is_made():
    with pytest.raises(CommandError, match="does not accept this access token"):
        run("maison-alder", "--access-token", "shpat_wrong")
    assert not StoreConnection.objects.exists()


@pytest.mark.django_db
def test_a_wrong_address_is_told():
    with pytest.raises(CommandError, match="not an address at Shopify"):
        run("www.acme.com", "--access-token", TOKEN)


@pytest.mark.django_db
def test_a_second_store_is_refused():
    make_store(shop="first.myshopify.com", myshopify_domain="")

    with pytest.raises(CommandError, match="first"):
        run("maison-alder", "--access-token", TOKEN)
