"""SPEC C1 to C4 in Chromium, against a demo store: from the account menu to the e-commerce settings and out again."""

import re

import pytest
from playwright.sync_api import Page, expect

from demo_store.options import Options
from demo_store.server import served
from shopify_connector.models import StoreConnection
from tests.conftest import DESKTOP, PHONE
from tests.shopify_connector.scripted_store import make_store
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY, SECRET = "browser-key", "browser-secret"


@pytest.fixture
def demo(live_server, settings):
    """A demo store that knows this product as an app."""
    options = Options(port=0, customers=20, orders=20, app_url=live_server.url, api_key=KEY, api_secret=SECRET)
    with served(options) as running:
        settings.APP_URL = live_server.url
        settings.SHOPIFY_STORE_URL = running.url
        settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET = KEY, SECRET
        yield running


def open_dialog(page: Page, base: str) -> None:
    page.goto(f"{base}/settings/")
    page.locator("summary.account").click()
    page.get_by_role("link", name="Integrations").first.click()
    page.get_by_role("navigation", name="Integrations").get_by_role("link", name="E-commerce").click()
    page.get_by_role("searchbox").fill("Shopify")
    expect(page).to_have_url(re.compile(r"q=Shopify"))
    view = page.get_by_role("link", name="View integration")
    expect(view).to_have_css("opacity", "0")
    page.get_by_role("heading", name="Shopify").hover()
    expect(view).to_have_css("opacity", "1")
    view.click()
    expect(page.get_by_role("dialog", name="Connect your Shopify store")).to_be_visible()


def connect(page: Page, address: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Shopify store URL").fill(address)
    dialog.get_by_role("button", name="Connect to Shopify").click()


def test_from_the_account_menu_to_a_connected_store_and_out_again(logged_in_page, live_server, demo):
    page = logged_in_page
    open_dialog(page, live_server.url)
    connect(page, "www.acme.com")
    expect(page.get_by_role("dialog")).to_contain_text("That is not an address at Shopify.")
    connect(page, "https://maison-alder.myshopify.com/admin")
    page.wait_for_url(f"{demo.url}/**")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Install").click()

    done = page.get_by_role("dialog", name="Maison Alder is connected")
    expect(done).to_be_visible()
    done.get_by_role("link", name="Go to e-commerce settings").click()
    expect(page).to_have_url(f"{live_server.url}/settings/e-commerce/")
    expect(page.get_by_text("maison-alder.myshopify.com").first).to_be_visible()
    assert StoreConnection.objects.connected().name == "Maison Alder"

    page.get_by_role("link", name="Disconnect the store").click()
    dialog = page.get_by_role("dialog", name="Disconnect Maison Alder?")
    expect(dialog).to_contain_text("stay here")
    dialog.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Maison Alder is disconnected.")).to_be_visible()
    assert StoreConnection.objects.current() is None


def test_a_merchant_who_cancels_comes_back_to_the_reason(logged_in_page, live_server, demo):
    page = logged_in_page
    open_dialog(page, live_server.url)
    connect(page, "maison-alder")
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
    connect(page, "maison-alder")
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
