"""The frame as a person meets it: keys, menus, appearance, and all of it without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def frame(logged_in_page, live_server):
    logged_in_page.goto(live_server.url)
    return logged_in_page


def test_the_search_finds_a_page_while_typing_and_goes_there(frame):
    frame.keyboard.press("Control+k")
    expect(frame.locator("[data-commands-input]")).to_be_focused()

    frame.keyboard.type("prof")
    expect(frame.locator("[data-command]:visible")).to_have_text(["Profile Settings"])
    frame.keyboard.press("Enter")

    expect(frame).to_have_url(re.compile("/settings/profile/$"))


def test_g_and_a_letter_goes_to_a_page(frame):
    frame.keyboard.press("g")
    frame.keyboard.press("s")

    expect(frame).to_have_url(re.compile("/settings/$"))


def test_dark_is_one_click_away_and_stays(frame):
    frame.click("summary.account")
    frame.click("button[name=theme][value=dark]")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")

    frame.reload()
    assert frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_the_rail_collapses_and_stays(frame):
    frame.click("button[name=rail]")
    expect(frame.locator("html")).to_have_attribute("data-rail", "collapsed")
    assert frame.locator(".rail").bounding_box()["width"] == 56

    frame.reload()
    frame.click("button[name=rail]")
    expect(frame.locator("html")).not_to_have_attribute("data-rail", "collapsed")


def test_menus_close_with_escape_and_with_a_click_elsewhere(frame):
    menu = frame.locator("details[data-menu]", has=frame.locator("summary.account"))
    frame.click("summary.account")
    frame.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", re.compile(".*"))
    expect(frame.locator("summary.account")).to_be_focused()

    frame.click("summary.account")
    frame.click("h1")
    expect(menu).not_to_have_attribute("open", re.compile(".*"))


def test_the_language_changes_from_the_account_menu(frame):
    frame.click("summary.account")
    frame.click("button[value=fr]")

    expect(frame.locator("html")).to_have_attribute("lang", "fr")


def test_the_profile_is_saved_with_a_word_about_it(frame, live_server):
    frame.goto(live_server.url + "/settings/profile/")
    frame.fill("[name=name]", "Ana Silva")
    frame.click("button:has-text('Save')")

    expect(frame.get_by_role("status").get_by_text("Your profile is saved.")).to_be_visible()
    frame.click("[data-dismiss]")
    expect(frame.get_by_text("Your profile is saved.")).to_be_hidden()


def test_nothing_breaks_the_pages_own_rules(frame, live_server):
    complaints = []
    frame.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for address in ("/", "/settings/profile/", "/contacts/", "/deals/", "/products/"):
        frame.goto(live_server.url + address)
        frame.wait_for_load_state("networkidle")

    assert complaints == []


def test_a_phone_has_a_bar_of_five_at_the_bottom(frame):
    frame.set_viewport_size(PHONE)

    assert frame.locator(".bottom-bar > *").count() == 5
    assert frame.locator(".rail").is_hidden()
    frame.get_by_text("More").click()
    expect(frame.locator(".bottom-bar .menu__items")).to_be_visible()
    box = frame.locator(".bottom-bar .menu__items").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_everything_works_without_scripts(open_page, live_server, admin_user):
    admin_user.set_password("a long enough phrase")
    admin_user.save()
    page = open_page(java_script_enabled=False)
    page.goto(live_server.url)
    page.fill("[name=username]", admin_user.email)
    page.fill("[name=password]", "a long enough phrase")
    page.click("button:has-text('Log in')")

    page.click("summary.account")
    page.click("button[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.locator(".rail__search").click()
    page.locator("main [name=q]").fill("portal")
    page.locator("main button", has_text="Search").click()
    page.locator("main").get_by_role("link", name="Portal").first.click()
    expect(page.locator("h1")).to_have_text("Portal")

    page.click("summary.account")
    page.click("button:has-text('Log out')")
    expect(page).to_have_url(re.compile("/log-in/"))
