"""What can be set going in the owner's admin, and its page about webhooks."""

import pytest
import requests

from tests.demo_store.receiver import Receiver


@pytest.fixture
def app():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def running(serve, app):
    return serve(app_url=app.url, retry_scale=0.00002, installed=True)


@pytest.fixture
def owner(running):
    session = requests.Session()
    session.post(f"{running.url}/admin/login", timeout=5)

    class Owner:
        def get(self, path):
            return session.get(f"{running.url}/admin{path}", timeout=10)

        def post(self, path, **form):
            return session.post(f"{running.url}/admin{path}", data=form, timeout=10)

    return Owner()


@pytest.fixture
def customer(running):
    return next(c for c in running.store.customers.all() if c.email and c.number_of_orders)


def test_an_order_is_placed_by_hand(owner, running, customer):
    orders = running.store.orders
    before = len(orders)
    page = owner.post("/orders", do="place", customer=customer.email, paid="no")
    owner.post("/orders", do="place", customer="")

    assert f"#{orders.all()[-2].number}" in page.text
    assert (orders.all()[-2].customer, orders.all()[-2].financial_status) == (customer, "PENDING")
    assert len(orders) == before + 2
    assert "There is no customer" in owner.post("/orders", do="place", customer="nobody@example.com").text


def test_a_checkout_is_left_changed_completed_and_deleted(owner, running, customer):
    checkouts = running.store.checkouts
    left = owner.post("/checkouts", do="abandon", customer=str(customer.id))
    checkout = checkouts.all()[-1]
    assert f"Checkout {checkout.name}" in left.text
    assert checkout.customer is customer

    owner.post(f"/checkouts/{checkout.id}", do="save", note="Is it blue?")
    assert checkout.note == "Is it blue?"
    page = owner.post(f"/checkouts/{checkout.id}", do="complete")
    assert running.store.orders.all()[-1].name in page.text
    again = owner.post(f"/checkouts/{checkout.id}", do="complete")
    assert "completed already" in again.text
    owner.post(f"/checkouts/{checkout.id}", do="delete")
    assert checkouts.get(checkout.id) is None


def test_customers_are_added_and_merged(owner, running, customer):
    page = owner.post("/customers", do="create", email="twin@example.com", first_name="Twin")
    twin = running.store.customer_by_email("twin@example.com")
    assert "Twin" in page.text

    assert "cannot be merged with itself" in owner.post(f"/customers/{twin.id}", do="merge", other=twin.email).text
    owner.post(f"/customers/{twin.id}", do="merge", other=customer.email)
    assert running.store.customers.get(customer.id) is None
    assert twin.number_of_orders == len(running.store.orders_of(twin)) > 0


def test_orders_products_and_the_store_are_changed(owner, running):
    order = next(o for o in running.store.orders.all() if o.financial_status == "PAID" and not o.cancelled_at)
    owner.post(f"/orders/{order.id}", do="save", note="Fragile", tags="gift, fast")
    owner.post(f"/orders/{order.id}", **{"do": "take-back", "line": str(order.line_items[0].id)})
    assert (order.note, order.tags) == ("Fragile", ("gift", "fast"))
    assert order.refunds[-1].lines[0].line is order.line_items[0]

    product = running.store.products.all()[0]
    assert f"Copy of {product.title}" in owner.post(f"/products/{product.id}", do="duplicate").text
    assert "Maison Aulne" in owner.post("/store", do="rename", name="Maison Aulne").text


def test_subscriptions_and_deliveries_are_shown(owner, running, app):
    assert "An app makes them" in owner.get("/webhooks").text
    running.store.webhooks.create("ORDERS_CREATE", {"uri": f"{app.url}/hooks"})
    app.statuses = [500]
    owner.post("/orders", do="place")
    assert running.store.deliveries.sender.settled(5)
    page = owner.get("/webhooks").text

    assert "ORDERS_CREATE" in page
    assert "orders/create" in page
    assert "Delivered" in page
    assert '<td class="num">2</td>' in page


def test_faults_are_changed_while_the_store_runs(owner, running):
    form = {"drop": "0.25", "duplicate": "0", "reorder": "1", "api_errors": "0", "throttle": "0", "delay": "2.5"}
    page = owner.post("/webhooks/faults", **form, expire_tokens="on")
    faults = running.store.faults

    assert (faults.drop, faults.reorder, faults.delay, faults.expire_tokens) == (0.25, 1.0, 2.5, True)
    assert 'name="drop" type="number" min="0" max="1" step="any" value="0.25"' in page.text
    assert "between 0 and 1" in owner.post("/webhooks/faults", **{**form, "drop": "7"}).text
    assert faults.drop == 0.25


def test_privacy_requests_are_sent_to_the_app(owner, running, app, customer):
    for doing in ("data_request", "redact", "shop_redact"):
        owner.post("/webhooks/privacy", do=doing, customer=customer.email)
    assert running.store.deliveries.sender.settled(5)

    assert sorted(received.topic for received in app.received) == [
        "customers/data_request",
        "customers/redact",
        "shop/redact",
    ]
    assert {received.path for received in app.received} == {"/shopify/webhooks"}
    assert "Which customer?" in owner.post("/webhooks/privacy", do="redact").text


def test_all_of_it_is_behind_the_log_in(running):
    for path in ("/webhooks/faults", "/webhooks/privacy", "/orders", "/store"):
        answer = requests.post(f"{running.url}/admin{path}", allow_redirects=False, timeout=5)
        assert answer.headers["Location"].startswith("/admin/login")
    assert "login" in requests.get(f"{running.url}/admin/webhooks", timeout=5).url


def test_granting_more_tells_the_app(running, app):
    running.store.webhooks.create("APP_SCOPES_UPDATE", {"uri": f"{app.url}/hooks"})
    browser = requests.Session()
    browser.post(f"{running.url}/admin/login", timeout=5)
    address = {
        "client_id": "demo-store-key",
        "scope": "read_orders,read_locations",
        "state": "x",
        "redirect_uri": f"{app.url}/shopify/callback",
    }
    form = {"decision": "install", "grant": ["read_orders", "read_locations"]}
    url = f"{running.url}/admin/oauth/authorize"
    browser.post(url, params=address, data=form, allow_redirects=False, timeout=5)
    assert running.store.deliveries.sender.settled(5)

    assert [received.topic for received in app.received] == ["app/scopes_update"]
