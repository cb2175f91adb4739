"""The owner's side: lists, pages that show what is imported, changes."""

import html
import re

import pytest
import requests

from demo_store.back_office.properties import (
    checkout_properties,
    contact_properties,
    order_properties,
    product_properties,
)
from demo_store.graphql_api.context import Context
from demo_store.instants import iso, now


@pytest.fixture
def owner(shop):
    """The owner's browser."""
    session = requests.Session()
    session.post(f"{shop.url}/admin/login", timeout=5)

    class Owner:
        def get(self, path):
            return session.get(f"{shop.url}/admin{path}", timeout=10)

        def post(self, path, **form):
            return session.post(f"{shop.url}/admin{path}", data=form, timeout=10)

    return Owner()


def shown(page):
    """Values of the page's table by property name."""
    cells = re.findall(r'<td class="value" data-property="(\w+)">(.*?)</td>', page.text, re.DOTALL)
    return {name: html.unescape(re.sub(r"<[^>]+>", "", value)) for name, value in cells}


def test_everything_is_behind_the_log_in(shop):
    for path in ("", "/orders", "/customers", "/orders/1"):
        answer = requests.get(f"{shop.url}/admin{path}", allow_redirects=False, timeout=5)
        assert answer.headers["Location"].startswith("/admin/login")
    assert requests.post(f"{shop.url}/admin/app/uninstall", allow_redirects=False, timeout=5).status_code == 302


@pytest.mark.parametrize("path", ["", "/orders", "/customers", "/products", "/checkouts", "/orders?page=3"])
def test_lists_open(owner, path):
    assert owner.get(path).status_code == 200


def test_lists_are_searched_as_the_api_is(owner, shop):
    order = shop.store.orders.all()[17]
    page = owner.get(f"/orders?q=%23{order.number}")

    assert f"/admin/orders/{order.id}" in page.text
    assert page.text.count('href="/admin/orders/') == 1
    assert "Nobody like that" in owner.get("/customers?q=zzzzzz").text


def test_unknown_records(owner):
    assert owner.get("/orders/1").status_code == 404


def test_a_customers_page_shows_the_16(owner, shop):
    customer = next(c for c in shop.store.customers.all() if c.addresses and c.note and c.email)
    table = shown(owner.get(f"/customers/{customer.id}"))

    assert list(table) == [p.name for p in contact_properties(customer)]
    assert len(table) == 16
    assert table["email"] == customer.email
    assert table["orders_count"] == str(customer.number_of_orders)
    assert table["city"] == customer.default_address.place.city
    assert table["tax_exempt"] == "false"


def test_a_products_page_shows_the_11(owner, shop):
    product = shop.store.product_by_handle("alder-dining-chair")
    table = shown(owner.get(f"/products/{product.id}"))
    wanted = product_properties(product, Context(shop.store, shop.url, "2026-10", frozenset()))

    assert list(table) == [p.name for p in wanted]
    assert len(table) == 11
    assert table["price"] == "229.00"
    assert f"{shop.url}/files/alder-dining-chair-front.svg" in table["images"]


def test_an_orders_page_shows_the_25_and_its_lines(owner, shop):
    order = next(o for o in shop.store.orders.all() if o.refunds and o.journey and o.journey.last_visit)
    page = owner.get(f"/orders/{order.id}")
    table = shown(page)

    assert list(table) == [p.name for p in order_properties(order)]
    assert len(table) == 25
    assert table["total_price"] == f"{order.total / 100:.2f}"
    assert table["financial_status"] in ("partially_refunded", "refunded")
    assert all(line.sku in page.text for line in order.line_items if line.sku)


def test_a_checkouts_page_shows_the_same_25(owner, shop):
    checkout = shop.store.checkouts.all()[-1]
    table = shown(owner.get(f"/checkouts/{checkout.id}"))
    wanted = checkout_properties(checkout, Context(shop.store, shop.url, "2026-10", frozenset()))

    assert [p.name for p in wanted] == list(table) == [p.name for p in order_properties(shop.store.orders.all()[0])]
    assert checkout.token in table["abandoned_checkout_url"]


def test_a_customer_is_edited_and_updated_at_moves(owner, shop, ask):
    customer = next(c for c in shop.store.customers.all() if c.email and c.number_of_orders)
    before = customer.updated_at
    page = owner.post(
        f"/customers/{customer.id}",
        do="save",
        first_name="Zoë",
        last_name="Neu",
        email="zoe.neu@example.com",
        note="<b>bold</b>",
        tags="VIP, VIP , new",
        consent="UNSUBSCRIBED",
    )

    assert "Saved." in page.text
    assert "<b>bold</b>" not in page.text
    node = ask(
        "query ($id: ID!) { customer(id: $id) { firstName tags note updatedAt defaultEmailAddress { "
        "emailAddress marketingState } } }",
        id=f"gid://shopify/Customer/{customer.id}",
    )["data"]["customer"]
    assert node["firstName"] == "Zoë"
    assert node["tags"] == ["VIP", "new"]
    assert node["defaultEmailAddress"] == {"emailAddress": "zoe.neu@example.com", "marketingState": "UNSUBSCRIBED"}
    assert customer.updated_at > before


