"""The dashboard in Chromium: axe finds nothing, nothing scrolls sideways, the goal is set with the keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.stages import ensure_pipeline
from dashboards.models import SalesGoal
from dashboards.setting_up import ensure_ecommerce_dashboard
from tests.conftest import DESKTOP, PHONE
from tests.dashboards.records import make_contact, make_sale
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _sales():
    ensure_pipeline()
    for source in ("PAID_SEARCH", "OFFLINE"):
        make_sale(timezone.now(), contact=make_contact(source=source), currency="USD", abandoned_at=timezone.now())


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(logged_in_page, live_server, viewport, scheme, _sales):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{live_server.url}/dashboards/")
    assert problems_of(page) == []

    ensure_ecommerce_dashboard()
    page.goto(f"{live_server.url}/dashboards/")
    expect(page.get_by_role("heading", name="Abandoned cart recovery")).to_be_visible()
    assert problems_of(page) == []
    assert not is_wider_than_the_window(page)


def test_the_goal_is_set_in_place_with_the_keyboard(logged_in_page, live_server, _sales):
    page = logged_in_page
    ensure_ecommerce_dashboard()
    page.goto(f"{live_server.url}/dashboards/")

    page.get_by_label("Goal in USD").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Write an amount, such as 12,500.50.")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_label("Goal in USD").fill("40")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Sales processed this month against goal")).to_contain_text("50% of $40.00")

    page.get_by_text("Change the goal").click()
    page.get_by_label("Goal in USD").fill("10")
    page.get_by_role("button", name="Set goal").click()
    expect(page.get_by_role("region", name="Sales processed this month against goal")).to_contain_text("200% of $10.00")
    assert problems_of(page) == []
    assert SalesGoal.objects.get().amount == 10
