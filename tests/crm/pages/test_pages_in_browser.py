"""The tables and record pages in the browser: search while typing, axe, phone width."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser


@pytest.fixture
def records(make_contact, make_deal, make_product):
    ana = make_contact(revenue=120, accepts_marketing=True, tags=["VIP"], phone="+33612345678")
    make_contact("Ben", "Okafor", email="")
    stool = make_product(images=[], body_html="<p>Oak</p>", tags=["wood"])
    deal = make_deal("#1042", contact=ana, products=[stool, stool], total_refunded=5)
    make_deal("#1043", "checkout_abandoned")
    return [ana, deal, stool]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, records, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    tables = ["/contacts/", "/deals/", "/products/", "/contacts/?q=nobody", "/deals/?stage=shipped"]
    for address in [*tables, *(record.get_absolute_url() for record in records)]:
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


def test_the_table_follows_the_search_while_one_types(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.keyboard.press("/")
    page.keyboard.type("okaf")

    expect(page.locator(".row-link")).to_have_text(["Ben Okafor"])
    expect(page.locator("#count")).to_have_text("1")
    expect(page).to_have_url(re.compile(r"\?q=okaf"))


def test_a_click_anywhere_on_a_row_opens_the_record(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/deals/")
    page.locator("tr", has_text="#1042").locator("td").nth(2).click(force=True)

    expect(page.locator("h1")).to_have_text("#1042")


def test_a_column_sorts_both_ways(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/deals/")
    page.get_by_role("link", name="Created").click()

    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".row-link").first).to_have_text("#1042")