def test_a_taken_address_is_refused(owner, shop):
    first, second = [c for c in shop.store.customers.all() if c.email][10:12]
    page = owner.post(f"/customers/{first.id}", do="save", email=second.email.upper(), consent=first.consent)

    assert "Email has already been taken" in page.text
    assert first.email != second.email


def test_a_product_gets_another_price(owner, shop, ask):
    product = shop.store.product_by_handle("brume-vase")
    variant = product.variants[0]
    form = {"do": "save", "title": "Brume Vase", "tags": "vase", f"price-{variant.id}": "61,50"}
    owner.post(f"/products/{product.id}", **form)
    wrong = owner.post(f"/products/{product.id}", **{"do": "save", "title": "x", f"price-{variant.id}": "cheap"})
    node = ask(
        "query ($id: ID!) { productVariant(id: $id) { price product { title tags } } }",
        id=f"gid://shopify/ProductVariant/{variant.id}",
    )["data"]["productVariant"]

    assert node == {"price": "61.50", "product": {"title": "Brume Vase", "tags": ["vase"]}}
    assert "Please enter prices" in wrong.text


def test_an_order_is_paid_sent_and_refunded(owner, shop):
    order = next(o for o in shop.store.orders.all() if o.financial_status == "PENDING" and o.customer)
    spent = order.customer.amount_spent
    owner.post(f"/orders/{order.id}", do="paid")
    assert order.financial_status == "PAID"
    assert order.customer.amount_spent == spent + order.total

    owner.post(f"/orders/{order.id}", do="fulfil")
    assert order.fulfillment_status == "FULFILLED"

    too_much = owner.post(f"/orders/{order.id}", do="refund", amount=f"{order.total / 100 + 1:.2f}")
    assert "can be given back" in too_much.text
    owner.post(f"/orders/{order.id}", do="refund", amount="1.50", note="Goodwill")
    assert order.financial_status == "PARTIALLY_REFUNDED"
    assert (order.refunded, order.refunds[-1].note) == (150, "Goodwill")
    assert order.customer.amount_spent == spent + order.total - 150

    owner.post(f"/orders/{order.id}", do="refund", amount=f"{(order.total - 150) / 100:.2f}")
    assert order.financial_status == "REFUNDED"


def test_cancelling_gives_the_money_back(owner, shop):
    order = next(o for o in shop.store.orders.all() if o.fulfillment_status == "IN_PROGRESS" and not o.cancelled_at)
    owner.post(f"/orders/{order.id}", do="cancel", reason="INVENTORY")
    again = owner.post(f"/orders/{order.id}", do="cancel", reason="INVENTORY")

    assert (order.cancel_reason, order.financial_status, order.refunded) == ("INVENTORY", "REFUNDED", order.total)
    assert "cancelled already" in again.text


def test_changes_are_found_by_updated_at(owner, shop, ask):
    order = next(o for o in shop.store.orders.all() if o.financial_status in ("AUTHORIZED", "EXPIRED"))
    since = iso(now())
    owner.post(f"/orders/{order.id}", do="paid")
    text = "query ($q: String) { orders(first: 50, sortKey: UPDATED_AT, query: $q) { nodes { id updatedAt } } }"
    changed = ask(text, q=f"updated_at:>='{since}'")["data"]["orders"]["nodes"]

    assert f"gid://shopify/Order/{order.id}" in [node["id"] for node in changed]
    assert all(node["updatedAt"] >= since for node in changed)


def test_deleting(serve, asked_of):
    running = serve()
    store, ask = running.store, asked_of(running)
    session = requests.Session()
    session.post(f"{running.url}/admin/login", timeout=5)
    order = next(o for o in store.orders.all() if o.customer and any(line.product for line in o.line_items))
    line = next(line for line in order.line_items if line.product)
    product, customer = line.product, order.customer

    session.post(f"{running.url}/admin/products/{product.id}", data={"do": "delete"}, timeout=5)
    kept = session.post(f"{running.url}/admin/customers/{customer.id}", data={"do": "delete"}, timeout=5)
    assert line.product is None
    assert line.title == product.title
    assert "cannot be deleted" in kept.text

    orders = customer.number_of_orders
    session.post(f"{running.url}/admin/orders/{order.id}", data={"do": "delete"}, timeout=5)
    gone = ask("query ($id: ID!) { order(id: $id) { id } }", id=f"gid://shopify/Order/{order.id}")
    assert gone["data"]["order"] is None
    assert customer.number_of_orders == orders - 1


def test_the_owner_uninstalls_the_app(serve):
    running = serve(installed=True)
    running.store.webhooks.create("ORDERS_CREATE", {"uri": "https://example.com/x"})
    session = requests.Session()
    session.post(f"{running.url}/admin/login", timeout=5)
    page = session.post(f"{running.url}/admin/app/uninstall", timeout=5)

    assert "was uninstalled" in page.text
    assert running.store.installations.granted is None
    assert running.store.webhooks.all() == []
