"""A store that keeps itself busy."""

import time

from demo_store.back_office import actions
from demo_store.live import BusyShop
from demo_store.options import Options
from demo_store.store import Store


def busy(steps, seed=3):
    store = Store(Options(customers=60, orders=150, seed=7))
    shop = BusyShop(store, seed)
    return [shop.step() for _ in range(steps)], store


EVERYTHING = {
    "orders/create",
    "orders/paid",
    "orders/fulfilled",
    "orders/cancelled",
    "refunds/create",
    "checkouts/create",
    "checkouts/update",
    "checkouts/delete",
    "customers/create",
    "customers/purchasing_summary",
    "customers_email_marketing_consent/update",
    "customer.tags_added",
    "products/update",
}


def test_everything_happens_in_time():
    """The rarest comes once in a hundred steps: three thousand without it is no bad luck, whatever the day is."""
    store = Store(Options(customers=60, orders=150, seed=7))
    topics = set()
    store.deliveries.sink = lambda delivery: topics.add(delivery.topic)
    shop = BusyShop(store, seed=3)
    steps = []

    while not topics >= EVERYTHING and len(steps) < 3000:
        steps.append(shop.step())

    assert topics >= EVERYTHING
    assert "nothing" not in steps


def test_orders_keep_coming():
    _, store = busy(400)

    assert len(store.orders) > 200


def test_the_same_seed_makes_the_same_choices():
    assert busy(60)[0] == busy(60)[0] != busy(60, seed=4)[0]


def test_an_empty_store_breaks_nothing():
    empty = Options(customers=0, orders=0, seed=7)
    names = {BusyShop(Store(empty), seed).step() for seed in range(20)}

    assert names


def test_a_shop_that_sells_nothing_any_more_goes_on():
    store = Store(Options(customers=20, orders=30, seed=7))
    for product in list(store.products.all()):
        actions.delete_product(store, product)
    shop = BusyShop(store, seed=3)

    assert {shop.step() for _ in range(100)} & {"fulfil", "edit_customer", "new_customer"}


def test_it_runs_beside_the_store_and_ends_with_it(serve):
    running = serve(live=3000.0)
    seen = []
    running.store.deliveries.sink = seen.append
    until = time.monotonic() + 10
    while len(seen) < 20 and time.monotonic() < until:
        time.sleep(0.01)
    running.store.close()
    time.sleep(0.2)
    count = len(seen)
    time.sleep(0.2)

    assert count >= 20
    assert len(seen) == count
