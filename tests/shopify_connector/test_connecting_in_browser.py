"""SPEC C1 to C4 in Chromium, against a demo store: from the account menu to the e-commerce settings and out again."""

import pytest
from playwright.sync_api import expect

from shopify_connector.models import StoreConnection
from tests.conftest import DESKTOP, PHONE
from tests.shopify_connector.scripted_store import make_store
from tests.shopify_connector.walk import Walk
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_account_menu_to_a_connected_store_and_out_again(logged_in_page, live_server, demo):
    walk = Walk(logged_in_page, live_server.url)
    walk.open_dialog()
    walk.be_refused("www.acme.com")
    walk.enter_address("https://maison-alder.myshopify.com/admin")
    walk.grant_access(demo.url)
    walk.go_to_settings()
    assert StoreConnection.objects.connected().name == "Maison Alder"

    walk.disconnect()
    assert StoreConnection.objects.current() is None


def test_a_merchant_who_cancels_comes_back_to_the_reason(logged_in_page, live_server, demo):
    page = logged_in_page
    walk = Walk(page, live_server.url)
    walk.open_dialog()
    walk.enter_address("maison-alder")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Cancel").click()

    dialog = page.get_by_role("dialog", name="The store was not connected")
    expect(dialog).to_contain_text("Access was not granted in Shopify")
    dialog.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("dialog", name="Connect your Shopify store")).to_be_visible()
    assert not StoreConnection.objects.exists()


def test_without_scripts_it_works_as_well(open_page, logged_in_page, live_server, demo):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(f"{live_server.url}/integrations/e-commerce/?q=Shopify")
    page.get_by_role("link", name="View integration").click()
    Walk(page, live_server.url).enter_address("maison-alder")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Install").click()

    page.get_by_role("link", name="Go to e-commerce settings").click()
    assert StoreConnection.objects.connected()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(logged_in_page, live_server, viewport, scheme):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    addresses = ["/integrations/", "/integrations/crm/", "/integrations/e-commerce/shopify/", "/settings/e-commerce/"]
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address

    make_store(scopes_missing=["read_all_orders"], last_error="Something to read.")
    for address in ["/integrations/e-commerce/?connected", "/settings/e-commerce/", "/settings/e-commerce/disconnect/"]:
        page.goto(f"{live_server.url}{address}")
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address
    page.goto(f"{live_server.url}/settings/e-commerce/")
    page.get_by_text("Other ways to connect").click()
    assert problems_of(page) == []
    page.goto(f"{live_server.url}/shopify/callback?error=access_denied")
    assert problems_of(page) == []
