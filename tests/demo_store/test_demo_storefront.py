"""The shop from a buyer's side: pages, cart, checkout, order."""

import re

import pytest
import requests

from demo_store.storefront.drawings import picture


@pytest.fixture
def browser(shop):
    """A buyer's browser: pages by path, forms by path."""
    session = requests.Session()

    class Browser:
        def get(self, path, **more):
            return session.get(shop.url + path, timeout=10, **more)

        def post(self, path, **form):
            return session.post(shop.url + path, data=form, timeout=10)

    return Browser()


def variant_of(shop, handle):
    return shop.store.product_by_handle(handle).variants[0]


def fill_basket(browser, shop, handle="wool-throw", quantity=2):
    browser.post("/cart/add", variant=variant_of(shop, handle).id, quantity=quantity)


def to_checkout(browser, email, **more):
    """Through the e-mail step; the address of the second step's page."""
    return browser.post("/checkout", email=email, **more).url


ADDRESS = {
    "country": "FR",
    "first_name": "Ada",
    "last_name": "Łoś",
    "address1": "1 rue des Lilas",
    "zip": "44000",
    "city": "Nantes",
    "then": "pay",
    "priced_for": "FR",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/collections/table", "/collections/all", "/products/brume-vase", "/cart", "/pages/about", "/search?q=lamp"],
)
def test_pages_open(browser, path):
    page = browser.get(path)

    assert page.status_code == 200
    assert "Maison Alder" in page.text


def test_pages_that_are_not_there(browser):
    assert browser.get("/products/unicorn").status_code == 404
    assert browser.get("/collections/unicorns").status_code == 404
    assert "Not here" in browser.get("/nowhere").text


def test_unpublished_products_are_not_shown(browser, shop):
    draft = next(p for p in shop.store.products.all() if p.status == "DRAFT")

    assert browser.get(f"/products/{draft.handle}").status_code == 404
    assert f"/products/{draft.handle}" not in browser.get("/collections/all").text


def test_every_product_has_its_pictures(browser, shop):
    for product in shop.store.products.all():
        for drawn in product.pictures:
            answer = browser.get(f"/files/{drawn.name}")
            assert answer.headers["Content-Type"].startswith("image/svg+xml")
            assert answer.text.startswith("<svg ")


def test_only_what_is_sold_is_drawn():
    assert picture("wool-throw", "front")
    assert picture("wool-throw", "../../etc") is None
    assert picture("unicorn", "front") is None


def test_leaving_after_the_mail_step_is_an_abandoned_checkout(browser, shop, ask):
    fill_basket(browser, shop)
    before = len(shop.store.checkouts)
    url = to_checkout(browser, " Leaver@Example.com ", subscribe="on")
    token = url.rsplit("/", 1)[1]

    assert len(shop.store.checkouts) == before + 1
    text = (
        "{ abandonedCheckouts(first: 1, sortKey: CREATED_AT, reverse: true) { nodes { name abandonedCheckoutUrl "
        "completedAt customer { defaultEmailAddress { emailAddress marketingState } } "
        "lineItems(first: 5) { nodes { title quantity } } } } }"
    )
    checkout = ask(text)["data"]["abandonedCheckouts"]["nodes"][0]
    assert f"/checkouts/{token}/recover?key=" in checkout["abandonedCheckoutUrl"]
    assert checkout["completedAt"] is None
    assert checkout["customer"]["defaultEmailAddress"] == {
        "emailAddress": "leaver@example.com",
        "marketingState": "SUBSCRIBED",
    }
    assert checkout["lineItems"]["nodes"] == [{"title": "Wool Throw", "quantity": 2}]


