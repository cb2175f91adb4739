"""What webhook bodies look like: the keys and forms of API 2026-10."""

import json
import re

import pytest

from demo_store.back_office import actions
from demo_store.options import Options
from demo_store.records import Variant
from demo_store.store import Store
from tests.demo_store import body_keys as keys

ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
THOUSANDTHS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(scope="module")
def store():
    return Store(Options(customers=60, orders=150, seed=7, installed=True))


@pytest.fixture
def bodies(store):
    """Do something; the bodies it causes by topic."""
    seen = []
    store.deliveries.sink = seen.append

    def bodies(doing, *args, **more):
        seen.clear()
        doing(store, *args, **more)
        return {delivery.topic: json.loads(delivery.body) for delivery in seen}

    return bodies


@pytest.fixture
def customer(store):
    return next(c for c in store.customers.all() if c.email and c.addresses)


def test_a_customer_has_neither_tags_nor_consent_nor_counts(bodies, customer):
    body = bodies(actions.edit_customer, customer, {"note": "x"})["customers/update"]

    assert set(body) == keys.CUSTOMER
    assert set(body["default_address"]) == set(body["addresses"][0]) == keys.BOOK_ADDRESS
    assert (body["id"], body["email"], body["state"]) == (customer.id, customer.email, customer.state.lower())
    assert ZONED.fullmatch(body["updated_at"])


def test_what_becomes_of_customers(bodies, store, customer):
    gone = actions.create_customer(store, {"email": "gone@example.com"})
    merge = bodies(actions.merge_customers, customer, gone)["customers/merge"]
    short = actions.create_customer(store, {"email": "short@example.com"})
    deleted = bodies(actions.delete_customer, short)["customers/delete"]

    assert set(merge) == {
        "admin_graphql_api_customer_kept_id",
        "admin_graphql_api_customer_deleted_id",
        "admin_graphql_api_job_id",
        "status",
        "errors",
    }
    assert merge["admin_graphql_api_customer_deleted_id"] == f"gid://shopify/Customer/{gone.id}"
    assert (merge["status"], merge["errors"]) == ("completed", [])
    number = f"gid://shopify/Customer/{short.id}"
    assert deleted == {"id": short.id, "tax_exemptions": [], "admin_graphql_api_id": number}


def test_tags_and_consent_have_topics_of_their_own(bodies, customer):
    tags = bodies(actions.edit_customer, customer, {"tags": "one, two"})["customer.tags_added"]
    removed = bodies(actions.edit_customer, customer, {"tags": "two"})["customer.tags_removed"]
    consent = bodies(actions.change_consent, customer, "SUBSCRIBED", "CONFIRMED_OPT_IN")
    consent = consent["customers_email_marketing_consent/update"]

    assert set(tags) == {"customerId", "tags", "occurredAt"}
    assert (tags["tags"], removed["tags"]) == (["one", "two"], ["one"])
    assert THOUSANDTHS.fullmatch(tags["occurredAt"])
    assert set(consent) == {"customer_id", "email_address", "email_marketing_consent"}
    assert consent["email_marketing_consent"]["state"] == "subscribed"
    assert consent["email_marketing_consent"]["opt_in_level"] == "confirmed_opt_in"
    assert ZONED.fullmatch(consent["email_marketing_consent"]["consent_updated_at"])


def test_a_purchasing_summary_is_camel_case(bodies, customer):
    body = bodies(actions.place_order, customer)["customers/purchasing_summary"]

    assert set(body) == {"customerId", "numberOfOrders", "amountSpent", "lastOrderId", "occurredAt"}
    assert body["numberOfOrders"] == customer.number_of_orders
    assert body["amountSpent"] == {"amount": f"{customer.amount_spent / 100:.2f}", "currencyCode": "EUR"}


def test_a_product_has_no_weights(bodies, store):
    product = store.products.all()[3]
    body = bodies(actions.edit_product, product, {"tags": "b, a"})["products/update"]

    assert set(body) == keys.PRODUCT
    assert set(body["variants"][0]) == keys.VARIANT
    assert (body["tags"], body["status"]) == ("b, a", product.status.lower())
    assert body["images"][0]["src"].endswith(product.pictures[0].name)
    assert [entry["admin_graphql_api_id"] for entry in body["variant_gids"]] == [
        f"gid://shopify/ProductVariant/{variant.id}" for variant in product.variants
    ]


def test_of_many_variants_a_hundred_are_whole_and_all_are_named(bodies, store):
    product = actions.duplicate_product(store, store.products.all()[3])
    first = product.variants[0]
    product.variants = [
        Variant(first.id + n, product, n + 1, f"No. {n}", (("No.", str(n)),), f"N-{n}", 100, None, "", 1, 1, 0, 0)
        for n in range(130)
    ]
    body = bodies(Store.touch, product)["products/update"]
    actions.delete_product(store, product)

    assert (len(body["variants"]), len(body["variant_gids"])) == (100, 130)


def test_deleted_products_and_orders_are_a_number(bodies, store):
    product = actions.duplicate_product(store, store.products.all()[0])
    order = actions.place_order(store)

    assert bodies(actions.delete_product, product)["products/delete"] == {"id": product.id}
    assert bodies(actions.delete_order, order)["orders/delete"] == {"id": order.id}


