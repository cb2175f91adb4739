"""The pages of those who read the e-mails, and the sender's, in Chromium: both languages, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from tests.workflows.answers import make_contact, sent_email
from workflows.models import Kind, MarketingEmail, Sender
from workflows.subscriptions.links import token_for
from workflows.subscriptions.reachability import standing_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
MODES = pytest.mark.parametrize("mode", ["light", "dark"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])
WORDS = {
    "en": {
        "ask": "Unsubscribe?",
        "do": "Unsubscribe",
        "done": "You are unsubscribed",
        "back": "Subscribe again",
        "choose": "Choose what you get instead",
        "types": "Your e-mails",
        "cart": "Cart reminders",
        "save": "Save",
        "saved": "Your choice holds from now on.",
        "all": "Unsubscribe from all",
        "sender": "E-mail sender",
        "name": "From name",
        "sender_saved": "The sender is saved.",
    },
    "fr": {
        "ask": "Se désabonner",
        "do": "Se désabonner",
        "done": "Vous êtes désabonné",
        "back": "Se réabonner",
        "choose": "Choisir plutôt ce que vous recevez",
        "types": "Vos e-mails",
        "cart": "Rappels de panier",
        "save": "Enregistrer",
        "saved": "Votre choix vaut dès maintenant.",
        "all": "Se désabonner de tout",
        "sender": "Expéditeur des e-mails",
        "name": "Nom d’expéditeur",
        "sender_saved": "L’expéditeur est enregistré.",
    },
}


@pytest.fixture
def ana(workflows):
    Sender.objects.update(postal_address="Maison Test\n1 rue de la Paix\n75002 Paris")
    return make_contact()


@pytest.fixture
def address_of(ana, workflows, live_server):
    """The address of a page for the reader of an e-mail in a language."""

    def address(page, language="en"):
        MarketingEmail.objects.update(language=language)
        entry = ana.enrolments.first().entries.first() if ana.enrolments.exists() else None
        entry = entry or sent_email(ana, workflows["welcome"])
        return f"{live_server.url}/e/{page}/{token_for(entry.pk, ana.email)}/"

    return address


@SIZES
@MODES
def test_axe_finds_nothing(browser_page, address_of, ana, live_server, viewport, mode):
    page = browser_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    asking, choosing = address_of("unsubscribe"), address_of("preferences")
    for address in (asking, choosing, f"{live_server.url}/e/unsubscribe/broken/"):
        page.goto(address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address
    page.goto(asking)
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert problems_of(page) == []
    page.goto(choosing)
    assert problems_of(page) == []


@LANGUAGES
@SCRIPTS
def test_unsubscribing_and_taking_it_back(open_page, address_of, ana, language, scripts):
    words = WORDS[language]
    page = open_page(java_script_enabled=scripts, locale="de-DE")
    page.goto(address_of("unsubscribe", language))
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["ask"])
    expect(page.get_by_text("a•••@example.com")).to_be_visible()
    assert standing_of(ana).closed_to == []

    page.get_by_role("button", name=words["do"]).click()
    expect(page.get_by_role("heading", name=words["done"])).to_be_visible()
    assert standing_of(ana).reason == "unsubscribed"

    page.get_by_role("button", name=words["back"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["ask"])
    assert standing_of(ana).closed_to == []
    assert page.context.cookies() == []


@LANGUAGES
@SCRIPTS
def test_choosing_types_by_keyboard(open_page, address_of, ana, language, scripts):
    words = WORDS[language]
    page = open_page(java_script_enabled=scripts, viewport=PHONE)
    page.goto(address_of("unsubscribe", language))
    page.get_by_role("link", name=words["choose"]).press("Enter")
    expect(page.get_by_role("heading", name=words["types"])).to_be_visible()
    page.get_by_role("checkbox", name=words["cart"]).press("Space")
    page.get_by_role("button", name=words["save"]).press("Enter")
    expect(page.get_by_role("status")).to_contain_text(words["saved"])
    expect(page.get_by_role("checkbox", name=words["cart"])).not_to_be_checked()
    assert standing_of(ana).closed_to == [Kind.ABANDONED_CART]

    page.get_by_role("button", name=words["all"]).click()
    expect(page.get_by_role("button", name=words["all"])).to_have_count(0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    assert standing_of(ana).reason == "unsubscribed"


def logged_in(page, client, admin_user, settings, live_server):
    client.force_login(admin_user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


@LANGUAGES
@SCRIPTS
def test_the_sender_is_set(open_page, client, admin_user, settings, live_server, portal, language, scripts):
    words = WORDS[language]
    page = open_page(java_script_enabled=scripts, locale=f"{language}-{language.upper()}")
    logged_in(page, client, admin_user, settings, live_server)
    page.goto(f"{live_server.url}/settings/")
    page.get_by_role("main").get_by_role("link", name=words["sender"]).click()
    page.get_by_label(words["name"]).fill("La Maison")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_text(words["sender_saved"])).to_be_visible()
    expect(page.get_by_label(words["name"])).to_have_value("La Maison")
    assert Sender.current().from_name == "La Maison"


@SIZES
@MODES
def test_axe_finds_nothing_with_the_sender_and_the_contact(
    logged_in_page, live_server, ana, address_of, viewport, mode
):
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    page.goto(address_of("unsubscribe"))
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    for address in ("/settings/sender/", ana.get_absolute_url()):
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address
    expect(page.get_by_text("E-mails are not sent: they unsubscribed.")).to_be_visible()
    expect(page.get_by_role("heading", name="Unsubscribed from all e-mails")).to_be_visible()
