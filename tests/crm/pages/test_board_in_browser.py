"""The deals' board in the browser: dragging, the dialog “Move to…”, a phone's one stage at a time, axe."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from crm.models import Deal
from crm.stages import StageId
from crm.views import board as board_view
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser


@pytest.fixture
def deals(make_deal, make_contact):
    """An order of Shopify's, and a deal made here that waits for payment."""
    ana = make_contact("Ana", "Silva")
    order = make_deal("#1042", StageId.PROCESSED, contact=ana)
    make_deal("#1043", StageId.SHIPPED, amount=10, currency="USD")
    chairs = make_deal("Chairs", StageId.CHECKOUT_PENDING, contact=ana, ecomm_synced=False)
    return order, chairs


@pytest.fixture
def board(logged_in_page, live_server, deals):
    logged_in_page.goto(live_server.url + "/deals/board/")
    return logged_in_page


def column(page, stage):
    return page.locator(f'.board__column[data-stage="{stage}"]')


def card(page, name):
    return page.locator(".deal-card", has_text=name)


def head(page, stage):
    return column(page, stage).locator(".board__head")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, deals, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    addresses = [
        "/deals/board/",
        "/deals/board/?amount=50-200&origin=here&created=365d",
        "/deals/?origin=here",
    ]
    addresses += ["/deals/board/?filters=[", "/deals/board/?origin=here&q=nothing"]
    addresses += [f"/deals/{deal.pk}/move/" for deal in deals]
    for address in addresses:
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address
    page.goto(live_server.url + "/deals/board/?column=checkout_pending")
    page.get_by_role("link", name="Move Chairs to…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def test_a_deal_made_here_is_dragged_to_another_stage_and_back_by_undo(board):
    expect(head(board, "checkout_pending")).to_contain_text("€99.80")
    card(board, "Chairs").drag_to(column(board, "processed"))

    expect(card(column(board, "processed"), "Chairs")).to_be_visible()
    expect(head(board, "processed")).to_contain_text("€199.60")
    expect(head(board, "checkout_pending").locator(".board__number")).to_have_text("0")
    expect(column(board, "checkout_pending")).to_contain_text("No open checkouts.")
    expect(board.locator("#toasts")).to_contain_text("Chairs is now in “Processed”.")
    assert Deal.objects.get(name="Chairs").stage_id == "processed"

    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("The change is undone.")).to_be_visible()
    expect(card(column(board, "checkout_pending"), "Chairs")).to_be_visible()
    expect(head(board, "processed")).to_contain_text("€99.80")


def test_shopifys_deals_do_not_drag_and_the_reason_is_said(board):
    card(board, "#1042").drag_to(column(board, "shipped"))

    expect(board.locator("#toasts")).to_contain_text("Shopify moves this deal")
    expect(card(column(board, "processed"), "#1042")).to_be_visible()
    board.get_by_role("link", name="Why #1042 does not move").click()
    expect(board.get_by_role("dialog")).to_contain_text("its stage follows its checkout or order")


def test_who_only_reads_drags_nothing_and_is_told_why(board, admin_user):
    type(admin_user).objects.update(role=Role.VIEWER)
    board.reload()
    card(board, "Chairs").drag_to(column(board, "processed"))

    expect(board.locator("#toasts")).to_contain_text("Your role lets you read, not change.")
    expect(card(column(board, "checkout_pending"), "Chairs")).to_be_visible()


def test_a_deal_is_moved_by_keyboard_alone(board):
    board.get_by_role("link", name="Move Chairs to…").focus()
    board.keyboard.press("Enter")
    expect(board.get_by_role("dialog").get_by_role("button", name="Checkout abandoned")).to_be_focused()
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")

    expect(card(column(board, "checkout_completed"), "Chairs")).to_be_visible()
    expect(head(board, "checkout_completed").locator(".board__number")).to_have_text("1")
    expect(board.get_by_role("dialog")).to_have_count(0)
    expect(board.get_by_role("link", name="Move Chairs to…")).to_be_focused()


