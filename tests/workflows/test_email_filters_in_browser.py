"""Filters on e-mails in Chromium: in the editor of lists and in the table of contacts; axe finds nothing."""

import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.lists import running
from crm.lists.editing import Wanted, create
from crm.models import ContactList
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from tests.workflows.answers import make_contact, sent_email
from workflows.models import EmailEvent, MarketingEmail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
MODES = pytest.mark.parametrize("mode", ["light", "dark"])


@pytest.fixture
def people(workflows):
    """Ana opened the first e-mail an hour ago; Ben was sent it and did nothing."""
    MarketingEmail.objects.filter(steps__workflow=workflows["welcome"], steps__place=1).update(name="Hello and thanks")
    at = timezone.now() - timedelta(hours=2)
    ana, ben = make_contact("ana@example.com", first_name="Ana"), make_contact("ben@example.com", first_name="Ben")
    entry = sent_email(ana, workflows["welcome"], done_at=at)
    sent_email(ben, workflows["welcome"], done_at=at)
    EmailEvent.objects.create(entry=entry, kind="open", happened_at=at + timedelta(hours=1))
    return ana, ben


def number(page):
    return page.locator(".list-preview__number b")


def choose_event(page, name):
    page.get_by_role("combobox", name="Property", exact=True).last.fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Whether it happened")).to_be_visible()


def picture(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_list_is_made_of_who_opened_an_email_and_says_why(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(f"{live_server.url}/lists/new/")
    page.get_by_role("button", name="E-mails", exact=True).click()
    choose_event(page, "open")
    page.get_by_label("Condition").select_option(label="in the last")
    page.get_by_label("Number of days").fill("7")
    page.get_by_label("Search by name").fill("hello")
    expect(page.locator(".filter-row__choices label:visible")).to_have_count(1)
    page.get_by_label("Hello and thanks").check()
    expect(number(page)).to_have_text("1")
    expect(page.locator("#list-sentence")).to_have_text("Contacts who opened Hello and thanks in the last 7 days.")
    page.get_by_label("Whether it happened").select_option(label="did not happen")
    expect(page.locator(".list-preview__sample")).to_contain_text("ben@example.com")

    page.get_by_label("Whether it happened").select_option(label="happened")
    page.get_by_label("Name", exact=True).fill("Openers")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="Openers")).to_be_visible()
    running.run()

    made = ContactList.objects.get()
    [email] = MarketingEmail.objects.filter(name="Hello and thanks")
    [asked] = made.filters[0]["filters"]
    assert (asked["propertyName"], asked["of"], asked["value"]) == ("OPENED", [str(email.pk)], "7")
    page.goto(f"{live_server.url}/lists/{made.pk}/why/?contact={people[0].pk}")
    expect(page.locator(".lists__fact")).to_contain_text(re.compile("Opened Hello and thanks on"))
    picture(page, "why")


def test_the_table_is_filtered_by_an_email_that_was_not_opened(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(f"{live_server.url}/contacts/")
    page.get_by_role("link", name=re.compile("Filters")).click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("Property").select_option(value="email_events.OPENED")
    panel.get_by_label("Whether it happened").select_option(label="did not happen")
    panel.get_by_label("Hello and thanks").check()
    expect(panel.get_by_role("status")).to_contain_text("1")
    picture(page, "table-panel")
    panel.get_by_role("button", name="Show them").click()

    expect(page.get_by_text("Has not opened “Hello and thanks”")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("ben@example.com")


def test_without_scripts_the_form_does_the_same(browser, logged_in_page, live_server, people):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(logged_in_page.context.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}/lists/new/")
    page.get_by_role("button", name="E-mails", exact=True).click()
    page.get_by_label("Property").select_option(value="email_events.SENT")
    page.get_by_role("button", name="Update").last.click()
    page.get_by_label("Hello and thanks").check()
    page.get_by_role("button", name="Update").last.click()

    expect(number(page)).to_have_text("2")
    context.close()


@SIZES
@MODES
def test_axe_finds_nothing(logged_in_page, live_server, people, workflows, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    email = MarketingEmail.objects.get(name="Hello and thanks")
    asked = [
        {"objectType": "email_events", "propertyName": "OPENED", "operator": "IN_LAST_DAYS", "value": "7"},
        {"objectType": "email_events", "propertyName": "LINK_CLICKED", "operator": "HAS_PROPERTY", "hasNot": True},
        {
            **{"objectType": "email_events", "propertyName": "SENT", "operator": "BETWEEN_DAYS"},
            **{"value": "2026-01-01", "highValue": "2026-12-31", "of": [str(email.pk)]},
        },
    ]
    made = create(Wanted("Openers", filters=[{"filters": asked}]), None)
    running.run()
    for address in (f"/lists/{made.pk}/edit/", f"/lists/{made.pk}/", f"/lists/{made.pk}/why/?contact={people[1].pk}"):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        picture(page, f"{address.strip('/').split('/')[2:] or 'list'}-{viewport['width']}-{mode}")
        assert problems_of(page) == []
        assert not is_wider_than_the_window(page)
