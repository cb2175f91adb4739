"""The tables and record pages in the browser: search while typing, axe, phone width."""

import re

import pytest
from playwright.sync_api import expect

from crm.models import Contact
from crm.recycle_bin import delete_contacts
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
    gone = make_contact("Cem", "Yılmaz")
    make_deal("#1044", contact=gone)
    delete_contacts([gone.pk], None)
    return [ana, deal, stool, gone]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, records, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    tables = ["/contacts/", "/deals/", "/products/", "/contacts/?q=nobody", "/deals/?stage=shipped"]
    ana, other = records[0], Contact.objects.get(first_name="Ben")
    tables += [
        f"/contacts/{ana.pk}/merge/",
        f"/contacts/{ana.pk}/merge/?q=ben",
        f"/contacts/{ana.pk}/merge/{other.pk}/",
    ]
    filters = '[{"filters":[{"propertyName":"city","operator":"EQ","value":"Lyon"}]}]'
    tables += [f"/contacts/?filters={filters}&bought=30d", "/contacts/?filters=[", "/products/?view=active"]
    tables += [f"/contacts/filter/?filters={filters}", "/deals/columns/", "/contacts/views/new/"]
    tables += ["/contacts/new/", "/deals/new/", "/products/new/"]
    tables += ["/contacts/recycle-bin/", "/contacts/recycle-bin/?q=nobody", f"/contacts/{records[0].pk}/delete/"]
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


