"""The search dialog as a person meets it: typing, keys, waiting, failing, phones, axe."""

import re
import time

import pytest
from playwright.sync_api import expect

from crm.models import Contact
from tests.conftest import DESKTOP, PHONE
from tests.search.conftest import read_all
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(logged_in_page, live_server, records):
    """The contacts' table, with something to find."""
    logged_in_page.goto(live_server.url + "/contacts/")
    return logged_in_page


def active(page):
    """The option that Enter opens."""
    return page.locator("#commands [data-active]")


def open_search(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()
    expect(page.get_by_role("group", name="Recently")).to_be_visible()


def test_a_record_is_found_while_typing_and_opened_with_enter(page, records):
    open_search(page)
    page.keyboard.type("mar dup")
    expect(active(page)).to_contain_text("Marie Dupont")
    expect(page.locator("#commands mark").first).to_have_text("Mar")
    expect(page.get_by_role("status").filter(has_text="results")).to_have_text(re.compile("3 results"))
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Marie Dupont")


def test_arrows_choose_across_groups_and_go_round(page):
    open_search(page)
    page.keyboard.type("mar dup")
    expect(active(page)).to_contain_text("Marie Dupont")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_contain_text("#1042")
    combobox = page.get_by_role("combobox")
    expect(combobox).to_have_attribute("aria-activedescendant", active(page).get_attribute("id"))
    expect(active(page)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(active(page)).to_contain_text("Cart")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Cart")


def test_enter_before_the_answer_opens_the_first_thing_of_it(page):
    open_search(page)
    page.route("**/search/found/?q=*", lambda route: (time.sleep(0.3), route.continue_()))
    page.keyboard.type("oak")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Oak stool")


def test_an_answer_that_comes_late_does_not_take_the_place_of_a_newer_one(page):
    open_search(page)
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/search/found/?q=*", hold_the_first)
    page.keyboard.type("oak")
    page.wait_for_timeout(300)
    page.get_by_role("combobox").fill("elodie")
    expect(active(page)).to_contain_text("Élodie Martin")
    assert held, "the first question was asked"
    held[0].fulfill(body='<div class="found" data-query="oak">late</div>', content_type="text/html")
    page.wait_for_timeout(300)

    expect(active(page)).to_contain_text("Élodie Martin")
    expect(page.get_by_text("late")).to_be_hidden()


TYPE_AT_ONCE = """(input) => {
    for (const letters of ["m", "ma", "mar", "mari", "marie"]) {
        input.value = letters;
        input.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""


def test_typing_asks_once_when_it_pauses(page):
    asked = []
    open_search(page)
    page.on("request", lambda request: asked.append(request.url) if "/search/found/" in request.url else None)
    page.get_by_role("combobox").evaluate(TYPE_AT_ONCE)
    expect(active(page)).to_contain_text("Marie Dupont")

    assert [address.partition("?")[2] for address in asked] == ["q=marie"]


def test_nothing_that_matches_says_so(page):
    open_search(page)
    page.keyboard.type("zzzz")

    expect(page.get_by_role("heading", name="Nothing matches “zzzz”")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#commands [role=status]")).to_have_text("Nothing matches “zzzz”")
    assert problems_of(page) == []


@pytest.mark.parametrize("failure", ["abort", "500"])
def test_a_search_that_fails_says_so_and_is_tried_again(page, failure):
    open_search(page)
    fails = [True]

    def answer(route):
        if not fails:
            route.continue_()
        elif failure == "abort":
            route.abort()
        else:
            route.fulfill(status=500)

    page.route("**/search/found/?q=*", answer)
    page.keyboard.type("marie")
    expect(page.get_by_role("heading", name="The search does not answer")).to_be_visible()
    assert problems_of(page) == []
    fails.clear()
    page.get_by_role("button", name="Try again").click()

    expect(active(page)).to_contain_text("Marie Dupont")


def test_who_was_logged_out_meanwhile_is_led_to_the_log_in(page):
    open_search(page)
    page.context.clear_cookies()
    page.keyboard.type("marie")

    expect(page).to_have_url(re.compile("/log-in/"))


def test_what_was_opened_last_comes_first(page, live_server, records):
    for record in (records["elodie"], records["order"], records["elodie"]):
        page.goto(live_server.url + record.get_absolute_url())
    open_search(page)

    lately = page.get_by_role("group", name="Recently opened").get_by_role("option")
    expect(lately).to_have_count(2)
    expect(lately.nth(0)).to_contain_text("Élodie Martin")
    expect(lately.nth(1)).to_contain_text("#1042")
    assert "Élodie" not in page.evaluate("JSON.stringify(localStorage)"), "the browser keeps numbers alone"


def test_escape_leaves_and_the_next_time_it_begins_anew(page):
    open_search(page)
    page.keyboard.type("oak")
    expect(active(page)).to_contain_text("Oak stool")
    page.keyboard.press("Escape")
    expect(page.locator("#commands")).to_be_hidden()
    open_search(page)

    expect(page.get_by_role("combobox")).to_have_value("")
    expect(page.get_by_role("group", name="Go to")).to_be_visible()


def test_who_opens_it_again_at_once_is_answered_too(page):
    open_search(page)
    page.keyboard.type("oak")
    expect(active(page)).to_contain_text("Oak stool")
    page.evaluate("() => { const d = document.getElementById('commands'); d.close(); d.showModal(); }")

    expect(page.get_by_role("combobox")).to_have_value("")
    expect(page.get_by_role("group", name="Recently")).to_be_visible()
    expect(page.locator("[data-commands-words]")).not_to_contain_text("1 result")


def test_all_of_them_are_shown_in_the_table(page, make_contact, live_server):
    for _ in range(6):
        make_contact("Ines")
    read_all()
    open_search(page)
    page.keyboard.type("ines")
    page.get_by_role("option", name="Show all contacts").click()

    expect(page.locator(".row-link")).to_have_count(6)
    expect(page.get_by_role("searchbox", name="Search name, e-mail or phone")).to_have_value("ines")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_while_it_is_open(page, live_server, viewport, mode):
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    page.goto(live_server.url + "/deals/")
    open_search(page)
    assert problems_of(page) == []
    page.keyboard.type("marie")
    expect(active(page)).to_contain_text("Marie")
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)
    assert page.evaluate("document.querySelector('#commands-found').scrollWidth <= innerWidth")
    page.goto(live_server.url + "/search/?q=mar")
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def test_on_a_phone_it_fills_the_window_and_opens_from_the_bar(page):
    page.set_viewport_size(PHONE)
    page.locator(".bottom-bar").get_by_text("Search").click()
    page.keyboard.type("1042")
    expect(active(page)).to_contain_text("#1042")

    box = page.locator("#commands").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    active(page).click()
    expect(page.locator("h1")).to_have_text("#1042")


def test_it_works_without_scripts(open_page, logged_in_page, live_server, records):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(live_server.url)
    page.locator(".rail__search").click()
    page.get_by_role("main").get_by_role("searchbox").fill("elodie")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Élodie Martin").click()

    expect(page.locator("h1")).to_have_text("Élodie Martin")


def test_a_contact_that_is_renamed_is_marked_safely(page, live_server, records):
    Contact.objects.filter(pk=records["marie"].pk).update(first_name="<b>Marie</b>")
    open_search(page)
    page.keyboard.type("marie")

    expect(active(page)).to_contain_text("<b>Marie</b> Dupont")
