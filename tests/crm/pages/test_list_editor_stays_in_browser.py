"""The editor of lists while answers are on their way: what is open or focused stays; what is old is not shown."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from crm.lists import running
from crm.lists.editing import Wanted, create
from tests.ui.accessibility import problems_of

pytestmark = pytest.mark.browser
BY_CITY = [{"filters": [{"propertyName": "city", "operator": "CONTAINS", "value": "L"}]}]


@pytest.fixture
def editor(logged_in_page, live_server, make_contact):
    make_contact("Ana", city="Lyon")
    make_contact("Ben", city="Lagos")
    made = create(Wanted("By city", filters=BY_CITY), None)
    running.run()
    logged_in_page.goto(f"{live_server.url}/lists/{made.pk}/edit/")
    expect(number(logged_in_page)).to_have_text("2")
    return logged_in_page


@pytest.fixture
def rows_on_their_way(editor):
    """Another operator was chosen, and its rows do not come before this is called."""
    waiting = []
    editor.route("**/edit/", lambda route: waiting.append(route), times=1)  # noqa: PLW0108 (needs attributes)
    with editor.expect_request("**/edit/"):
        editor.get_by_label("Condition").select_option(label="starts with")
    return lambda: waiting[0].continue_()  # noqa: PLW0108 (it may arrive a moment later)


def number(page):
    return page.locator(".list-preview__number b")


def test_a_menu_that_was_opened_meanwhile_stays_open_and_keeps_the_focus(editor, rows_on_their_way):
    editor.locator("summary", has_text="And").click()
    expect(editor.get_by_role("button", name="Deal property").first).to_be_visible()

    with editor.expect_response("**/preview/"):
        rows_on_their_way()

    expect(editor.locator("#and-0")).to_be_focused()
    expect(editor.get_by_role("button", name="Deal property").first).to_be_visible()
    editor.keyboard.press("Tab")
    editor.keyboard.press("Enter")
    expect(editor.locator(".list-row")).to_have_count(2)
    expect(editor.locator(".list-group__add[open]")).to_have_count(0)


def test_a_newer_question_takes_the_place_of_one_on_its_way(editor, rows_on_their_way):
    editor.get_by_label("Condition").select_option(label="is known")

    expect(editor.get_by_role("combobox", name="Value")).to_have_count(0)
    expect(editor.locator("#list-sentence")).to_have_text("Contacts whose City is known.")


def test_after_a_filter_is_taken_away_the_focus_is_on_the_next_one(editor):
    editor.locator("summary", has_text="And").click()
    editor.get_by_role("button", name="Contact property").first.click()
    expect(editor.locator(".list-row")).to_have_count(2)
    remove = editor.get_by_role("button", name="Remove this filter")
    remove.first.focus()
    editor.keyboard.press("Enter")

    expect(editor.locator(".list-row")).to_have_count(1)
    expect(remove).to_be_focused()


def test_old_people_are_not_shown_while_the_new_ones_are_looked_for(editor):
    people = editor.locator(".list-preview__sample")
    expect(people).to_be_visible()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE crm_contact IN ACCESS EXCLUSIVE MODE")
        editor.get_by_role("combobox", name="Value").fill("Ly")
        expect(people).to_be_hidden()
        expect(number(editor)).to_be_hidden()
        assert problems_of(editor) == []
    finally:
        other.rollback()
        other.close()

    expect(number(editor)).to_have_text("1")
    expect(people).to_be_visible()
