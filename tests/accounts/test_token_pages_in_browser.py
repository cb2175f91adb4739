"""API tokens in the browser: chosen, copied, revoked; with and without scripts."""

import pytest
from playwright.sync_api import expect

from accounts.api_tokens import create_token, token_of
from accounts.models import ApiToken
from accounts.scopes import READ_SCOPES
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser
ADDRESS = "/settings/api-tokens/"


def choose_scopes(page):
    """Fill in the form as far as the first scope."""
    page.fill("[name=name]", "Warehouse")
    expect(page.get_by_label("Read contacts")).to_be_hidden()
    page.get_by_text("Choose", exact=True).click()
    page.get_by_label("Read contacts").check()


def create(page):
    page.get_by_role("button", name="Create token").click()


def assert_fine(page):
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, admin_user, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    create_token("Nightly export to the warehouse", READ_SCOPES, admin_user)

    page.goto(live_server.url + ADDRESS)
    page.click("summary:has-text('Read only')")
    choose_scopes(page)
    assert_fine(page)

    page.get_by_label("Read contacts").uncheck()
    create(page)
    expect(page.get_by_text("Choose at least one scope.")).to_be_visible()
    assert_fine(page)

    page.get_by_label("Read contacts").check()
    create(page)
    expect(page.get_by_text("It is not shown again")).to_be_visible()
    assert_fine(page)

    page.get_by_role("link", name="Revoke").first.click()
    expect(page.locator("dialog:modal")).to_be_visible()
    assert_fine(page)


def test_a_token_is_made_copied_and_revoked(logged_in_page, live_server):
    page = logged_in_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + ADDRESS)
    choose_scopes(page)
    create(page)

    page.locator(".banner").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    token = token_of(text)
    assert token is not None
    assert token.scopes == ["crm.objects.contacts.read"]

    page.get_by_role("link", name="Revoke").click()
    page.locator("dialog:modal").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The token Warehouse is revoked.")).to_be_visible()
    assert token_of(text) is None


def test_without_scripts(logged_in_page, open_page, live_server):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(live_server.url + ADDRESS)
    choose_scopes(page)
    create(page)
    token = token_of(page.locator(".banner code").inner_text())
    assert token is not None

    page.get_by_role("link", name="Revoke").click()
    page.locator("dialog").get_by_role("button", name="Revoke").click()

    assert not ApiToken.objects.living().exists()
