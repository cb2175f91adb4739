"""Lists in the browser, in English and French: found, asked, filled, deleted and brought back; axe, phone width."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.models import ContactList, ListMembership
from tests.conftest import DESKTOP, PHONE
from tests.crm.pages.list_fixtures import about_list, active_list, static_list
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser

STOOLS = [("line_items.name", "CONTAINS", "stool"), ("deals.dealstage", "IN", "processed")]


@pytest.fixture
def lists(make_contact, make_deal, make_product):
    """Contacts, and lists of every kind: active, static, used, empty, broken, waiting, deleted."""
    ana, ben = make_contact("Ana", revenue=500), make_contact("Ben", "Okafor", email="ben@example.com")
    make_deal("#1042", contact=ana, products=[make_product("Oak stool")])
    stools = active_list("Stools", STOOLS, folder="Shop")
    made = {
        "stools": stools,
        "of stools": about_list("Of the stools", stools),
        "fair": static_list("Trade fair", ana, folder="Events"),
        "empty": static_list("Nobody here"),
        "broken": active_list("Broken"),
        "waiting": active_list("Waiting"),
        "gone": static_list("Gone"),
    }
    ContactList.objects.filter(pk=made["broken"].pk).update(problem="A list in the filters does not exist any more.")
    ContactList.objects.filter(pk=made["waiting"].pk).update(is_waiting=True)
    ContactList.objects.filter(pk=made["gone"].pk).update(deleted_at=timezone.now())
    return {**made, "ana": ana, "ben": ben}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, lists, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    stools, fair = lists["stools"].pk, lists["fair"].pk
    addresses = ["/lists/", "/lists/?q=nothing", "/lists/?type=deleted", "/lists/?folder=Shop"]
    addresses += [lists[name].get_absolute_url() for name in ("stools", "fair", "empty", "broken", "waiting", "gone")]
    addresses += [f"/lists/{stools}/why/?contact={lists[name].pk}" for name in ("ana", "ben")]
    addresses += [f"/lists/{stools}/why/?q=a", f"/lists/{stools}/delete/", f"/lists/{fair}/delete/"]
    addresses += [f"/lists/{fair}/{door}/" for door in ("place", "add", "import")]
    for address in addresses:
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


@pytest.mark.parametrize(
    ("language", "why", "ask", "asked", "facts"),
    [
        ("en", "Why is Ana Silva in this list?", "Ask", "Not in this list", r"Deal #1042 \(Processed\) has Oak stool"),
        ("fr", "Pourquoi Ana Silva est dans cette liste", "Demander", "Pas dans cette liste", r"#1042 .* : Oak stool"),
    ],
)
def test_a_list_says_why_somebody_is_in_it_or_is_not(
    logged_in_page, live_server, lists, admin_user, language, why, ask, asked, facts
):
    admin_user.language = language
    admin_user.save()
    page = logged_in_page
    page.goto(live_server.url + lists["stools"].get_absolute_url())
    page.get_by_role("link", name=why).click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text(re.compile(facts))
    assert problems_of(page) == []

    panel.get_by_role("searchbox").fill("ben@example.com")
    panel.get_by_role("button", name=ask).click()
    expect(page.get_by_role("dialog")).to_contain_text(asked)


def test_a_row_s_menu_opens_over_the_table_and_renames(logged_in_page, live_server, lists):
    page = logged_in_page
    page.goto(live_server.url + "/lists/?folder=Events")
    page.get_by_label("More for Trade fair").click()
    item = page.get_by_role("link", name="Rename or move")
    box = item.bounding_box()
    assert box["x"] > 0
    assert box["x"] + box["width"] <= DESKTOP["width"]
    assert problems_of(page) == []
    item.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Stools")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("There is a list of this name already.")
    page.get_by_role("dialog").get_by_label("Name").fill("Trade fair Lyon")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.locator("h1")).to_have_text("Trade fair Lyon")


def test_a_list_is_deleted_and_brought_back(logged_in_page, live_server, lists):
    page = logged_in_page
    page.goto(live_server.url + lists["fair"].get_absolute_url())
    page.get_by_label("More for Trade fair").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“Trade fair” is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Trade fair")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("h1")).to_have_text("Trade fair")


def test_a_list_in_use_names_what_uses_it(logged_in_page, live_server, lists):
    page = logged_in_page
    page.goto(live_server.url + lists["stools"].get_absolute_url())
    page.get_by_label("More for Stools").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_role("link", name="Of the stools").click()

    expect(page.locator("h1")).to_have_text("Of the stools")


def test_contacts_are_found_added_and_taken_out(logged_in_page, live_server, lists):
    page = logged_in_page
    page.goto(live_server.url + lists["fair"].get_absolute_url())
    page.get_by_role("link", name="Add contacts").click()
    page.get_by_label("Search name, e-mail or phone").fill("okaf")
    expect(page.locator(".lists__pick")).to_have_count(1)
    page.get_by_role("button", name="Add Ben Okafor").click()
    expect(page.get_by_text("1 contact is added to “Trade fair”.")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".row-link")).to_have_text(["Ben Okafor", "Ana Silva"])

    remove = page.get_by_role("button", name="Take out selected")
    expect(remove).to_be_disabled()
    page.get_by_label("Choose all on this page").check()
    remove.click()
    expect(page.get_by_text("Nobody is in this list")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row-link")).to_have_count(2)


def test_a_list_that_is_being_sorted_follows_by_itself(logged_in_page, live_server, lists):
    page = logged_in_page
    page.goto(live_server.url + lists["waiting"].get_absolute_url())
    expect(page.get_by_text("being sorted into this list")).to_be_visible()
    ListMembership.objects.create(contact_list=lists["waiting"], contact=lists["ben"], joined_at=timezone.now())
    ContactList.objects.filter(pk=lists["waiting"].pk).update(is_waiting=False)

    expect(page.locator(".row-link").first).to_have_text("Ben Okafor")
