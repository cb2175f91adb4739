"""The way from the account menu to a connected store and out again (SPEC C1 to C4), in the words of either language."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says at each step; `store` in them is the demo store's name."""

    integrations: str
    view_integration: str
    connect_your_store: str
    store_url: str
    connect_to_shopify: str
    not_an_address: str
    is_connected: str
    go_to_settings: str
    settings: str
    cards: tuple[str, ...]
    disconnect_the_store: str
    disconnect: str
    stays: str
    is_disconnected: str


ENGLISH = Words(
    integrations="Integrations",
    view_integration="View integration",
    connect_your_store="Connect your Shopify store",
    store_url="Shopify store URL",
    connect_to_shopify="Connect to Shopify",
    not_an_address="That is not an address at Shopify.",
    is_connected="Maison Alder is connected",
    go_to_settings="Go to e-commerce settings",
    settings="E-commerce settings",
    cards=("Import", "Store", "Connection", "Disconnect"),
    disconnect_the_store="Disconnect the store",
    disconnect="Disconnect",
    stays="stay here",
    is_disconnected="Maison Alder is disconnected.",
)
FRENCH = Words(
    integrations="Intégrations",
    view_integration="Afficher l’intégration",
    connect_your_store="Connecter votre boutique Shopify",
    store_url="URL de la boutique Shopify",
    connect_to_shopify="Se connecter à Shopify",
    not_an_address="Ce n’est pas une adresse chez Shopify.",
    is_connected="Maison Alder est connectée",
    go_to_settings="Aller aux paramètres e-commerce",
    settings="Paramètres e-commerce",
    cards=("Importation", "Boutique", "Connexion", "Déconnecter"),
    disconnect_the_store="Déconnecter la boutique",
    disconnect="Déconnecter",
    stays="restent ici",
    is_disconnected="Maison Alder est déconnectée.",
)


@dataclass(frozen=True, slots=True)
class Walk:
    """Steps in a browser that is logged in at `base`; each checks what it finds there."""

    page: Page
    base: str
    words: Words = ENGLISH

    def open_dialog(self) -> None:
        """From the account menu to the dialog that connects a store."""
        page, words = self.page, self.words
        page.goto(f"{self.base}/settings/")
        page.locator("summary.account").click()
        page.get_by_role("link", name=words.integrations).first.click()
        page.get_by_role("navigation", name=words.integrations).get_by_role("link", name="E-commerce").click()
        page.get_by_role("searchbox").fill("Shopify")
        expect(page).to_have_url(re.compile(r"q=Shopify"))
        view = page.get_by_role("link", name=words.view_integration)
        expect(view).to_have_css("opacity", "0")
        page.get_by_role("heading", name="Shopify").hover()
        expect(view).to_have_css("opacity", "1")
        view.click()
        expect(page.get_by_role("dialog", name=words.connect_your_store)).to_be_visible()

    def enter_address(self, address: str) -> None:
        """Send an address from the dialog."""
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label(self.words.store_url).fill(address)
        dialog.get_by_role("button", name=self.words.connect_to_shopify).click()

    def be_refused(self, address: str) -> None:
        """Send an address that is none of Shopify's."""
        self.enter_address(address)
        expect(self.page.get_by_role("dialog")).to_contain_text(self.words.not_an_address)

    def grant_access(self, store_url: str) -> Locator:
        """Log in to the demo store (in English, always) and install the app. The dialog that says it is connected."""
        self.page.wait_for_url(f"{store_url}/**")
        self.page.get_by_role("button", name="Log in").click()
        self.page.get_by_role("button", name="Install").click()
        done = self.page.get_by_role("dialog", name=self.words.is_connected)
        expect(done).to_be_visible()
        return done

    def go_to_settings(self) -> None:
        """From the dialog to the e-commerce settings."""
        self.page.get_by_role("dialog").get_by_role("link", name=self.words.go_to_settings).click()
        expect(self.page).to_have_url(f"{self.base}/settings/e-commerce/")
        expect(self.page.get_by_role("heading", name=self.words.settings, level=1)).to_be_visible()
        for card in self.words.cards:
            expect(self.page.get_by_role("heading", name=card, exact=True)).to_be_visible()
        expect(self.page.get_by_text("maison-alder.myshopify.com").first).to_be_visible()

    def disconnect(self) -> None:
        """Let the store go, after reading what that means."""
        self.page.get_by_role("link", name=self.words.disconnect_the_store).click()
        dialog = self.page.get_by_role("dialog", name=re.compile(rf"^{self.words.disconnect} Maison Alder"))
        expect(dialog).to_contain_text(self.words.stays)
        dialog.get_by_role("button", name=self.words.disconnect).click()
        expect(self.page.get_by_text(self.words.is_disconnected)).to_be_visible()
