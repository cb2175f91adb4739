"""Every imported property, as hubsync's page shows it, is what the demo store's own page says (SPEC P1, K2, D3)."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
import requests
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from crm.models import Contact, Deal, Product
from crm.words import WORDS
from demo_store.server import Running
from shopify_connector import importing
from shopify_connector.mapping.values import site_path
from shopify_connector.models import StoreConnection

# Ours by Shopify's, where they differ.
NAMES = {
    "created_at": "shopify_created_at",
    "province": "state",
    "total_price": "amount",
}
MONEY = {
    "price",
    "subtotal_price",
    "total_discounts",
    "total_line_items_price",
    "total_price",
    "total_tax",
}
NONE = {"—", "empty", ""}


def values_of(page: str) -> dict[str, list[str]]:
    """What a page shows by property: moments, pictures' addresses, or else its texts."""
    shown = {}
    for element in BeautifulSoup(page, "html.parser").select("[data-property]"):
        value = element.find("dd") or element
        moments = [str(one["datetime"]) for one in value.find_all("time")]
        pictures = [str(one["src"]) for one in value.find_all("img")]
        shown[str(element["data-property"])] = moments or pictures or list(value.stripped_strings)
    return shown


def theirs(values: list[str], name: str) -> object:
    text = " ".join(values)
    if text in NONE:
        return None
    if name in MONEY:
        return Decimal(text)
    if name in WORDS:
        return str(WORDS[name].get(text, text))
    if name == "landing_site":  # as webhooks have it, whoever told of it
        return site_path(text)
    if name in {"tags", "images"}:
        return sorted(re.split(r"[,\s]+", text)) if name == "images" else sorted(text.split(", "))
    if name.endswith("_at"):
        return datetime.fromisoformat(text)
    return {"true": "Yes", "false": "No"}.get(text, text)


def ours(values: list[str], name: str) -> object:
    text = " ".join(values)
    if text in NONE:
        return None
    if name in MONEY:
        return Decimal(re.sub(r"[^\d.-]", "", text))
    if name in {"tags", "images"}:
        return sorted(values)
    if name.endswith("_at"):
        return datetime.fromisoformat(values[0])
    return text


@pytest.fixture
def compare(store: StoreConnection, shop: Running, client: Client) -> Callable[[str, str], int]:
    """Compares a record's page with the store's; how many properties were compared."""
    importing.wait(importing.start(store))
    client.force_login(User.objects.create_superuser("admin@example.com", "a long password"))
    owner = requests.Session()
    owner.post(f"{shop.url}/admin/login", data={"email": "claire@maison-alder.example.com"})

    def one(their_path: str, our_path: str) -> int:
        their_page = values_of(owner.get(f"{shop.url}/admin/{their_path}").text)
        our_page = values_of(client.get(our_path).content.decode())
        expected = {name: theirs(values, name) for name, values in their_page.items()}
        for name, value in expected.items():
            if name == "body_html":
                continue
            shown = ours(our_page[NAMES.get(name, name)], name)
            assert shown == value, f"{name} of {their_path}: {shown!r}, the store says {value!r}"
        return len(expected)

    return one


def test_contacts_show_what_the_store_shows(compare: Callable[[str, str], int]) -> None:
    for contact in Contact.objects.order_by("id")[:25]:
        assert compare(f"customers/{contact.customers.get().customer_id}", contact.get_absolute_url()) == 16


def test_products_show_what_the_store_shows(compare: Callable[[str, str], int]) -> None:
    for product in Product.objects.order_by("id")[:25]:
        assert compare(f"products/{product.shopify_product_id}", product.get_absolute_url()) == 11


def test_deals_of_orders_show_what_the_store_shows(compare: Callable[[str, str], int]) -> None:
    for deal in Deal.objects.filter(abandoned_checkout_url="", shopify_order_id__isnull=False).order_by("id")[:40]:
        assert compare(f"orders/{deal.shopify_order_id}", deal.get_absolute_url()) == 25
