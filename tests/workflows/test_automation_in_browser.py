"""Automation and e-mails in Chromium: the flow, the panel, the preview; axe finds nothing."""

import pytest
from playwright.sync_api import expect

from accounts.models import Tier
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from workflows.models import Kind, MarketingEmail, Workflow, WorkflowStep
from workflows.rendering import render_email
from workflows.samples import sample_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
MODES = pytest.mark.parametrize("mode", ["light", "dark"])


def addresses():
    email = MarketingEmail.objects.get(steps__workflow__kind=Kind.ABANDONED_CART, steps__place=1)
    return [
        "/automation/",
        "/automation/re_engagement/",
        "/automation/welcome/delays/2/",
        "/automation/re_engagement/days/",
        "/emails/",
        f"/emails/{email.pk}/",
        "/lists/",
    ]


@SIZES
@MODES
def test_axe_finds_nothing(logged_in_page, live_server, workflows, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    for address in addresses():
        page.goto(live_server.url + address)
        if page.locator(".flow__more").count():
            page.get_by_text("Expand 4 actions").click()
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


@MODES
def test_axe_finds_nothing_in_the_emails_themselves(browser_page, workflows, mode):
    browser_page.emulate_media(color_scheme=mode)
    for email in MarketingEmail.objects.order_by("id"):
        html = render_email(email, sample_for(email).filling).html
        for size in (DESKTOP, PHONE):
            browser_page.set_viewport_size(size)
            browser_page.set_content(html)
            # A page has landmarks; an e-mail is an article in somebody else's page.
            problems = [one for one in problems_of(browser_page) if not one.startswith(("landmark-", "region"))]
            assert problems == [], email.name
            assert not is_wider_than_the_window(browser_page), email.name


def test_the_preview_shows_the_email_and_fetches_nothing_else(logged_in_page, live_server, workflows):
    page, complaints = logged_in_page, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for email in MarketingEmail.objects.order_by("id")[:4]:
        page.goto(f"{live_server.url}/emails/{email.pk}/")
        frame = page.frame_locator(".email__frame")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        expect(frame.get_by_text("Unsubscribe")).to_be_attached()
    assert [text for text in complaints if "Content Security Policy" in text] == []


@SIZES
def test_without_a_store_and_below_pro(logged_in_page, live_server, portal, viewport):
    portal.tier = Tier.FREE
    portal.save()
    page = logged_in_page
    page.set_viewport_size(viewport)
    for address in ("/automation/", "/emails/", "/lists/"):
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


def test_a_delay_is_changed_in_the_side_panel(logged_in_page, live_server, workflows):
    page = logged_in_page
    page.goto(f"{live_server.url}/automation/welcome/")
    expect(page.get_by_role("link", name="Change delay 2: 3 days")).to_be_hidden()
    page.get_by_text("Expand 4 actions").click()
    page.get_by_role("link", name="Change delay 2: 3 days").click()
    panel = page.get_by_role("dialog", name="Delay 2")
    expect(panel.get_by_label("Days")).to_have_value("3")
    assert problems_of(page) == []

    panel.get_by_label("Hours").fill("24")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text("less than or equal to 23")
    assert problems_of(page) == []

    panel.get_by_label("Hours").fill("12")
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Delay saved: 3 days, 12 hours.")).to_be_visible()
    assert WorkflowStep.objects.get(workflow=workflows["welcome"], place=2).delay_seconds == 302_400


def test_everything_works_without_scripts(open_page, live_server, admin_user, client, settings, workflows):
    client.force_login(admin_user)
    page = open_page(java_script_enabled=False)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    page.goto(f"{live_server.url}/automation/")
    page.get_by_role("link", name="Re-engage past customers").click()
    page.get_by_text("Expand 4 actions").click()
    expect(page.get_by_role("link", name="Change delay 3: 14 days")).to_be_visible()
    page.get_by_role("link", name="Change the days without a purchase").click()
    page.get_by_label("Days without a purchase").fill("90")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("main")).to_contain_text("has not bought for 90 days.")
    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 90
