"""Every page of the frame and the accounts, at desktop and phone width, in light and dark: axe finds nothing."""

import pytest
from playwright.sync_api import expect

from accounts.models import Portal, User
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
MODES = pytest.mark.parametrize("mode", ["light", "dark"])
PAGES = [
    "/",
    "/search/",
    "/settings/",
    "/settings/profile/",
    "/settings/password/",
    "/settings/portal/",
    "/settings/purchase-scores/",
    "/settings/api-tokens/",
    "/styleguide",
]


@SIZES
@MODES
@pytest.mark.urls("tests.ui.styleguide_urls")
def test_pages_behind_the_log_in(logged_in_page, live_server, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    for address in PAGES:
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


@SIZES
@MODES
def test_log_in_and_first_set_up(open_page, live_server, viewport, mode):
    page = open_page(viewport=viewport, color_scheme=mode)
    page.goto(live_server.url + "/log-in/")
    assert page.url.endswith("/setup")
    assert problems_of(page) == []

    User.objects.create_user("ana@example.com", "a long enough phrase")
    page.goto(live_server.url + "/log-in/")
    page.fill("[name=username]", "ana@example.com")
    page.fill("[name=password]", "wrong")
    page.click("button:has-text('Log in')")
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems_of(page) == []


@pytest.mark.parametrize("opened_by", ["Control+k", "?"])
def test_dialogs_of_the_frame(logged_in_page, live_server, opened_by):
    page = logged_in_page
    Portal.current()
    page.goto(live_server.url)
    page.keyboard.press(opened_by)
    page.locator("dialog:modal").wait_for()

    assert problems_of(page) == []


def test_menus(logged_in_page, live_server):
    logged_in_page.goto(live_server.url)
    logged_in_page.click("summary.account")

    assert problems_of(logged_in_page) == []
