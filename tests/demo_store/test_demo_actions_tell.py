"""Which topics each action causes, told as one event."""

import pytest

from demo_store.back_office import actions
from demo_store.back_office.actions import Refused
from demo_store.options import Options
from demo_store.store import Store

ORDER = ["orders/create", "orders/paid", "orders/updated", "customers/update", "customers/purchasing_summary"]


@pytest.fixture
def store():
    return Store(Options(customers=60, orders=150, seed=7, installed=True))


@pytest.fixture
def told(store):
    """Do something; its deliveries by topic, which must be of one event."""
    seen = []
    store.deliveries.sink = seen.append

    def told(doing, *args, **more):
        seen.clear()
        doing(store, *args, **more)
        assert len({delivery.event_id for delivery in seen}) == 1
        assert len({delivery.webhook_id for delivery in seen}) == len(seen)
        return sorted(delivery.topic for delivery in seen)

    return told


@pytest.fixture
def order(store):
    """Somebody's order, paid, unsent, without stock to move."""
    placed = actions.place_order(store)
    for line in placed.line_items:
        line.variant = None
    return placed


def topics(*names):
    return sorted(names)


def test_placing_an_order(store, told):
    placed = told(actions.place_order)
    stock = placed.count("products/update")

    assert placed == topics(*ORDER, *["products/update"] * stock)
    assert stock >= 1


def test_an_unpaid_order_and_its_payment(store, told):
    told(actions.place_order, paid=False)
    order = store.orders.all()[-1]

    assert order.financial_status == "PENDING"
    assert told(actions.mark_paid, order) == topics(
        "orders/paid", "orders/updated", "customers/update", "customers/purchasing_summary"
    )


def test_sending(told, order):
    assert told(actions.fulfil, order) == topics("orders/fulfilled", "orders/updated")


def test_refunding_and_taking_back(told, order):
    money = ("refunds/create", "orders/updated", "customers/update", "customers/purchasing_summary")

    assert told(actions.refund, order, "1.00", "Goodwill") == topics(*money)
    assert told(actions.take_back, order, order.line_items[0]) == topics(*money)


def test_cancelling(told, order):
    assert told(actions.cancel, order, "STAFF") == topics(
        "refunds/create", "orders/cancelled", "orders/updated", "customers/update", "customers/purchasing_summary"
    )


def test_deleting_an_order(told, order):
    deletion = topics("orders/delete", "customers/update", "customers/purchasing_summary")

    assert told(actions.delete_order, order) == deletion


def test_editing_an_order(told, order):
    assert told(actions.edit_order, order, {"note": "Ring twice"}) == ["orders/updated"]
    assert order.note == "Ring twice"


def test_a_checkout_from_beginning_to_end(store, told):
    assert told(actions.abandon_checkout) == ["checkouts/create"]
    checkout = store.checkouts.all()[-1]
    assert told(actions.edit_checkout, checkout, "Is it blue?") == ["checkouts/update"]
    completed = told(actions.complete_checkout, checkout)

    assert [topic for topic in completed if topic != "products/update"] == topics("checkouts/update", *ORDER)
    assert store.orders.all()[-1].checkout_token == checkout.token
    assert told(actions.delete_checkout, checkout) == ["checkouts/delete"]
    assert store.checkouts.get(checkout.id) is None


def test_a_new_customer(store, told):
    given = {"email": "new@example.com", "first_name": "Noé", "tags": "VIP", "consent": "SUBSCRIBED"}

    assert told(actions.create_customer, given) == topics(
        "customers/create", "customers/update", "customer.tags_added", "customers_email_marketing_consent/update"
    )
    with pytest.raises(Refused):
        actions.create_customer(store, {"email": "NEW@example.com"})


