"""From a workflow's page to its coverage and its rehearsal, in Chromium, in both languages, without scripts too."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.stages import ensure_pipeline
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from tests.workflows.sending_world import cart, order, person, publish_all, switch_on
from workflows.enrolling import enrol
from workflows.models import Kind, MarketingEmail
from workflows.rehearsing import keeping

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def store(workflows):
    """Carts and purchases of the last days, some of people who do not accept marketing."""
    ensure_pipeline()
    publish_all()
    now = timezone.now()
    for number in range(1, 13):
        person(number, accepts_marketing=number % 4 != 0)
        cart(f"t{number}", now - number * DAY, number)
    order(1, now - DAY / 2, customer_id=1)
    order(2, now - 61 * DAY, customer_id=2)
    order(3, now - 2 * DAY, customer_id=5)


@pytest.fixture
def at_work(store):
    now = timezone.now()
    for kind in (Kind.ABANDONED_CART, Kind.RE_ENGAGEMENT):
        enrol(switch_on(kind, now - 6 * DAY), now)


@pytest.mark.parametrize("locale", ["en-US", "fr-FR"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_a_workflow_to_what_it_covers_and_would_send(
    logged_in_page, open_page, live_server, at_work, locale, scripts
):
    page = open_page(locale=locale, java_script_enabled=scripts)
    page.context.add_cookies(logged_in_page.context.cookies())
    page.goto(f"{live_server.url}/automation/abandoned_cart/")

    # The sentence on its page leads to the reasons, each of these to the people …
    page.locator("#checks a[href$='/coverage/']").click()
    page.wait_for_url("**/coverage/")
    page.locator("#coverage a[href*='no_consent']").click()
    expect(page.locator("#table tbody tr")).to_have_count(1)
    page.locator("a[href$='/coverage/?period=30']").click()
    expect(page.locator("#coverage")).to_be_visible()

    # … and from its page to what it would have sent.
    page.goto(f"{live_server.url}/automation/abandoned_cart/")
    page.locator("#checks a[href$='/rehearsal/']").click()
    expect(page.locator("#totals")).to_be_visible()
    expect(page.frame_locator("#examples iframe").locator("a[href*='/checkouts/']").first).to_be_visible()
    page.locator(".rehearsal__example").last.click()
    page.wait_for_url("**example=*")
    page.locator("a[href$='?days=90']").click()
    page.wait_for_url("**/rehearsal/?days=90")
    expect(page.locator(".by-day svg")).to_be_visible()


@pytest.mark.parametrize("published", [True, False], ids=["published", "drafts"])
def test_before_turning_on_it_can_be_rehearsed(logged_in_page, live_server, store, published):
    page = logged_in_page
    MarketingEmail.objects.update(saved_for_automation=published)
    page.goto(f"{live_server.url}/automation/abandoned_cart/")
    page.locator("a[href$='/on/']").click()
    page.get_by_role("dialog").locator("a[href$='/rehearsal/']").click()
    expect(page.locator("#totals")).to_be_visible()


def test_a_big_one_shows_how_far_it_is_and_then_what_it_found(logged_in_page, live_server, store, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 3)
    asked = []
    monkeypatch.setattr("workflows.tasks.rehearse.delay", lambda *given: asked.append(given))
    page = logged_in_page
    page.goto(f"{live_server.url}/automation/abandoned_cart/rehearsal/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    keeping.work_out(*asked[0], timezone.now())
    expect(page.locator("#totals")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_on_coverage_and_rehearsal(logged_in_page, live_server, at_work, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    for kind in Kind:
        here = f"/automation/{kind}/"
        for address in [
            here, f"{here}coverage/", f"{here}coverage/?period=90", f"{here}coverage/?period=on",
            f"{here}coverage/people/", f"{here}coverage/people/?because=no_consent",
            f"{here}coverage/people/?because=complained", f"{here}rehearsal/", f"{here}rehearsal/?days=90",
        ]:  # fmt: skip
            page.goto(live_server.url + address)
            assert problems_of(page) == [], address
            assert not is_wider_than_the_window(page), address


@pytest.mark.parametrize("locale", ["en-US", "fr-FR"])
def test_periods_fit_a_phone_in_either_language(logged_in_page, open_page, live_server, at_work, locale):
    page = open_page(locale=locale, viewport=PHONE)
    page.context.add_cookies(logged_in_page.context.cookies())
    for name in ("coverage", "rehearsal"):
        page.goto(f"{live_server.url}/automation/abandoned_cart/{name}/")
        assert not is_wider_than_the_window(page), name
