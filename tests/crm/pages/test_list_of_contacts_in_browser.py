"""Lists where contacts are, in the browser: from their table, on their pages, in the search; axe, phone width."""

import pytest
from playwright.sync_api import expect

from tests.conftest import DESKTOP, PHONE
from tests.crm.pages.list_fixtures import active_list, static_list
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser


@pytest.fixture
def people(make_contact):
    """Two contacts, the first in a static and an active list."""
    ana, ben = make_contact("Ana", revenue=500), make_contact("Ben", "Okafor")
    static_list("Trade fair", ana)
    active_list()
    return ana, ben


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, people, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    for one in people:
        for address in (one.get_absolute_url(), f"/contacts/{one.pk}/lists/"):
            page.goto(live_server.url + address)
            assert problems_of(page) == [], address
            assert not is_wider_than_the_window(page), address


def test_chosen_contacts_go_into_a_new_list(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_label("Choose Ana Silva").check()
    page.get_by_label("Choose Ben Okafor").check()
    page.get_by_role("button", name="Add to list").click()
    page.get_by_label("Static list").select_option(label="A new list")
    page.get_by_label("Name of the new list").fill("From the table")
    assert problems_of(page) == []
    page.get_by_role("button", name="Add to the list").click()

    expect(page.locator("h1")).to_have_text("From the table")
    expect(page.locator(".row-link")).to_have_count(2)


def test_a_contact_joins_a_list_on_its_page_and_its_story_tells(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(live_server.url + people[1].get_absolute_url())
    page.locator("#lists").get_by_role("link", name="Add to list").click()
    page.get_by_role("dialog").get_by_label("Static list").select_option(label="Trade fair")
    page.get_by_role("dialog").get_by_role("button", name="Add to the list").click()
    expect(page.locator("#lists")).to_contain_text("Trade fair")
    page.locator("#activity").get_by_role("link", name="Lists", exact=True).click()
    expect(page.locator("#activity")).to_contain_text("Joined the list “Trade fair”")


def test_the_search_finds_a_list(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(live_server.url)
    page.keyboard.press("Control+k")
    page.keyboard.type("trade")
    page.get_by_role("dialog").get_by_text("Trade fair").click()

    expect(page.locator("h1")).to_have_text("Trade fair")
