"""The editor of lists in the browser: what it counts while one types, what it keeps, keys, axe."""

import re

import psycopg2
import pytest
from django.db import connection
from playwright.sync_api import expect

from crm.lists import running
from crm.lists.editing import Wanted, create
from crm.models import ContactList
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser

BY_CITY = [{"filters": [{"propertyName": "city", "operator": "CONTAINS", "value": "L"}]}]
BUSY = """
    SELECT count(*) FROM pg_stat_activity
     WHERE application_name LIKE 'list-preview:%' AND datname = current_database() AND state <> 'idle'
"""


@pytest.fixture
def cities(make_contact):
    make_contact("Ana", city="Lyon", tags=["VIP", "press"])
    make_contact("Ben", city="Lagos", tags=["VIP"])
    make_contact("Cem", city="Bern", tags=["new"])


@pytest.fixture
def by_city(cities):
    made = create(Wanted("By city", filters=BY_CITY), None)
    running.run()
    return made


@pytest.fixture
def editor(logged_in_page, live_server, by_city):
    logged_in_page.goto(f"{live_server.url}/lists/{by_city.pk}/edit/")
    expect(number(logged_in_page)).to_have_text("2")
    return logged_in_page


@pytest.fixture
def held_contacts():
    """Nobody can read contacts until this is called."""
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    other = psycopg2.connect(**{name: settings[name] for name in names if settings.get(name)})
    other.cursor().execute("LOCK TABLE crm_contact IN ACCESS EXCLUSIVE MODE")
    yield other.rollback
    other.close()


def number(page):
    return page.locator(".list-preview__number b")


def value(page):
    return page.get_by_role("combobox", name="Value", exact=True)


def add(page, how, what):
    page.locator("summary", has_text=re.compile(f"^{how}$")).first.click()
    page.locator(".menu[open]").get_by_role("button", name=what, exact=True).click()


def choose(page, name):
    """The new row's property has the focus."""
    box = page.get_by_role("combobox", name="Property", exact=True).last
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def busy():
    with connection.cursor() as cursor:
        cursor.execute(BUSY)
        return cursor.fetchone()[0]


def test_the_number_the_sample_the_sentence_and_the_effect_follow_what_is_typed(editor):
    value(editor).fill("Ly")

    expect(number(editor)).to_have_text("1")
    expect(editor.locator(".list-preview__sample")).to_contain_text("Ana Silva")
    expect(editor.locator("#list-sentence")).to_have_text("Contacts whose City contains Ly.")
    expect(editor.locator("#list-effect")).to_contain_text("0 join")
    expect(editor.locator("#list-effect")).to_contain_text("1 leaves")
    value(editor).fill("")
    expect(editor.locator("#m-0-0")).to_contain_text("Write a value.")
    expect(number(editor)).to_have_count(0)


def test_an_outdated_question_is_stopped_in_the_database_and_no_old_number_shown(editor, request):
    release = request.getfixturevalue("held_contacts")
    value(editor).fill("Lag")
    editor.wait_for_timeout(900)
    assert busy() == 1
    expect(number(editor)).not_to_be_visible()
    expect(editor.get_by_text("Counting…")).to_be_visible()

    value(editor).fill("Bern")
    editor.wait_for_timeout(1500)
    assert busy() == 1
    expect(editor.get_by_text("Still counting.")).to_be_visible()
    release()

    expect(number(editor)).to_have_text("1")
    expect(editor.locator(".list-preview__sample")).to_contain_text("Cem Silva")


def test_what_fails_is_told_and_asked_again(editor):
    editor.route("**/preview/", lambda route: route.abort())
    value(editor).fill("Ly")
    expect(editor.get_by_text("The count could not be fetched.")).to_be_visible()
    expect(number(editor)).not_to_be_visible()
    editor.unroute("**/preview/")

    editor.get_by_role("button", name="Try again").click()

    expect(number(editor)).to_have_text("1")


