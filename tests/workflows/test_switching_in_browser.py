"""From drafts to a workflow that is on, in Chromium, in both languages, with and without scripts; axe finds nothing."""

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from playwright.sync_api import expect

from crm.stages import ensure_pipeline
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from tests.workflows.sending_world import BEGAN, Clockwork, cart, person, publish_all, switch_on
from workflows import sending
from workflows.models import Enrolment, Kind, LedgerEntry, MarketingEmail, OutboxEmail, Sender, Workflow
from workflows.sending.transports import Unsure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say."""

    locale: str
    turn_on: str
    first: str
    publish: str
    is_on: str
    change: str
    monday: str
    save: str
    sends: str
    turn_off: str
    is_off: str


ENGLISH = Words(
    locale="en-US",
    turn_on="Turn on",
    first="have to be published first",
    publish="Publish",
    is_on="Workflow is on",
    change="Change when it sends",
    monday="Monday",
    save="Save",
    sends="It sends: Tue",
    turn_off="Turn off",
    is_off="it sends nothing",
)
FRENCH = Words(
    locale="fr-FR",
    turn_on="Activer",
    first="doivent d’abord être publiés",
    publish="Publier",
    is_on="Workflow activé",
    change="Modifier quand il envoie",
    monday="Lundi",
    save="Enregistrer",
    sends="Il envoie : mar.",
    turn_off="Désactiver",
    is_off="il n’envoie rien",
)


@pytest.fixture
def store(workflows):
    ensure_pipeline()
    Sender.objects.update(postal_address="12 rue des Tests, Paris")


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_drafts_to_on_and_off_again(logged_in_page, open_page, live_server, store, words, scripts):
    page = open_page(locale=words.locale, java_script_enabled=scripts)
    page.context.add_cookies(logged_in_page.context.cookies())
    address = f"{live_server.url}/automation/abandoned_cart/"

    # The dialog names what keeps it off …
    page.goto(address)
    page.get_by_role("link", name=words.turn_on, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(words.first)).to_be_visible()
    expect(dialog.locator(".to-publish").get_by_role("link")).to_have_count(3)

    # … each e-mail is published …
    for email in MarketingEmail.objects.filter(made_for=Kind.ABANDONED_CART).order_by("id"):
        page.goto(live_server.url + email.get_absolute_url())
        page.get_by_role("button", name=words.publish, exact=True).click()
        expect(page.get_by_role("button", name=words.publish, exact=True)).to_have_count(0)

    # … and it can be turned on.
    page.goto(address)
    page.get_by_role("link", name=words.turn_on, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=words.turn_on, exact=True).click()
    expect(page.get_by_text(words.is_on, exact=True)).to_be_visible()

    page.get_by_role("link", name=words.change).click()
    page.get_by_label(words.monday).uncheck()
    page.get_by_role("button", name=words.save, exact=True).click()
    expect(page.get_by_text(re.compile(words.sends.replace(" :", r"\s:")))).to_be_visible()

    page.get_by_role("link", name=words.turn_off, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=words.turn_off, exact=True).click()
    expect(page.get_by_text(words.is_off)).to_be_visible()
    assert not Workflow.objects.get(kind=Kind.ABANDONED_CART).is_on


@pytest.fixture
def busy(store, settings):
    """A workflow with people, of whom one e-mail is of unknown outcome and one in the outbox."""
    settings.EMAIL_URL = ""
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    for number in (1, 2, 3):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    clockwork = Clockwork()
    clockwork.sink.answers = [Unsure("the connection broke")]
    clockwork.turn(BEGAN)
    LedgerEntry.objects.filter(place=2).update(due_at=BEGAN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_workflowstep SET delay_seconds = 0")
    LedgerEntry.objects.filter(place=2).update(is_wanted_late=True)
    sending.run(lambda: BEGAN.replace(month=3))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_where_people_and_emails_are_shown(logged_in_page, live_server, busy, viewport, mode):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    here = "/automation/abandoned_cart/"
    enrolment, kept = Enrolment.objects.first(), OutboxEmail.objects.first()
    for address in [
        here, f"{here}people/", f"{here}people/?state=left", f"{here}people/{enrolment.pk}/", f"{here}held/",
        f"{here}window/", f"{here}emails/1/", f"{here}off/", "/automation/welcome/on/", "/automation/welcome/held/",
        "/outbox/", f"/outbox/{kept.pk}/", "/emails/", "/automation/welcome/people/",
    ]:  # fmt: skip
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address
