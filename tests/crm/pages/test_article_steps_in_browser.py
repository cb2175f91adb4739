"""The steps of the reference article, in English and in French: a list by product name and deal stage (SPEC S1-S4)."""

import re

import pytest
from playwright.sync_api import expect

from crm.lists import running
from crm.models import Contact, ContactList, ListMembership
from crm.stages import StageId

pytestmark = pytest.mark.browser

WORDS = {
    "en-US": {
        "contacts": "Contacts",
        "lists": "Lists",
        "new": "New list",
        "line item": "Line item property",
        "deal": "Deal property",
        "property": "Property",
        "name": "Product name",
        "stage": "Deal stage",
        "condition": "Condition",
        "equal": "is equal to",
        "contains": "contains",
        "any": "is any of",
        "value": "Value",
        "and": "And",
        "shipped": "Shipped",
        "done": "Done",
        "active": "Active",
        "static": "Static",
        "save": "Save",
        "sentence": "Contacts who have a deal whose Deal stage is any of Shipped, with a line item whose Product name",
    },
    "fr-FR": {
        "contacts": "Contacts",
        "lists": "Listes",
        "new": "Nouvelle liste",
        "line item": "Propriété de la ligne de commande",
        "deal": "Propriété de la transaction",
        "property": "Propriété",
        "name": "Nom du produit",
        "stage": "Phase de transaction",
        "condition": "Condition",
        "equal": "est égal à",
        "contains": "contient",
        "any": "est l’un de",
        "value": "Valeur",
        "and": "Et",
        "shipped": "Expédiée",
        "done": "Terminé",
        "active": "Active",
        "static": "Statique",
        "save": "Enregistrer",
        "sentence": "Contacts qui ont une transaction",
    },
}


@pytest.fixture
def shop(make_contact, make_deal, make_product):
    """Ana has a shipped trail shoe, Ben one that is not sent yet, Cem a shipped lamp."""
    shoe, lamp = make_product("Trail shoe"), make_product("Lamp")
    for name, product, stage in (
        ("Ana", shoe, StageId.SHIPPED),
        ("Ben", shoe, StageId.PROCESSED),
        ("Cem", lamp, StageId.SHIPPED),
    ):
        make_deal(f"#{name}", stage, contact=make_contact(name), products=[product])


def choose_property(page, words, name):
    """The new row's property has the focus: type a part of its name, Enter."""
    box = page.get_by_role("combobox", name=words["property"], exact=True).last
    expect(box).to_be_focused()
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("locale", ["en-US", "fr-FR"])
@pytest.mark.parametrize(
    ("operator", "value", "kind"), [("contains", "trail", "active"), ("equal", "Trail shoe", "static")]
)
def test_the_steps_of_the_article(logged_in_page, admin_user, live_server, shop, locale, operator, value, kind):
    words, page = WORDS[locale], logged_in_page
    admin_user.language = locale[:2]
    admin_user.save()
    page.goto(live_server.url + "/contacts/")
    page.get_by_role("link", name=words["lists"], exact=True).first.click()
    page.get_by_role("link", name=words["new"]).first.click()

    page.get_by_role("button", name=words["line item"], exact=True).click()
    choose_property(page, words, words["name"])
    page.get_by_label(words["condition"]).select_option(label=words[operator])
    page.get_by_role("combobox", name=words["value"], exact=True).fill(value)
    number = page.locator(".list-preview__number b")
    expect(number).to_have_text("2")

    page.locator("summary", has_text=re.compile(f"^{words['and']}$")).click()
    page.get_by_role("button", name=words["deal"], exact=True).click()
    choose_property(page, words, words["stage"])
    expect(page.get_by_label(words["condition"]).last.locator("option:checked")).to_have_text(words["any"])
    page.get_by_label(words["shipped"]).check()
    expect(number).to_have_text("1")
    expect(page.locator("#list-sentence")).to_contain_text(words["sentence"])
    expect(page.locator(".list-preview__sample")).to_contain_text("Ana Silva")

    page.get_by_role("button", name=words["done"], exact=True).click()
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("Trail")
    page.get_by_role("radio", name=re.compile(f"^{words[kind]}")).check()
    page.get_by_role("button", name=words["save"], exact=True).first.click()
    page.wait_for_url(re.compile(r"/lists/\d+/$"))

    running.run()
    members = ListMembership.objects.current().values_list("contact_id", flat=True)
    assert list(members) == [Contact.objects.get(first_name="Ana").pk]
    assert ContactList.objects.get().size == 1
