"""SPEC C1 to C4 in Chromium, in French: the walk of test_connecting_in_browser.py, and no English on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from shopify_connector.models import StoreConnection
from tests.shopify_connector.walk import FRENCH, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Words that any English sentence has, and no French one.
ENGLISH_WORDS = re.compile(
    r"\b(?:the|this|that|and|of|with|from|your|you|is|are|was|to|not|no|be|it|its)\b", re.IGNORECASE
)


def assert_french(page: Page, *phrases: str) -> None:
    """The page is marked as French, says these things, and says nothing in English; hidden text counts."""
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    body = page.locator("body")
    for phrase in phrases:
        expect(body).to_contain_text(phrase)
    text = page.evaluate("document.title + ' ' + document.body.textContent")
    labels = page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap((one) =>"
        " ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? '')).join(' ')"
    )
    found = [match.group() for match in ENGLISH_WORDS.finditer(f"{text} {labels}")]
    assert found == [], f"English on {page.url}"


def test_from_the_account_menu_to_a_connected_store_and_out_again(logged_in_page, live_server, demo):
    page = logged_in_page
    page.goto(f"{live_server.url}/settings/")
    page.locator("summary.account").click()
    page.get_by_role("button", name="Français").click()
    page.locator("summary.account").click()
    assert_french(page, "Intégrations", "Paramètres", "Langue", "Se déconnecter")
    assert User.objects.get().language == "fr"

    walk = Walk(page, live_server.url, FRENCH)
    walk.open_dialog()
    assert_french(page, "Toutes les intégrations", "Relation client", "hubsync importe les clients")
    walk.be_refused("www.acme.com")
    assert_french(page, "Saisissez celle qui se termine par .myshopify.com")
    walk.enter_address("maison-alder")
    walk.grant_access(demo.url)
    assert_french(page, "Ses clients, ses produits et ses commandes sont en cours d’importation.")
    walk.go_to_settings()
    assert_french(page, "Autorisations accordées", "Approbation dans Shopify", "État de la synchronisation")
    assert StoreConnection.objects.connected().name == "Maison Alder"

    walk.disconnect()
    assert_french(page, "Connecter votre boutique Shopify")
    assert StoreConnection.objects.current() is None


def test_a_merchant_who_cancels_reads_why_in_french(logged_in_page, live_server, demo):
    User.objects.update(language="fr")
    page = logged_in_page
    walk = Walk(page, live_server.url, FRENCH)
    walk.open_dialog()
    walk.enter_address("maison-alder")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Cancel").click()

    dialog = page.get_by_role("dialog", name="La boutique n’a pas été connectée")
    expect(dialog).to_contain_text("L’accès n’a pas été accordé dans Shopify.")
    assert_french(page, "Réessayer")
    assert not StoreConnection.objects.exists()