def test_what_is_typed_while_rows_are_fetched_is_kept(editor):
    waiting = []

    def hold(route):
        waiting.append(route)

    editor.route("**/edit/", hold)
    add(editor, "And", "Deal property")
    value(editor).press("End")
    editor.keyboard.type("agos")
    waiting[0].continue_()

    expect(editor.locator(".list-row")).to_have_count(2)
    expect(value(editor)).to_have_value("Lagos")
    expect(editor.get_by_role("combobox", name="Property").last).to_be_focused()


def test_values_are_suggested_and_several_become_tags(editor):
    add(editor, "Or", "Contact property")
    choose(editor, "tags")
    box = editor.get_by_role("combobox", name="Add a value")
    box.click()
    editor.get_by_role("option", name="VIP").click()
    box.press_sequentially("ne")
    expect(editor.get_by_role("option", name="new")).to_be_visible()
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    expect(number(editor)).to_have_text("3")
    box.press_sequentially("anything else")
    editor.keyboard.press("Enter")

    editor.get_by_role("button", name="Remove new").click()
    expect(number(editor)).to_have_text("2")
    editor.get_by_role("button", name="Save").first.click()
    editor.wait_for_url(re.compile(r"/lists/\d+/$"))
    assert ContactList.objects.get().filters[1]["filters"][0]["values"] == ["VIP", "anything else"]


def test_by_keyboard_alone(logged_in_page, live_server, cities):
    page = logged_in_page
    page.goto(live_server.url + "/lists/new/")
    page.get_by_role("button", name="Contact property").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Property")).to_be_focused()
    page.keyboard.type("nothing like it")
    expect(page.get_by_text("No property is called so.")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("city")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Condition")).to_be_visible()
    expect(page.get_by_role("combobox", name="Property")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("ly")
    expect(page.get_by_role("option", name="Lyon")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(value(page)).to_have_value("Lyon")
    expect(number(page)).to_have_text("1")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator("#id_name").focus()
    page.keyboard.type("In Lyon")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/lists/\d+/$"))


def test_leaving_with_changes_warns_and_saving_does_not(editor):
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    value(editor).fill("Ly")
    editor.get_by_role("link", name="Cancel").click()
    editor.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert editor.url.endswith("/edit/")

    editor.get_by_role("button", name="Save").first.click()

    editor.wait_for_url(re.compile(r"/lists/\d+/$"))
    assert asked == ["beforeunload"]


def test_save_leads_to_what_is_wrong(editor):
    value(editor).fill("")
    editor.get_by_role("button", name="Save").first.click()

    expect(editor.locator("#m-0-0 .field__error")).to_contain_text("Write a value.")
    expect(value(editor)).to_be_focused()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(editor, live_server, viewport, mode):
    page = editor
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    add(page, "And", "Deal property")
    expect(page.locator(".options").get_by_role("option").first).to_be_visible()
    assert problems_of(page) == []
    choose(page, "deal stage")
    expect(page.get_by_label("Shipped")).to_be_visible()
    add(page, "Or", "Contact property")
    choose(page, "tags")
    box = page.get_by_role("combobox", name="Add a value")
    box.fill("a value that is long enough to go beyond every edge of a small screen")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".field__error")).to_have_count(1)
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + "/lists/new/")
    expect(page.get_by_text("Add a filter to see whom it finds.")).to_be_visible()
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def test_on_a_phone_the_number_stays_in_sight(editor):
    editor.set_viewport_size(PHONE)
    editor.evaluate("scrollTo(0, 0)")

    expect(number(editor)).to_be_in_viewport()


def test_without_scripts_buttons_do_it(open_page, live_server, logged_in_page, by_city):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(live_server.url + "/lists/new/")
    page.get_by_role("button", name="Contact property").click()
    page.get_by_label("Property").select_option(label="City")
    page.get_by_role("button", name="Update").last.click()
    page.get_by_label("Condition").select_option(label="contains")
    page.get_by_label("Value").fill("Bern")
    page.get_by_role("button", name="Update").last.click()
    expect(number(page)).to_have_text("1")
    page.locator("#id_name").fill("Bern")
    page.get_by_role("button", name="Save").first.click()

    assert ContactList.objects.filter(name="Bern").exists()
