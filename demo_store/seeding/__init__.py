"""The data a demo store starts with: the same seed and sizes give the same shop, moved to today."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from random import Random

from demo_store.identifiers import Ids
from demo_store.options import Options
from demo_store.records import Checkout, Customer, Order, Product
from demo_store.seeding.baskets import Baskets
from demo_store.seeding.checkouts import CheckoutBook
from demo_store.seeding.customers import CustomerMaker, settle, signup_instant
from demo_store.seeding.making import Making
from demo_store.seeding.orders import OrderBook
from demo_store.seeding.products import seed_products
from demo_store.seeding.visits import Visits


@dataclass(slots=True)
class Seeded:
    """Everything made by `seed`, each list oldest first; `ids` goes on from there."""

    ids: Ids
    products: list[Product]
    customers: list[Customer]
    orders: list[Order]
    checkouts: list[Checkout]


def seed(options: Options, now: int) -> Seeded:
    """Make a shop's year up to `now` (epoch seconds). Collection of garbage rests meanwhile: nothing is thrown away."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        return _seed(options, now)
    finally:
        if was_collecting:
            gc.enable()
        gc.freeze()


def _seed(options: Options, now: int) -> Seeded:
    making = Making(Random(options.seed), Ids(), now, options.shop)  # noqa: S311 - reproducible data, no secret
    rng, ids = making.rng, making.ids
    products = seed_products(making)
    maker = CustomerMaker(making)
    baskets = Baskets(rng, ids, products)
    visits = Visits(rng, ids, options.shop, [product.handle for product in products if product.published_at])
    buyers = min(options.customers * 7 // 10, options.orders * 6 // 10)
    orders, customers = OrderBook(making, maker, baskets, visits).seed(options.orders, buyers)
    customers += [maker.make(signup_instant(rng, now), buys=False) for _ in range(options.customers - len(customers))]
    settle(customers, ids)
    book = CheckoutBook(making, maker, baskets, visits)
    return Seeded(ids, products, customers, orders, book.seed(options.orders // 12, customers, orders))
