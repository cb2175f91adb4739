"""A demo store that is started again is the same shop: its records, the app's tokens, its subscriptions."""

from pathlib import Path

import pytest

from demo_store.keeping import keep
from demo_store.oauth.installation import Installations
from demo_store.options import Options
from tests.demo_store.conftest import asker

SUBSCRIBE = """mutation ($uri: String!) {
    webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: $uri}) { userErrors { message } }
}"""
NAME = "query ($id: ID!) { customer(id: $id) { firstName } }"


@pytest.fixture
def serve_kept(serve, tmp_path):
    def start(**chosen):
        return serve(**{"access_token": None, "state": str(tmp_path / "store"), **chosen})

    return start


def test_it_goes_on_where_it_was(serve_kept):
    first = serve_kept()
    pair = first.store.installations.expiring(["read_customers", "read_orders"])
    ask = asker(first, pair.access.value)
    ask(SUBSCRIBE, uri="http://127.0.0.1:1/shopify/webhooks")
    customer = first.store.customers.all()[0]
    customer.first_name = "Zoé"
    first.store.touch(customer)
    removed = first.store.products.all()[0]
    first.store.remove(removed)
    first.stop()

    again = serve_kept()

    assert [one.topic for one in again.store.webhooks.all()] == ["ORDERS_CREATE"]
    assert again.store.products.get(removed.id) is None
    assert again.store.opened_at == first.store.opened_at
    answer = asker(again, pair.access.value)(NAME, id=f"gid://shopify/Customer/{customer.id}")
    assert answer["data"]["customer"]["firstName"] == "Zoé"
    assert again.store.installations.refresh(pair.refresh.value) is not None
    order = again.store.orders.all()[0]
    assert order.customer is None or order.customer is again.store.customers.get(order.customer.id)


@pytest.mark.parametrize("changed", [{"customers": 61}, {"seed": 8}, {"shop": "other.myshopify.com"}])
def test_another_store_does_not_take_the_file(serve_kept, changed):
    serve_kept().stop()

    again = serve_kept(**changed)

    assert again.store.options.customers == len(again.store.customers)
    assert again.store.installations.granted is None


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\x80\x05K\x01.", b"{}", b'{"of": []}'])
def test_a_file_that_cannot_be_read_is_told_and_a_fresh_store_opened(serve_kept, tmp_path, rubbish):
    (tmp_path / "store").write_bytes(rubbish)

    assert len(serve_kept().store.customers) == 60


def test_the_file_is_its_owners_only(serve_kept, tmp_path):
    serve_kept().stop()

    assert Path(tmp_path / "store").stat().st_mode & 0o777 == 0o600


def test_a_store_without_a_file_writes_none(serve, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    keep(serve().store)

    assert list(tmp_path.iterdir()) == []


def test_a_long_row_of_renewals_is_kept(tmp_path):
    installations = Installations(Options())
    pair = installations.expiring(["read_orders"])
    for _ in range(3000):
        pair = installations.refresh(pair.refresh.value)

    _granted, access, refresh = installations.memory()

    assert (len(refresh), pair.access in access) == (2, True)