def test_tags_that_come_and_go(store, told):
    customer = actions.create_customer(store, {"email": "tags@example.com", "tags": "a, b"})
    changed = told(actions.edit_customer, customer, {"tags": "b, c"})

    assert changed == topics("customer.tags_added", "customer.tags_removed", "customers/update")
    assert told(actions.edit_customer, customer, {"note": "no more"}) == ["customers/update"]
    assert (customer.tags, customer.email) == (("b", "c"), "tags@example.com")


def test_consent(store, told):
    customer = next(c for c in store.customers.all() if c.consent == "SUBSCRIBED")

    assert told(actions.change_consent, customer, "UNSUBSCRIBED") == topics(
        "customers_email_marketing_consent/update", "customers/update"
    )


def test_merging_two_customers(store, told):
    kept = actions.create_customer(store, {"email": "kept@example.com", "first_name": "Kept"})
    gone = actions.create_customer(store, {"email": "gone@example.com", "last_name": "Gone"})
    order = actions.place_order(store, gone)
    kept.updated_at -= 100
    before = kept.updated_at

    assert told(actions.merge_customers, kept, gone) == topics(
        "customers/merge", "customers/update", "customers/purchasing_summary", "orders/updated"
    )
    assert store.customers.get(gone.id) is None
    assert order.customer is kept
    assert (kept.number_of_orders, kept.display_name, kept.email) == (1, "Kept Gone", "kept@example.com")
    assert kept.updated_at > before


def test_deleting_a_customer(store, told):
    customer = actions.create_customer(store, {"email": "short@example.com"})

    assert told(actions.delete_customer, customer) == ["customers/delete"]


def test_products(store, told):
    product = store.products.all()[0]

    assert told(actions.duplicate_product, product) == ["products/create"]
    copy = store.products.all()[-1]
    assert (copy.status, copy.published_at, copy.variants[0].product) == ("DRAFT", None, copy)
    assert told(actions.edit_product, copy, {"title": "Renamed"}) == ["products/update"]
    assert copy.tags == product.tags
    assert told(actions.delete_product, copy) == ["products/delete"]


def test_shop_scopes_and_privacy(store, told):
    customer = store.customers.all()[0]

    assert told(actions.rename_shop, "Maison Aulne") == ["shop/update"]
    assert told(actions.change_scopes, ["read_orders"]) == ["app/scopes_update"]
    assert told(actions.request_data, customer) == ["customers/data_request"]
    assert told(actions.redact_customer, customer) == ["customers/redact"]
    assert told(actions.redact_shop) == ["shop/redact"]


def test_touching_a_record_tells_it(store, told):
    assert told(Store.touch, store.orders.all()[0]) == ["orders/updated"]
    assert told(Store.touch, store.customers.all()[0]) == ["customers/update"]
    assert told(Store.touch, store.products.all()[0]) == ["products/update"]
    assert told(Store.touch, store.checkouts.all()[0]) == ["checkouts/update"]


def test_what_is_refused_tells_nothing(store, order):
    seen = []
    store.deliveries.sink = seen.append
    with pytest.raises(Refused):
        actions.refund(store, order, "1000000")

    assert seen == []


def test_no_body_is_made_for_nobody(store, monkeypatch):
    monkeypatch.setattr(store.deliveries, "body", lambda topic, record: pytest.fail("a body was made"))
    actions.place_order(store)


def test_mutations_and_exports_tell_too(serve, asked_of, query, export):
    running = serve()
    seen = []
    running.store.deliveries.sink = seen.append
    ask = asked_of(running)
    customer = next(c for c in running.store.customers.all() if c.consent == "SUBSCRIBED")
    consent = {"marketingState": "UNSUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN"}
    ask(
        query("consent_update"),
        input={"customerId": f"gid://shopify/Customer/{customer.id}", "emailMarketingConsent": consent},
    )
    export("{ products { edges { node { id } } } }", ask=ask)
    ask(query("app_uninstall"))

    assert [delivery.topic for delivery in seen] == [
        "customers_email_marketing_consent/update",
        "customers/update",
        "bulk_operations/finish",
        "app/uninstalled",
    ]
