"""A delivery wakes the applier at once, many of them seldom, and nothing about the queue holds a delivery up."""

import socket
import time
from contextlib import contextmanager

import pytest
import requests
from celery import current_app
from django.db import connection

from benchmarks.web_servers import served
from shopify_connector.inbox import refusals
from shopify_connector.models import Delivery
from tests.shopify_connector.inbox.posting import BODY, PATH, SECRET, headers
from tests.shopify_connector.scripted_store import make_store

TASK = "shopify_connector.tasks.apply_inbox"


@pytest.fixture
def queue():
    """The queue that tests have in memory, empty."""
    assert current_app.conf.broker_url == "memory://"
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        yield queue


def told(queue, within, at_most=None):
    """The names of the tasks queued within so many seconds; returns sooner where `at_most` are there."""
    names, end = [], time.monotonic() + within
    while time.monotonic() < end and len(names) != at_most:
        try:
            message = queue.get_nowait()
        except queue.Empty:
            time.sleep(0.005)
        else:
            names.append(message.headers["task"])
            message.ack()
    return names


@pytest.mark.django_db
def test_a_delivery_wakes_the_applier_at_once(door, store, queue):
    door.send()

    assert told(queue, within=0.5, at_most=1) == [TASK]


@pytest.mark.django_db
def test_many_deliveries_wake_it_seldom_and_once_more_at_the_end(door, store, queue):
    began = time.monotonic()
    for _ in range(200):
        door.send()
    took = time.monotonic() - began

    names = told(queue, within=0.3)
    assert set(names) == {TASK}
    assert 1 <= len(names) <= took / 0.05 + 2
    door.send()
    assert told(queue, within=0.3) == [TASK]


@contextmanager
def closed_port():
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield port


@contextmanager
def mute_port():
    """Where connections are taken and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield server.getsockname()[1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("redis_at", [closed_port, mute_port])
def test_the_door_works_while_redis_does_not(redis_at):
    make_store()

    with redis_at() as port, served("hubsync.wsgi:application", environ(f"redis://127.0.0.1:{port}/0")) as (host, web):
        session, address = requests.Session(), f"http://{host}:{web}{PATH}"
        post(session, address)
        began = time.monotonic()
        taken = [post(session, address).status_code for _ in range(100)]
        took = time.monotonic() - began
        refused = [post(session, address, hmac_sha256="none").status_code for _ in range(100)]
        took_refusing = time.monotonic() - began - took

    assert (set(taken), set(refused)) == ({200}, {401})
    assert Delivery.objects.count() == 101
    assert took < 3
    # Each of the server's processes learns for itself that there is no counting, and leaves it for a while.
    assert took_refusing < 3 + 2 * refusals.TIMEOUT_SECONDS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_cannot_be_kept_is_asked_for_again():
    with closed_port() as port:
        nowhere = {**environ("redis://127.0.0.1:1/0"), "DATABASE_URL": f"postgresql://none@127.0.0.1:{port}/none"}
        with served("hubsync.wsgi:application", nowhere) as (host, web):
            assert post(requests, f"http://{host}:{web}{PATH}").status_code == 503


def post(session, address, **changes):
    return session.post(address, data=BODY, headers=headers(**changes), timeout=5)


def environ(redis_url):
    """The test's own database, and a Redis of one's choice."""
    database = connection.settings_dict
    user, host = f"{database['USER']}:{database['PASSWORD']}", database["OPTIONS"].get("host") or database["HOST"]
    return {
        "DATABASE_URL": f"postgresql://{user}@/{database['NAME']}?host={host}",
        "REDIS_URL": redis_url,
        "SHOPIFY_API_SECRET": SECRET,
        "DJANGO_SETTINGS_MODULE": "hubsync.settings",
        "STATIC_COLLECTED": "false",
    }
