"""The reference article's steps in Chromium: edit with a live preview, update, add; charts, tables, dragging."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.stages import ensure_pipeline
from dashboards.models import DashboardReport
from dashboards.setting_up import ensure_ecommerce_dashboard
from tests.conftest import DESKTOP, PHONE
from tests.dashboards.records import make_contact, make_sale
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture
def dashboard():
    ensure_pipeline()
    for days, source in [(0, "PAID_SEARCH"), (1, "OFFLINE"), (40, "OFFLINE")]:
        at = timezone.now() - timedelta(days=days)
        make_sale(at, contact=make_contact(source=source, country="France"), currency="USD", abandoned_at=at)
    return ensure_ecommerce_dashboard()


@pytest.fixture
def page(logged_in_page, live_server, dashboard):
    logged_in_page.set_viewport_size({"width": 1400, "height": 900})
    logged_in_page.goto(f"{live_server.url}/dashboards/")
    expect(logged_in_page.locator(".report__chart.is-drawn")).to_have_count(6)
    return logged_in_page


def card(page, name):
    return page.get_by_role("region", name=name, exact=True).and_(page.locator(".report"))


def choose(page, name, action):
    card(page, name).hover()
    card(page, name).get_by_text("Actions", exact=True).click()
    return card(page, name).get_by_text(action, exact=True).click()


def test_a_report_is_edited_with_a_live_preview_and_updated(page, dashboard):
    actions = card(page, "Order snapshot").get_by_text("Actions", exact=True)
    expect(page.locator(".report__actions > summary").first).to_have_css("opacity", "0")
    choose(page, "Order snapshot", "Edit")
    expect(page.get_by_role("heading", name="Edit Order snapshot")).to_be_visible()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview.locator(".report__figure")).to_have_text("2")

    page.get_by_label("Period").select_option(label="This year")
    expect(preview.locator(".report__figure")).to_have_text("3")
    page.get_by_label("Measure", exact=True).select_option(label="Amount")
    expect(preview.locator(".report__figure")).to_have_text("$30.00")
    page.get_by_role("radio", name="Donut").check()
    expect(preview.locator(".report--donut")).to_be_visible()
    page.get_by_role("button", name="Update dashboard").click()

    expect(page.get_by_text("“Order snapshot” is updated.")).to_be_visible()
    expect(card(page, "Order snapshot")).to_contain_text("Customised")
    expect(card(page, "Order snapshot").locator(".report__figure")).to_have_text("$30.00")
    expect(actions).to_be_attached()


def test_a_filter_is_added_and_seen_at_once(page, dashboard):
    choose(page, "Average order value by source", "Edit")
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Property").select_option(label="Total price")
    expect(page.locator("[name='o.0.0']")).to_be_visible()
    page.locator("[name='o.0.0']").select_option("GT")
    page.locator("[name='v.0.0']").fill("500")
    page.locator("[name='v.0.0']").press("Tab")
    expect(preview).to_contain_text("Nothing in this period")


def test_a_report_is_found_and_added(page, dashboard):
    page.get_by_role("link", name="Add report").click()
    page.get_by_role("searchbox", name="Search the reports").fill("E-commerce net new")
    expect(page.locator(".offers li")).to_have_count(1)
    page.get_by_role("button", name="Add Net new customers compared with last month").click()

    expect(page.get_by_text("“Net new customers compared with last month” is on the dashboard.")).to_be_visible()
    expect(page.locator(".report")).to_have_count(8)


def test_the_steps_in_french(page, dashboard, live_server, admin_user):
    admin_user.language = "fr"
    admin_user.save()
    page.goto(f"{live_server.url}/dashboards/")
    name = "Instantané des commandes"
    card(page, name).hover()
    card(page, name).get_by_text("Actions", exact=True).click()
    card(page, name).get_by_text("Modifier", exact=True).click()
    page.get_by_label("Période").select_option(label="Cette année")
    preview = page.get_by_role("complementary", name="Aperçu")
    expect(preview.locator(".report__figure")).to_have_text("3")
    page.get_by_role("button", name="Mettre à jour le tableau de bord").click()
    expect(card(page, name)).to_contain_text("Personnalisé")
    page.get_by_role("link", name="Ajouter un rapport").click()
    page.get_by_role("searchbox").fill("e-commerce panier")
    expect(page.get_by_role("button", name=re.compile("^Ajouter .*panier"))).not_to_have_count(0)


def test_a_number_leads_to_its_records(page, dashboard):
    choose(page, "Average order value by source", "View as table")
    row = card(page, "Average order value by source").get_by_role("row", name=re.compile("Paid search"))
    row.get_by_role("link").first.click()

    expect(page.get_by_role("heading", name="Paid search")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_bar_leads_to_its_records(page, dashboard):
    chart = card(page, "Order snapshot").locator(".report__chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    # The fifth of six bars, shipped: the longest.
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.74)
    expect(page.get_by_role("heading", name="Shipped")).to_be_visible()


def test_reports_are_dragged_to_another_place_and_size(page, dashboard):
    first, second = dashboard.reports.shown()[:2]
    cell = page.locator(".report-grid__cell").nth(0)
    cell.hover()
    cell.locator("[data-grip]").drag_to(page.locator(".report-grid__cell").nth(1))
    expect(page.locator(".report").nth(0)).to_have_attribute("data-report", str(second.pk))

    moved = page.locator(f"#report-{first.pk}").locator("xpath=..")
    moved.hover()
    corner = moved.locator("[data-corner]").bounding_box()
    with page.expect_response(re.compile("/place/")):
        page.mouse.move(corner["x"] + 5, corner["y"] + 5)
        page.mouse.down()
        page.mouse.move(corner["x"] + 200, corner["y"] + 5, steps=4)
        page.mouse.up()
    first.refresh_from_db()
    assert first.columns == 7
    assert [report.pk for report in dashboard.reports.shown()][:2] == [second.pk, first.pk]


def test_a_report_is_taken_off_and_put_back(page, dashboard):
    choose(page, "Order snapshot", "Remove from the dashboard")
    expect(card(page, "Order snapshot")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "Order snapshot")).to_be_visible()


@pytest.mark.parametrize("report", ["Order snapshot", "Sales processed this month against goal"])
def test_a_report_is_saved_as_a_picture(page, dashboard, report):
    with page.expect_download() as download:
        choose(page, report, "Export as PNG")
    assert download.value.suggested_filename == f"{report}.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@SIZES
@SCHEMES
@pytest.mark.parametrize(
    "rest", ["reports/{pk}/edit/", "reports/new/", "add/", "reports/{pk}/records/", "reports/{pk}/"]
)
def test_everybody_can_use_the_pages(logged_in_page, live_server, dashboard, viewport, scheme, rest):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    report = DashboardReport.objects.get(key="new_processed_sales")
    page.goto(f"{live_server.url}/dashboards/{dashboard.pk}/{rest.format(pk=report.pk)}")
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def test_without_scripts_a_report_is_edited(open_page, live_server, dashboard, client, admin_user, settings):
    client.force_login(admin_user)
    page = open_page(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    session = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([session])
    report = DashboardReport.objects.get(key="order_snapshot")
    page.goto(f"{live_server.url}/dashboards/{dashboard.pk}/reports/{report.pk}/edit/")
    page.get_by_label("Period").select_option(label="This year")
    page.get_by_role("button", name="Update the preview").click()
    expect(page.get_by_role("complementary", name="Preview").locator(".report__figure")).to_have_text("3")
    page.get_by_role("button", name="Update dashboard").click()
    expect(page.get_by_text("Customised")).to_be_visible()