def test_a_card_that_could_not_be_moved_goes_back_with_the_reason(board):
    Deal.objects.filter(name="Chairs").update(ecomm_synced=True)
    card(board, "Chairs").drag_to(column(board, "processed"))

    expect(board.locator("#toasts")).to_contain_text("Shopify moves this deal")
    expect(card(column(board, "checkout_pending"), "Chairs")).to_be_visible()
    board.route("**/move/", lambda route: route.abort())
    card(board, "Chairs").drag_to(column(board, "processed"))
    expect(board.locator("#toasts")).to_contain_text("The deal could not be moved.")
    expect(card(column(board, "checkout_pending"), "Chairs")).to_be_visible()


def test_more_of_a_column_comes_below_and_no_card_twice(logged_in_page, live_server, make_deal, monkeypatch):
    monkeypatch.setattr(board_view, "CARDS", 2)
    make_deal("Old", StageId.CHECKOUT_PENDING, ecomm_synced=False)
    for number in range(3):
        make_deal(f"#{number}", StageId.PROCESSED)
    page = logged_in_page
    page.goto(live_server.url + "/deals/board/")
    card(page, "Old").drag_to(column(page, "processed"))
    expect(head(page, "processed").locator(".board__number")).to_have_text("4")
    expect(column(page, "processed").locator(".row-link")).to_have_text(["#2", "#1", "Old"])

    column(page, "processed").get_by_role("link", name="Show more").press("Enter")

    expect(column(page, "processed").locator(".row-link")).to_have_text(["#2", "#1", "#0", "Old"])
    expect(column(page, "processed").get_by_role("link", name="Show more")).to_have_count(0)
    expect(card(page, "#0").locator(".row-link")).to_be_focused()


def test_the_board_follows_the_search_and_keeps_the_filter(logged_in_page, live_server, deals, make_deal):
    make_deal("Desks", StageId.CHECKOUT_PENDING, ecomm_synced=False)
    page = logged_in_page
    page.goto(live_server.url + "/deals/board/")
    page.locator("#quick summary", has_text="Origin").click()
    page.get_by_role("link", name="Made here").click()
    expect(page.locator("#count")).to_have_text("2")
    page.keyboard.press("/")
    page.keyboard.type("chai")

    expect(page.locator(".row-link")).to_have_text(["Chairs"])
    expect(page).to_have_url(re.compile(r"origin=here.*q=chai|q=chai.*origin=here"))
    page.get_by_role("link", name="Table").click()
    expect(page.locator(".row-link")).to_have_text(["Chairs"])


def test_a_phone_shows_one_stage_at_a_time(board, live_server):
    board.set_viewport_size(PHONE)
    board.goto(live_server.url + "/deals/board/")
    expect(column(board, "checkout_pending")).to_be_visible()
    expect(column(board, "processed")).to_be_hidden()
    tabs = board.get_by_role("navigation", name="Stages")
    tabs.get_by_role("link", name="Processed 1").click()

    expect(column(board, "processed")).to_be_visible()
    expect(column(board, "checkout_pending")).to_be_hidden()
    board.goto(live_server.url + "/deals/board/")
    board.get_by_role("link", name="Move Chairs to…").click()
    board.get_by_role("dialog").get_by_role("button", name="Processed").click()
    expect(tabs.get_by_role("link", name="Processed 2")).to_be_visible()
    expect(tabs.locator("[aria-current]")).to_have_text(re.compile("Checkout pending"))
    assert not is_wider_than_the_window(board)


def test_deals_move_and_columns_go_on_without_scripts(open_page, logged_in_page, live_server, deals):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(live_server.url + "/deals/board/?origin=here")
    page.get_by_role("link", name="Move Chairs to…").click()
    page.get_by_role("button", name="Processed").click()

    expect(page.locator("#toasts")).to_contain_text("Chairs is now in “Processed”.")
    expect(page).to_have_url(live_server.url + "/deals/board/?origin=here")
    expect(card(column(page, "processed"), "Chairs")).to_be_visible()