def test_a_contact_is_deleted_and_brought_back(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + records[0].get_absolute_url())
    page.get_by_label("More").click()
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Its 1 deal stays")
    dialog.get_by_role("button", name="Delete").click()

    expect(page.locator(".row-link")).to_have_text(["Ben Okafor"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Ana Silva")
    assert Contact.objects.live().count() == 2


def test_the_selected_contacts_come_back_from_the_bin(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_label("More").click()
    page.get_by_role("link", name="Recycle bin").click()
    restore = page.get_by_role("button", name="Restore selected")
    expect(restore).to_be_disabled()
    page.get_by_label("Choose Cem Yılmaz").check()
    expect(page.get_by_label("Choose all on this page")).to_be_checked()
    restore.click()

    expect(page.get_by_text("1 contact is back.")).to_be_visible()
    expect(page.get_by_text("The recycle bin is empty")).to_be_visible()


def test_one_contact_comes_back_by_its_own_button(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/recycle-bin/")
    page.get_by_role("button", name="Restore Cem Yılmaz").click()

    expect(page.locator("h1")).to_have_text("Cem Yılmaz")


def test_all_on_the_page_are_chosen_at_once(logged_in_page, live_server, records):
    delete_contacts(list(Contact.objects.live().values_list("pk", flat=True)), None)
    page = logged_in_page
    page.goto(live_server.url + "/contacts/recycle-bin/")
    page.get_by_label("Choose all on this page").check()
    page.get_by_label("Choose Cem Yılmaz").uncheck()
    page.get_by_role("button", name="Restore selected").click()

    expect(page.get_by_text("2 contacts are back.")).to_be_visible()
    expect(page.locator(".row-link")).to_have_text(["Cem Yılmaz"])


def test_the_bar_tells_how_many_are_chosen_when_all_are(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_label("Choose all on this page").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_label("Choose Ana Silva").uncheck()

    expect(page.get_by_text("1 chosen")).to_be_visible()


def test_deleting_and_restoring_work_without_scripts(open_page, logged_in_page, live_server, records):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(live_server.url + records[0].get_absolute_url())
    page.get_by_label("More").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.goto(live_server.url + "/contacts/recycle-bin/")
    page.get_by_label("Choose Ana Silva").check()
    page.get_by_role("button", name="Restore selected").click()

    expect(page.locator(".row-link")).to_have_text(["Cem Yılmaz"])


def test_a_property_is_edited_in_place_by_keyboard_and_undone(logged_in_page, live_server, make_contact):
    page = logged_in_page
    mila = make_contact("Mila", "Novak", shopify_updated_at=None, zip="75010")
    page.goto(live_server.url + mila.get_absolute_url())
    row = page.locator('[data-property="zip"]')

    row.get_by_role("link", name="Edit Postal code").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("textbox")).to_be_focused()
    assert problems_of(page) == []
    page.keyboard.press("Escape")
    expect(row).to_contain_text("75010")
    expect(row.locator(".property__edit")).to_be_focused()

    page.keyboard.press("Enter")
    expect(row.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("75011")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("75011")
    expect(page.locator("#story")).to_contain_text("75011")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The change is undone.")).to_be_visible()
    expect(row).to_contain_text("75010")


def test_a_wrong_value_says_so_and_stays_open(logged_in_page, live_server, make_contact):
    page = logged_in_page
    mila = make_contact("Mila", "Novak", shopify_updated_at=None)
    page.goto(live_server.url + mila.get_absolute_url())
    row = page.locator('[data-property="orders_count"]')
    row.locator(".property__edit").click()
    expect(row.get_by_role("textbox")).to_be_focused()
    row.get_by_role("textbox").fill("many")
    page.keyboard.press("Enter")

    expect(row).to_contain_text("This is no number.")
    expect(row.get_by_role("textbox")).to_have_value("many")
    expect(row.get_by_role("textbox")).to_be_focused()
    row.get_by_role("textbox").fill("3")
    page.keyboard.press("Enter")
    expect(row.locator("dd")).to_contain_text("3")


def test_records_are_made_and_changed_without_scripts(open_page, live_server, admin_user):
    page = open_page(java_script_enabled=False)
    page.goto(live_server.url + "/log-in/")
    page.fill("[name=username]", admin_user.email)
    page.fill("[name=password]", "password")
    page.get_by_role("button").first.click()
    page.goto(live_server.url + "/contacts/new/")
    page.get_by_label("E-mail").fill("mila@example.com")
    page.get_by_role("button", name="Create").click()
    page.locator('[data-property="zip"] .property__edit').click()
    page.get_by_label("Postal code").fill("75011")
    page.get_by_role("button", name="Save").click()

    expect(page.locator('[data-property="zip"]')).to_contain_text("75011")


def test_rows_are_walked_chosen_and_opened_by_keyboard(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    for key in "jxjx":
        page.keyboard.press(key)

    expect(page.locator("[data-chosen-count]")).to_have_text("2 chosen")
    expect(page.locator("tbody input:checked")).to_have_count(2)
    assert problems_of(page) == []
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Okafor")


def test_filters_are_made_in_a_panel_and_become_a_view(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_role("link", name="Filters").click()
    panel = page.get_by_role("dialog", name="Filters")
    panel.get_by_label("Property").select_option(label="Total revenue")
    panel.get_by_label("Condition").select_option(label="is greater than")
    panel.get_by_label("Value").fill("100")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("status")).to_have_text("1 matches")
    assert problems_of(page) == []
    panel.get_by_role("button", name="Or another group").click()
    expect(panel.get_by_label("Property")).to_have_count(2)
    panel.get_by_role("button", name="Show them").click()

    expect(page.locator(".row-link")).to_have_text(["Ana Silva"])
    expect(page.locator("#chips")).to_contain_text("Total revenue is greater than 100")
    page.get_by_role("link", name="Save as a view").click()
    dialog = page.get_by_role("dialog", name="Save as a view")
    dialog.get_by_label("Name").fill("Spenders")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Spenders")).to_have_attribute("aria-current", "page")


def test_columns_are_found_added_and_dragged(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_role("link", name="Columns").click()
    panel = page.get_by_role("dialog", name="Columns")
    panel.get_by_label("Search properties").fill("cit")
    expect(panel.get_by_role("button", name="Country")).to_be_hidden()
    panel.get_by_role("button", name="City").click()
    city, email = panel.locator("li", has_text="City"), panel.locator("li", has_text="E-mail")
    city.drag_to(email, target_position={"x": 40, "y": 2})
    assert problems_of(page) == []
    panel.get_by_role("button", name="Show these").click()

    expect(page.locator("thead th").nth(2)).to_have_text("City")
    expect(page.locator("thead th").nth(3)).to_have_text("E-mail")


def test_many_are_changed_from_the_bar(logged_in_page, live_server, records):
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Edit a property").click()
    page.get_by_label("Property").select_option(label="Original source")
    page.get_by_label("New value").select_option(label="Referrals")
    assert problems_of(page) == []
    page.get_by_role("button", name="Change them").click()

    expect(page.get_by_text("2 records are changed.")).to_be_visible()
    assert set(Contact.objects.live().values_list("source", flat=True)) == {"REFERRALS"}
