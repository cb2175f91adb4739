"""The privacy pages in the browser: sizes, modes, and handing data over."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import DESKTOP, PHONE
from tests.shopify_connector.privacy.conftest import asked, customer, order
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/settings/privacy/"


@pytest.fixture
def requests(deliver):
    deliver("customers/create", customer())
    deliver("orders/create", order())
    deliver("customers/redact", asked("orders_to_redact", number=5, email="zoe@example.com"))
    waits = deliver("customers/data_request", asked("orders_requested", 299938))
    nobody = deliver("customers/data_request", asked("orders_requested", number=6, email="nobody@example.com"))
    return waits, nobody


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, requests, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    for address in (PAGE, *(f"{PAGE}{request.pk}/" for request in requests)):
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


def test_data_is_handed_over(logged_in_page, live_server, requests):
    page = logged_in_page
    page.goto(live_server.url + PAGE)
    page.get_by_role("listitem").filter(has_text="john@example.com").get_by_role("link", name="Show the data").click()
    expect(page.locator("h1")).to_have_text("Data about john@example.com")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as JSON").click()
    assert re.fullmatch(r"hubsync-data-\d+\.json", download.value.suggested_filename)
    data = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert data["contacts"][0]["first_name"] == "Johnathan"

    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("The request is done.")).to_be_visible()
    expect(page.locator("#waiting")).not_to_contain_text("john@example.com")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#waiting")).to_contain_text("Customer 191167")
