"""A store that keeps itself busy."""

import time

from demo_store.live import BusyShop
from demo_store.options import Options
from demo_store.store import Store


def busy(steps, seed=3):
    store = Store(Options(customers=60, orders=150, seed=7))
    seen = []
    store.deliveries.sink = seen.append
    shop = BusyShop(store, seed)
    return [shop.step() for _ in range(steps)], {delivery.topic for delivery in seen}, store


def test_everything_happens_in_time():
    steps, topics, store = busy(400)

    assert {
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
    } <= topics
    assert "nothing" not in steps
    assert len(store.orders) > 200


def test_the_same_seed_makes_the_same_choices():
    assert busy(60)[0] == busy(60)[0] != busy(60, seed=4)[0]


def test_an_empty_store_breaks_nothing():
    empty = Options(customers=0, orders=0, seed=7)
    names = {BusyShop(Store(empty), seed).step() for seed in range(20)}

    assert names


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
