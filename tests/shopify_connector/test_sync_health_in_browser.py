"""The health page in Chromium: it follows what happens, in every size and mode, and rests while hidden."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shopify_connector.inbox import refusals
from shopify_connector.models import Delivery, SyncCheck
from tests.conftest import DESKTOP, PHONE
from tests.shopify_connector.health_rows import compared, delivered, imported, product, refused
from tests.shopify_connector.scripted_store import SHOP, make_store
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server):
    return f"{live_server.url}/settings/e-commerce/sync-health/"


def test_a_change_of_state_appears_without_reload(logged_in_page, address):
    page, store = logged_in_page, make_store()
    imported(store)
    delivery = delivered(store, timedelta(minutes=2), applied=False)
    page.goto(address)
    expect(page.locator("#health-now")).to_contain_text(f"Catching up with {SHOP}")
    expect(page.locator("#rail-sync")).to_contain_text("Catching up · 1")

    Delivery.objects.filter(pk=delivery.pk).update(handled_at=delivery.received_at, outcome="applied")
    expect(page.locator("#health-now")).to_contain_text(f"In step with {SHOP}. Last change 2 min ago.")
    expect(page.locator("#rail-sync")).to_contain_text("In step · 2 min")


def test_a_comparison_is_watched_to_its_end(logged_in_page, address, monkeypatch):
    monkeypatch.setattr("shopify_connector.reconciliation.checks.wake_worker", lambda: None)
    page, store = logged_in_page, make_store()
    imported(store)
    page.goto(address)
    page.get_by_role("button", name="Check now").click()
    card = page.locator("#comparison")
    expect(card).to_contain_text("Everything is being compared")

    check = SyncCheck.objects.get()
    check.steps.filter(object="products").update(checked=12, differed=1, is_done=True)
    expect(card).to_contain_text("1 differed")
    SyncCheck.objects.update(status="completed", finished_at=check.started_at)
    expect(card.get_by_role("table")).to_contain_text("Products")
    expect(page.locator("#health-now")).to_contain_text("12 checked, 1 differed.")


def test_it_rests_while_hidden(logged_in_page, address):
    page = logged_in_page
    imported(make_store())
    page.goto(address)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "sync-health" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.wait_for_timeout(3500)
    assert asked == []
    with page.expect_response("**/sync-health/now/*"):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")


def test_a_server_that_does_not_answer_is_told(logged_in_page, address):
    page = logged_in_page
    imported(make_store())
    page.goto(address)
    page.route("**/sync-health/now/*", lambda route: route.abort())
    expect(page.get_by_text("This server does not answer")).to_be_visible()
    page.unroute("**/sync-health/now/*")
    expect(page.get_by_text("This server does not answer")).to_be_hidden()


def test_who_is_logged_out_is_led_to_the_log_in(logged_in_page, address):
    page = logged_in_page
    imported(make_store())
    page.goto(address)
    page.context.clear_cookies()
    page.wait_for_url("**/log-in/**")


def test_a_dismissal_and_its_undo(logged_in_page, address):
    page, store = logged_in_page, make_store()
    imported(store)
    refused(store)
    page.goto(address)
    page.get_by_role("button", name="Dismiss", exact=True).click()
    expect(page.locator("#errors")).to_contain_text("Everything Shopify sent was taken in.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#errors")).to_contain_text("“title” is missing.")


def test_in_french_while_comparing(open_page, logged_in_page, address):
    page = open_page(locale="fr-FR", viewport=PHONE)
    page.context.add_cookies(logged_in_page.context.cookies())
    store = make_store()
    imported(store)
    delivered(store, timedelta(minutes=3))
    compared(store, timedelta(days=1), checked=400, at_store=400)
    check = compared(store, timedelta(seconds=9), status=SyncCheck.Status.RUNNING, checked=120)
    check.steps.filter(object="customers").update(started_at=check.started_at)
    check.steps.filter(object="products").update(started_at=check.started_at, is_done=True, checked=38)
    page.goto(address)

    expect(page.locator("#health-now")).to_contain_text(
        f"En phase avec {SHOP}. Dernière modification il y a 3\N{NO-BREAK SPACE}min."
    )
    expect(page.get_by_role("progressbar", name="Clients")).to_have_attribute("max", "400")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/comparing-fr.png", full_page=True)
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(logged_in_page, address, viewport, scheme):
    page, store = logged_in_page, make_store()
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    assert problems_of(page) == []

    _fill(store)
    page.goto(address)
    for summary in page.locator("main summary:visible").all():
        summary.click()
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/health-{viewport['width']}-{scheme}.png", full_page=True)
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def _fill(store):
    imported(store)
    delivered(store, timedelta(seconds=3))
    lamp = product(title="Lamp Nordlys, brushed brass")
    example = {"id": "9", "record": lamp.pk, "how": "changed", "properties": ["title", "vendor"]}
    for day in range(1, 24):
        compared(store, timedelta(days=day, minutes=1), checked=12_000 + day, differed=day * 3 % 7)
    products = {"checked": 410, "differed": 1, "repaired": 1, "at_store": 410, "here": 410, "examples": [example]}
    compared(store, timedelta(hours=8), products=products, checked=12_000, at_store=12_000, here=12_000)
    compared(store, timedelta(minutes=4), scope="changes", checked=18)
    for topic in ("customers/create", "customers/update", "orders/create", "orders/updated", "products/update"):
        store.subscriptions.create(
            topic=topic, shopify_gid="gid://1", checked_at=store.connected_at, last_delivery_at=store.connected_at
        )
    store.subscriptions.create(
        topic="customers/merge", problem="This app is not approved to access it.", checked_at=store.connected_at
    )
    refused(store)
    refused(store, kind="orders", key="5566778899", reason="bad_currency", field="currency", value="ZZZ")
    refusals.redis_pause.end()
    refusals.count(refusals.Reason.BAD_SIGNATURE)
