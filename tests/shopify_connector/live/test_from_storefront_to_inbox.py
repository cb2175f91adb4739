"""From a cart that is left in the storefront to an order that its e-mail brought, in Chromium against the demo store.

The clock is moved for the store and for hubsync alike (issue of automation: SPEC W1, W2, W4).
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.ingest import sweep_abandoned
from crm.models import Contact, Deal
from tests.shopify_connector.live.following import Follower
from workflows import sending
from workflows.enrolling import enrol_all
from workflows.models import Enrolment, Kind, MarketingEmail, OutboxEmail, Sender, Workflow
from workflows.sending import leaving
from workflows.setting_up import ensure_workflows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUYER = "nora.lund@example.com"


class Days:
    """Time passes: the store tells what happened, the scheduler's wheels turn."""

    def __init__(self, following: Follower, traveller: Any) -> None:
        self._following, self._traveller = following, traveller

    def pass_by(self, length: timedelta = timedelta(0)) -> None:
        self._traveller.shift(length)
        self._following.take_in()
        sweep_abandoned()
        enrol_all(timezone.now())
        leaving.see_off(timezone.now())
        sending.run()


@pytest.fixture
def days(following: Follower, live_server: Any, settings: Any) -> Iterator[Days]:
    settings.APP_URL = live_server.url
    ensure_workflows()
    Sender.objects.update_or_create(id=1, defaults={"postal_address": "12 rue des Tests, 75001 Paris"})
    MarketingEmail.objects.update(state="published", saved_for_automation=True)
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield Days(following, traveller)


@pytest.fixture
def shopper(open_page: Any) -> Page:
    page: Page = open_page()
    return page


def turn_on(page: Page, base: str, kind: Kind) -> None:
    page.goto(f"{base}/automation/{kind.value}/")
    page.get_by_role("link", name="Turn on").click()
    page.get_by_role("dialog").get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Workflow is on")).to_be_visible()


def leave_a_cart(page: Page, store: str) -> None:
    page.goto(f"{store}/products/brume-vase")
    page.get_by_role("button", name=re.compile("Add to", re.I)).click()
    page.goto(f"{store}/checkout")
    page.get_by_label("E-mail").fill(BUYER)
    page.get_by_label("Send me the Sunday letter").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Delivery")).to_be_visible()


def pay(page: Page) -> None:
    for label, text in [
        ("First name", "Nora"),
        ("Last name", "Lund"),
        ("Address", "1 rue des Lilas"),
        ("Postal code", "44000"),
        ("City", "Nantes"),
    ]:
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/thank-you")


def newest_email(page: Page, base: str) -> Any:
    """The newest e-mail of the Outbox, opened; the frame that shows it."""
    page.goto(f"{base}/outbox/?q={BUYER}")
    page.locator("tbody .row-link").first.click()
    expect(page.locator("iframe.email__frame")).to_be_visible()
    return page.frame_locator("iframe.email__frame")


def test_a_cart_is_left_reminded_of_and_bought(
    logged_in_page: Page, shopper: Page, live_server: Any, served_shop: Any, days: Days
) -> None:
    turn_on(logged_in_page, live_server.url, Kind.ABANDONED_CART)
    leave_a_cart(shopper, served_shop.url)
    days.pass_by()
    days.pass_by(timedelta(hours=25))
    assert Enrolment.objects.filter(contact__email=BUYER).count() == 1
    days.pass_by(timedelta(hours=5))

    email = newest_email(logged_in_page, live_server.url)
    expect(email.get_by_text("Brume Vase", exact=True).first).to_be_visible()
    recovery = email.get_by_role("link", name=re.compile("cart|order|checkout", re.I)).first.get_attribute("href")
    shopper.goto(recovery)
    expect(shopper).to_have_url(re.compile(f"{served_shop.url}/checkouts/"))
    expect(shopper.get_by_text("Brume", exact=False).first).to_be_visible()
    pay(shopper)
    days.pass_by(timedelta(minutes=1))

    deal = Deal.objects.get(contact__email=BUYER)
    assert deal.recovered_at is not None
    assert deal.stage_id == "processed"
    enrolment = Enrolment.objects.get(contact__email=BUYER)
    assert (enrolment.state, enrolment.left_because) == (Enrolment.State.LEFT, "completed")
    logged_in_page.goto(f"{live_server.url}/automation/abandoned_cart/people/{enrolment.pk}/")
    expect(logged_in_page.locator("main")).to_contain_text("Completed the checkout")
    days.pass_by(timedelta(days=7))
    assert OutboxEmail.objects.filter(recipient=BUYER).count() == 1


def test_a_first_order_is_welcomed_and_a_long_silence_ended(
    logged_in_page: Page, shopper: Page, live_server: Any, served_shop: Any, days: Days
) -> None:
    turn_on(logged_in_page, live_server.url, Kind.WELCOME)
    turn_on(logged_in_page, live_server.url, Kind.RE_ENGAGEMENT)
    leave_a_cart(shopper, served_shop.url)
    pay(shopper)
    days.pass_by()
    days.pass_by(timedelta(days=1))
    assert set(Enrolment.objects.values_list("contact__email", "workflow__kind")) == {(BUYER, "welcome")}
    email = newest_email(logged_in_page, live_server.url)
    expect(email.get_by_text("Nora", exact=False).first).to_be_visible()

    # Three e-mails in some weeks, then nothing, until she has not bought for as long as the workflow says.
    for _week in range(6):
        days.pass_by(timedelta(days=7))
    welcomed = OutboxEmail.objects.filter(recipient=BUYER).count()
    assert welcomed == 3
    assert Enrolment.objects.get(contact__email=BUYER).state == Enrolment.State.FINISHED
    lapse = Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days
    assert lapse is not None
    for _days in range(0, lapse, 3):
        days.pass_by(timedelta(days=3))
    assert OutboxEmail.objects.filter(recipient=BUYER, entry__workflow__kind="re_engagement").count() == 3
    assert Contact.objects.filter(email=BUYER).count() == 1
