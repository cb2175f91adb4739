"""What goes wrong on purpose."""

import pytest
import requests

from demo_store.back_office import actions
from demo_store.faults import Faults
from demo_store.options import Options, parse_options
from demo_store.store import Store
from tests.demo_store.receiver import Receiver

COUNT = "{ productsCount { count } }"


@pytest.fixture
def app():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def placed(app):
    """Place orders under some faults; the store, when all is delivered."""
    opened = []

    def placed(count, **faults):
        store = Store(Options(customers=30, orders=40, seed=7, app_url=app.url, **faults))
        opened.append(store)
        store.webhooks.create("ORDERS_CREATE", {"uri": f"{app.url}/hooks"})
        for _ in range(count):
            actions.place_order(store)
        assert store.deliveries.sender.settled(10)
        return store

    yield placed
    for store in opened:
        store.close()


def test_dropped_deliveries_never_arrive(app, placed):
    store = placed(40, drop=0.5)
    states = [parcel.state for parcel in store.deliveries.sender.recent()]

    assert 5 < len(app.received) < 35
    assert states.count("dropped") == 40 - len(app.received)


def test_duplicates_have_the_same_webhook_id(app, placed):
    placed(5, duplicate=1.0)
    numbers = [received.webhook_id for received in app.received]

    assert len(numbers) == 10
    assert len(set(numbers)) == 5


def test_held_back_deliveries_are_overtaken(app, placed):
    placed(12, reorder=0.5)
    moments = [received.headers["X-Shopify-Triggered-At"] for received in app.received]

    assert len(moments) == 12
    assert moments != sorted(moments)


def test_deliveries_are_late(placed):
    store = placed(6, delay=0.4)
    faults = Faults(delay=0.4, seed=7)
    waits = [faults.wait() for _ in range(6)]

    assert 0 <= min(waits) <= max(waits) <= 0.4
    assert {parcel.state for parcel in store.deliveries.sender.recent()} == {"delivered"}


def test_the_same_seed_strikes_alike():
    one, two = Faults(drop=0.3, duplicate=0.3, seed=4), Faults(drop=0.3, duplicate=0.3, seed=4)
    first = [one.strikes("drop") for _ in range(50)]
    other = [(two.strikes("duplicate"), two.strikes("drop"))[1] for _ in range(50)]

    assert first == other
    assert 0 < sum(first) < 50
    assert not Faults().strikes("drop")
    assert Faults(drop=1.0).strikes("drop")


def test_the_api_falls_over_now_and_then(serve):
    running = serve(api_errors=1.0)
    headers = {"X-Shopify-Access-Token": "shpat_fixed"}
    url = f"{running.url}/admin/api/2026-10/graphql.json"
    statuses = {requests.post(url, json={"query": COUNT}, headers=headers, timeout=5).status_code for _ in range(20)}
    running.store.faults.api_errors = 0.0

    assert statuses <= {500, 502, 503}
    assert requests.post(url, json={"query": COUNT}, headers=headers, timeout=5).status_code == 200


def test_the_api_throttles_with_an_empty_bucket(serve, asked_of):
    running = serve(throttle=1.0, restore_rate=2.0)
    answer = asked_of(running)(COUNT)

    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    cost = answer["extensions"]["cost"]
    assert cost["throttleStatus"]["currentlyAvailable"] < cost["requestedQueryCost"]


def test_tokens_expire_once_and_are_refreshed(serve):
    running = serve()
    installations = running.store.installations
    pair = installations.expiring(["read_products"])
    url = f"{running.url}/admin/api/2026-10/graphql.json"

    def status(token):
        headers = {"X-Shopify-Access-Token": token}
        return requests.post(url, json={"query": COUNT}, headers=headers, timeout=5).status_code

    assert status(pair.access.value) == 200
    running.store.faults.expire_tokens = True
    assert [status(pair.access.value), status(pair.access.value)] == [401, 401]
    assert status(installations.refresh(pair.refresh.value).access.value) == 200


def test_faults_of_the_command_line():
    options = parse_options(["--drop", "0.1", "--delay", "2", "--throttle", "0.5", "--expire-tokens", "--live"])

    assert Faults.chosen(options) == Faults(drop=0.1, delay=2.0, throttle=0.5, expire_tokens=True, seed=1)
    assert options.live == 20.0
    assert parse_options(["--live", "3"]).live == 3.0
    with pytest.raises(SystemExit):
        parse_options(["--drop", "2"])
