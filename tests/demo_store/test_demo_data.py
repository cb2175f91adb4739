"""The data: the same for the same seed, believable, and of everything that a store meets."""

from collections import Counter
from random import Random

from demo_store.instants import DAY, now, shop_time
from demo_store.options import Options
from demo_store.seeding import seed
from demo_store.seeding.calendar import order_instants
from demo_store.seeding.orders import kept

AT = 1_795_000_000
DATA = seed(Options(customers=800, orders=3000, seed=3), AT)


def test_the_same_seed_gives_the_same_store():
    again = seed(Options(customers=800, orders=3000, seed=3), AT)

    assert [(o.name, o.total, o.token) for o in again.orders] == [(o.name, o.total, o.token) for o in DATA.orders]
    assert [(c.id, c.email, c.amount_spent) for c in again.customers] == [
        (c.id, c.email, c.amount_spent) for c in DATA.customers
    ]


def test_another_seed_gives_another_store():
    other = seed(Options(customers=800, orders=3000, seed=4), AT)

    assert [c.email for c in other.customers] != [c.email for c in DATA.customers]


def test_sizes_are_those_asked_for():
    assert (len(DATA.customers), len(DATA.orders)) == (800, 3000)
    assert 40 <= len(DATA.products) <= 60
    assert all(1 <= len(product.variants) <= 4 for product in DATA.products)


def test_a_store_without_customers_or_orders_can_be_made():
    empty = seed(Options(customers=0, orders=0), AT)

    assert empty.customers == [] == empty.orders
    assert len(empty.checkouts) == 6


def test_mail_addresses_are_unique_and_of_reserved_domains():
    addresses = [c.email for c in DATA.customers if c.email]

    assert len(set(addresses)) == len(addresses)
    assert {address.rpartition("@")[2] for address in addresses} <= {"example.com", "example.org", "example.net"}
    assert 0.01 < 1 - len(addresses) / len(DATA.customers) < 0.06
    assert all(c.phone for c in DATA.customers if not c.email)


def test_names_and_places_are_of_many_countries():
    assert any("ł" in (c.first_name or "").lower() for c in DATA.customers)
    assert any("ñ" in (c.last_name or "").lower() for c in DATA.customers)
    assert len({a.place.country_code for c in DATA.customers for a in c.addresses}) >= 8


def test_orders_lie_in_the_last_year_and_peak_before_christmas():
    instants = order_instants(Random(1), 20_000, AT)
    months = Counter(shop_time(at).month for at in instants)

    assert AT - 366 * DAY < instants[0] <= instants[-1] < AT
    assert months[12] > 1.8 * months[8]
    assert months[10] > 1.5 * months[7]


def test_every_status_that_occurs_in_life_occurs():
    financial = {o.financial_status for o in DATA.orders}
    fulfilment = {o.fulfillment_status for o in DATA.orders}

    assert {"PAID", "PENDING", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "REFUNDED", "VOIDED", "EXPIRED"} <= financial
    assert {"FULFILLED", "UNFULFILLED", "PARTIALLY_FULFILLED", "IN_PROGRESS", "RESTOCKED"} <= fulfilment
    assert {o.cancel_reason for o in DATA.orders if o.cancelled_at} >= {"CUSTOMER", "INVENTORY", "FRAUD", "DECLINED"}
    assert {o.source_name for o in DATA.orders} >= {"web", "pos", "shopify_draft_order", "iphone", "android"}


def test_odd_orders_occur():
    lines = [line for order in DATA.orders for line in order.line_items]

    assert any(order.customer is None for order in DATA.orders)
    assert any(line.product is None and line.sku for line in lines), "a deleted product's line keeps its words"
    assert any(line.product is None and line.sku is None for line in lines), "a custom line"
    assert any(line.is_gift_card for line in lines)
    assert {order.presentment_currency for order in DATA.orders} > {"EUR", "GBP"}
    assert any(order.journey is None for order in DATA.orders if order.source_name == "pos")
    assert any(order.journey and order.journey.last_visit and order.journey.last_visit.utm for order in DATA.orders)


def test_amounts_add_up():
    for order in DATA.orders:
        gross = sum(line.original_total for line in order.line_items)
        extra = 0 if order.taxes_included else order.tax
        assert order.subtotal == gross - order.discounts
        assert order.total == order.subtotal + order.shipping + extra
        assert 0 <= order.refunded <= order.total
        assert order.updated_at >= order.created_at


def test_customers_know_their_orders():
    for customer in DATA.customers:
        own = [order for order in DATA.orders if order.customer is customer]
        assert customer.number_of_orders == len(own)
        assert customer.amount_spent == sum(kept(order) for order in own)
        assert customer.last_order is (own[-1] if own else None)
        assert customer.created_at <= min((order.created_at for order in own), default=AT)


def test_there_are_carts_of_today_and_recovered_ones():
    fresh = [c for c in DATA.checkouts if AT - c.created_at < DAY]
    recovered = [c for c in DATA.checkouts if c.completed_at]
    tokens = {order.checkout_token: order for order in DATA.orders}

    assert len(fresh) >= 6
    assert all(c.completed_at is None for c in fresh)
    assert recovered
    assert all(tokens[c.token].customer is c.customer for c in recovered)


def test_today_is_the_clock_of_the_process():
    fresh = seed(Options(customers=10, orders=10), now())

    assert max(c.created_at for c in fresh.checkouts) > now() - 3600