def test_paying_makes_an_order_of_the_checkout(browser, shop, ask):
    browser.get(
        "/products/wool-throw?utm_source=newsletter&utm_medium=email&utm_campaign=autumn",
        headers={"Referer": "https://www.google.com/"},
    )
    fill_basket(browser, shop)
    token = to_checkout(browser, "payer@example.com").rsplit("/", 1)[1]
    page = browser.post(f"/checkouts/{token}", code="merci20", **ADDRESS)

    assert page.url.endswith("/thank-you")
    assert "Thank you, Ada" in page.text
    text = """query ($q: String) { orders(first: 2, query: $q) { nodes { name checkoutToken cartToken sourceName
      displayFinancialStatus displayFulfillmentStatus discountCodes totalPriceSet { shopMoney { amount } }
      shippingAddress { city } customer { firstName numberOfOrders amountSpent { amount } }
      customerJourneySummary { customerOrderIndex lastVisit { source utmParameters { campaign } } } } } }"""
    order = ask(text, q=f"checkout_token:{token}")["data"]["orders"]["nodes"][0]
    checkout = next(c for c in shop.store.checkouts.all() if c.token == token)

    assert order["name"] == f"#{shop.store.next_order_number() - 1}"
    assert (order["cartToken"], order["sourceName"]) == (checkout.cart_token, "web")
    assert (order["displayFinancialStatus"], order["displayFulfillmentStatus"]) == ("PAID", "UNFULFILLED")
    assert order["discountCodes"] == ["MERCI20"]
    assert order["totalPriceSet"]["shopMoney"]["amount"] == "190.4"
    assert order["customer"] == {"firstName": "Ada", "numberOfOrders": "1", "amountSpent": {"amount": "190.4"}}
    assert order["customerJourneySummary"]["lastVisit"]["utmParameters"] == {"campaign": "autumn"}
    assert checkout.completed_at is not None
    assert "Nothing in it yet" in browser.get("/cart").text


def test_another_country_is_priced_before_it_is_paid(browser, shop):
    fill_basket(browser, shop)
    token = to_checkout(browser, "abroad@example.com").rsplit("/", 1)[1]
    page = browser.post(f"/checkouts/{token}", **{**ADDRESS, "country": "US"})

    assert "changes the total" in page.text
    assert "Delivery to United States" in page.text
    assert not any(order.checkout_token == token for order in shop.store.orders.all())


def test_checkouts_of_others_are_closed(browser, shop):
    other = next(c for c in shop.store.checkouts.all() if not c.completed_at)

    assert browser.get(f"/checkouts/{other.token}").status_code == 404
    assert browser.get(f"/checkouts/{other.token}/recover?key=guess").status_code == 404


def test_the_recovery_link_fills_the_cart_again(browser, shop, ask):
    checkout = next(c for c in shop.store.checkouts.all() if not c.completed_at)
    found = ask(
        "query ($id: ID!) { node(id: $id) { ... on AbandonedCheckout { abandonedCheckoutUrl } } }",
        id=f"gid://shopify/AbandonedCheckout/{checkout.id}",
    )
    path = found["data"]["node"]["abandonedCheckoutUrl"].removeprefix(shop.url)
    page = browser.get(path)

    assert page.url.endswith(f"/checkouts/{checkout.token}")
    assert checkout.line_items[0].title.replace("&", "&amp;").replace("'", "&#39;") in page.text
    assert re.search(r'class="count">[1-9]', browser.get("/").text)


def test_a_known_customer_is_not_made_twice_nor_unsubscribed(browser, shop):
    known = next(c for c in shop.store.customers.all() if c.consent == "SUBSCRIBED")
    fill_basket(browser, shop)
    before = len(shop.store.customers)
    page = browser.get(to_checkout(browser, known.email.upper()).removeprefix(shop.url))

    assert len(shop.store.customers) == before
    assert known.consent == "SUBSCRIBED"
    assert known.default_address is None or known.default_address.address1 not in page.text


def test_orders_have_a_status_page(browser, shop):
    order = next(o for o in shop.store.orders.all() if o.fulfillment_status == "FULFILLED" and o.source_name == "web")

    assert "On its way" in browser.get(f"/orders/{order.token}").text


def test_the_letter_makes_a_subscribed_customer(browser, shop):
    browser.post("/letter", email="reader@example.org")

    assert shop.store.customer_by_email("reader@example.org").consent == "SUBSCRIBED"
