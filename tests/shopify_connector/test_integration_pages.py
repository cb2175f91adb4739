"""Integrations: finding Shopify, the dialog that connects it, the Salesforce switch."""

import pytest

from accounts.models import Portal
from shopify_connector import connecting
from tests.shopify_connector.scripted_store import SHOP, make_store

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_the_account_menu_leads_to_integrations(admin_client):
    assert 'href="/integrations/"' in text_of(admin_client.get("/settings/"))


def test_e_commerce_holds_shopify_and_its_link(admin_client):
    page = text_of(admin_client.get("/integrations/e-commerce/"))

    assert "View integration" in page
    assert 'href="/integrations/e-commerce/shopify/"' in page
    assert "Salesforce" not in page.split('id="integrations"')[1].split("</ul>")[0]


@pytest.mark.parametrize(
    ("words", "found"), [("Shopify", True), ("shop", True), ("ORDERS contacts", True), ("sap", False)]
)
def test_searching(admin_client, words, found):
    page = text_of(admin_client.get("/integrations/e-commerce/", {"q": words}))

    assert ("View integration" in page) is found
    assert ("Nothing is called" in page) is not found


def test_a_search_is_shown_as_text(admin_client):
    page = text_of(admin_client.get("/integrations/", {"q": "<script>alert(1)</script>"}))

    assert "<script>alert(1)</script>" not in page


def test_an_unknown_category_is_not_found(admin_client):
    assert admin_client.get("/integrations/nothing/").status_code == 404


def test_the_dialog_stands_open_at_its_own_address(admin_client):
    page = text_of(admin_client.get("/integrations/e-commerce/shopify/"))

    assert 'id="connect-shopify" aria-labelledby="connect-shopify-title" open' in page
    assert "Connect to Shopify" in page


def test_a_wrong_address_is_answered_at_the_field(admin_client, scripted):
    page = text_of(admin_client.post("/integrations/e-commerce/shopify/", {"shop": "www.acme.com"}))

    assert "not an address at Shopify" in page.split('id="id_shop_error"')[1]
    assert 'value="www.acme.com"' in page
    assert 'aria-invalid="true"' in page


def test_a_good_address_leaves_for_shopify(admin_client, scripted):
    answer = admin_client.post(
        "/integrations/e-commerce/shopify/", {"shop": " https://Maison-Test.myshopify.com/admin "}
    )

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{scripted.url}/admin/oauth/authorize?")


def test_browsers_may_follow_the_form_to_the_store(admin_client, settings):
    settings.SHOPIFY_STORE_URL = "http://127.0.0.1:9000"
    policy = admin_client.get("/integrations/e-commerce/")["Content-Security-Policy"]
    assert "form-action 'self' https://*.myshopify.com https://*.shopify.com http://127.0.0.1:9000" in policy

    settings.SHOPIFY_STORE_URL = "https://{shop}"
    policy = admin_client.get("/integrations/e-commerce/")["Content-Security-Policy"]
    assert "form-action 'self' https://*.myshopify.com https://*.shopify.com;" in f"{policy};"


def test_a_second_store_is_refused_in_the_dialog(admin_client, scripted):
    make_store(shop="first.myshopify.com", myshopify_domain="")

    page = text_of(admin_client.post("/integrations/e-commerce/shopify/", {"shop": "second"}))

    assert "first.myshopify.com is connected already" in page


def test_salesforce_is_named_in_the_dialog(admin_client, scripted):
    connecting.switch_salesforce(True)

    page = text_of(admin_client.post("/integrations/e-commerce/shopify/", {"shop": "acme"}))

    assert "while Salesforce is on" in page


def test_a_server_without_an_app_says_so_in_the_dialog(admin_client, scripted, settings):
    settings.SHOPIFY_API_KEY = ""

    page = text_of(admin_client.post("/integrations/e-commerce/shopify/", {"shop": "acme"}))

    assert "SHOPIFY_API_KEY" in page


def test_the_card_tells_the_state(admin_client):
    store = make_store()
    assert "Connected" in text_of(admin_client.get("/integrations/e-commerce/"))
    store.require_reconnecting("The token ended.")
    assert "Reconnect needed" in text_of(admin_client.get("/integrations/e-commerce/"))


def test_the_success_dialog_needs_a_connected_store(admin_client):
    assert "Go to e-commerce settings" not in text_of(admin_client.get("/integrations/e-commerce/?connected"))


def test_salesforce_is_switched_on_and_off(admin_client):
    admin_client.post("/integrations/crm/salesforce/", {"on": "1"})
    assert Portal.current().salesforce_enabled
    page = text_of(admin_client.get("/integrations/crm/"))
    assert "Salesforce is switched on." in page
    assert "Switch Salesforce off" in page
    admin_client.post("/integrations/crm/salesforce/", {"on": "0"})
    assert not Portal.current().salesforce_enabled


def test_salesforce_is_refused_while_a_store_is_connected(admin_client):
    make_store()

    page = text_of(admin_client.post("/integrations/crm/salesforce/", {"on": "1"}, follow=True))

    assert "while a Shopify store is connected" in page
    assert not Portal.current().salesforce_enabled


def test_others_read_and_change_nothing(client, marketer, scripted):
    client.force_login(marketer)
    page = text_of(client.get("/integrations/e-commerce/shopify/"))

    assert "Only administrators connect a store" in page
    assert "Connect to Shopify" not in page
    assert client.post("/integrations/e-commerce/shopify/", {"shop": SHOP}).status_code == 403
    assert client.post("/integrations/crm/salesforce/", {"on": "1"}).status_code == 403
    assert not Portal.current().salesforce_enabled
