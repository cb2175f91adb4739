"""The demo store in a real browser: nothing sticks out on a phone, and everybody can read and use it."""

import pytest
from axe_core_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
AUTHORIZE = (
    "/admin/oauth/authorize?client_id=demo-store-key&scope=read_customers,read_products,read_orders&state=x"
    "&redirect_uri=http://127.0.0.1:8000/shopify/callback"
)


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def page(browser, request):
    """A fresh browser of that width."""
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    yield context.new_page()
    context.close()


def check(page):
    """Nothing wider than the window; axe finds nothing."""
    page.wait_for_load_state()
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page)["violations"]

    assert too_wide <= 0, page.url
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == [], page.url


def test_from_the_front_page_to_the_order(page, shop):
    for path in ("/", "/collections/table", "/products/wool-throw"):
        page.goto(shop.url + path)
        check(page)
    page.click("text=Add to cart")
    check(page)
    page.click("button:has-text('Check out')")
    check(page)
    page.fill("#email", "walker@example.com")
    page.click("text=Continue")
    check(page)
    for name, value in {
        "first_name": "Ada",
        "last_name": "Łoś",
        "address1": "1 rue X",
        "zip": "44000",
        "city": "Nantes",
    }.items():
        page.fill(f"#{name}", value)
    page.click("button:has-text('Pay')")
    check(page)
    assert page.inner_text("h1") == "Thank you, Ada!"


def test_log_in_grant_and_refuse(page, shop):
    page.goto(shop.url + AUTHORIZE)
    check(page)
    page.click("button:has-text('Log in')")
    assert page.inner_text("h1") == "Install hubsync?"
    page.click("summary")
    check(page)
    with page.expect_request("http://127.0.0.1:8000/shopify/callback**") as refused:
        page.click("button:has-text('Cancel')")
    assert "error=access_denied" in refused.value.url


def test_the_owners_side(page, shop):
    order = next(o for o in shop.store.orders.all() if o.refunds and o.customer)
    product = shop.store.products.all()[0]
    checkout = shop.store.checkouts.all()[-1]
    page.goto(shop.url + "/admin")
    page.click("button:has-text('Log in')")
    for path in (
        "",
        "/orders",
        "/customers",
        "/products",
        "/checkouts",
        f"/orders/{order.id}",
        f"/customers/{order.customer.id}",
        f"/products/{product.id}",
        f"/checkouts/{checkout.id}",
        "/webhooks",
    ):
        page.goto(f"{shop.url}/admin{path}")
        check(page)