def test_an_order_has_the_93_keys(bodies, customer):
    placed = bodies(actions.place_order, customer)
    body = placed["orders/create"]

    assert set(body) == keys.ORDER
    assert len(body) == 93
    assert set(body["line_items"][0]) == keys.ORDER_LINE
    assert set(body["customer"]) == keys.CUSTOMER_INSIDE
    assert set(body["shipping_address"]) == keys.ADDRESS
    assert body["number"] == body["order_number"] - 1000
    assert body["fulfillment_status"] is None
    moments = {placed[topic]["updated_at"] for topic in ("orders/create", "orders/paid", "orders/updated")}
    assert len(moments) == 1


def test_an_order_from_the_web_tells_where_its_buyer_came_from(bodies, store):
    checkout = actions.abandon_checkout(store)
    body = bodies(actions.complete_checkout, checkout)["orders/create"]
    visit = store.orders.all()[-1].journey.last_visit

    assert body["landing_site"].startswith("/")
    assert visit.landing_page.endswith(body["landing_site"])
    assert body["referring_site"] == visit.referrer_url
    assert (body["checkout_token"], body["cart_token"]) == (checkout.token, checkout.cart_token)
    assert "checkout_id" not in body


@pytest.mark.parametrize(
    ("status", "word"), [("PARTIALLY_FULFILLED", "partial"), ("RESTOCKED", "restocked"), ("ON_HOLD", None)]
)
def test_fulfilment_in_rest_words(bodies, store, status, word):
    order = actions.place_order(store)
    order.fulfillment_status = status

    assert bodies(Store.touch, order)["orders/updated"]["fulfillment_status"] == word


def test_a_sent_order_carries_its_parcel(bodies, store):
    order = actions.place_order(store)
    body = bodies(actions.fulfil, order)["orders/fulfilled"]

    assert body["fulfillment_status"] == "fulfilled"
    assert [parcel["status"] for parcel in body["fulfillments"]] == ["success"]
    assert {line["fulfillment_status"] for line in body["line_items"]} == {"fulfilled"}
    assert body["closed_at"] == body["updated_at"]


def test_a_refund_has_numbers_in_its_lines_alone(bodies, store):
    order = actions.place_order(store)
    line = order.line_items[0]
    body = bodies(actions.take_back, order, line, note="Chipped")["refunds/create"]
    piece, payment = body["refund_line_items"][0], body["transactions"][0]

    assert set(body) == keys.REFUND
    assert isinstance(piece["subtotal"], float)
    assert isinstance(piece["total_tax"], float)
    assert (piece["line_item_id"], piece["quantity"]) == (line.id, 1)
    assert (payment["kind"], payment["status"]) == ("refund", "success")
    assert payment["amount"] == f"{order.refunds[0].amount / 100:.2f}"
    assert (body["note"], body["order_id"]) == ("Chipped", order.id)


def test_money_without_goods_is_an_adjustment(bodies, store):
    order = actions.place_order(store)
    told = bodies(actions.refund, order, "2.50")
    body = told["refunds/create"]

    assert body["refund_line_items"] == []
    assert body["order_adjustments"][0]["amount"] == "-2.50"
    assert told["orders/updated"]["refunds"] == [body]


def test_a_checkout_has_no_id_but_its_name_is_its_number(bodies, store):
    told = bodies(actions.abandon_checkout)
    checkout = store.checkouts.all()[-1]
    body = told["checkouts/create"]

    assert set(body) == keys.CHECKOUT
    assert set(body["line_items"][0]) == keys.CHECKOUT_LINE
    assert (body["token"], body["name"]) == (checkout.token, f"#{checkout.id}")
    assert checkout.token in body["abandoned_checkout_url"]
    assert body["landing_site"].startswith("/")


def test_a_deleted_checkout_has_an_id_but_no_token(bodies, store):
    checkout = actions.abandon_checkout(store)
    body = bodies(actions.delete_checkout, checkout)["checkouts/delete"]

    assert set(body) == keys.DELETED_CHECKOUT
    assert (body["id"], body["cart_token"]) == (checkout.id, checkout.cart_token)


def test_the_shop_and_the_app(bodies, store):
    shop = bodies(actions.rename_shop, "Maison Aulne")["shop/update"]
    scopes = bodies(actions.change_scopes, ["read_orders"])["app/scopes_update"]
    export = store.bulk.add("{ shop { id } }", group_objects=False)
    finished = bodies(Store.tell, "bulk_operations/finish", export)["bulk_operations/finish"]

    assert set(shop) == keys.SHOP
    assert (shop["name"], shop["myshopify_domain"]) == ("Maison Aulne", "maison-alder.myshopify.com")
    assert set(scopes) == {"id", "shop_id", "previous", "current", "updated_at"}
    assert scopes["current"] == ["read_orders"]
    assert "read_customers" in scopes["previous"]
    assert set(finished) == {"admin_graphql_api_id", "completed_at", "created_at", "error_code", "status", "type"}
    assert (finished["status"], finished["type"]) == ("created", "query")


def test_privacy_requests(bodies, store, customer):
    asked = bodies(actions.request_data, customer)["customers/data_request"]
    redact = bodies(actions.redact_customer, customer)["customers/redact"]
    shop = bodies(actions.redact_shop)["shop/redact"]
    orders = [order.id for order in store.orders_of(customer)]

    assert set(asked) == {"shop_id", "shop_domain", "orders_requested", "customer", "data_request"}
    assert asked["customer"] == {"id": customer.id, "email": customer.email, "phone": customer.phone}
    assert asked["orders_requested"] == redact["orders_to_redact"] == orders
    assert set(redact) == {"shop_id", "shop_domain", "orders_to_redact", "customer"}
    assert shop == {"shop_id": asked["shop_id"], "shop_domain": "maison-alder.myshopify.com"}
