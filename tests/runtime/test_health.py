"""/healthz and /readyz (SPEC 12)."""

import time
from typing import Any

import pytest
import redis
from django.db import OperationalError, connection

from hubsync import signs_of_life
from hubsync.signs_of_life import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker_lives(settings: Any) -> None:
    signs_of_life._client.cache_clear()
    signs_of_life.note(Role.WORKER, "celery@here")


def test_healthz_asks_nothing_of_anybody(client, settings, django_assert_num_queries):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_readyz_with_everything_there(client, worker_lives):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "redis": "ok", "workers": "ok"}


def test_readyz_misses_a_worker(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": "ok", "redis": "ok", "workers": "does not answer"}


def test_readyz_does_not_count_a_worker_silent_for_long(client, settings, worker_lives):
    with redis.Redis.from_url(settings.REDIS_URL) as redis_client:
        redis_client.zadd(Role.WORKER.key, {"celery@here": time.time() - 61})

    assert client.get("/readyz").json()["workers"] == "does not answer"


def test_readyz_without_redis_names_the_part_and_no_address(client, settings):
    settings.REDIS_URL = "redis://user:hidden-password@127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["redis"] == "does not answer"
    assert b"127.0.0.1" not in answer.content
    assert b"hidden-password" not in answer.content


def test_readyz_without_database(client, worker_lives, monkeypatch):
    def refuse() -> None:
        raise OperationalError("connection refused by db.internal")

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert b"db.internal" not in answer.content


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_only_read(client, address):
    assert client.post(address).status_code == 405


def test_each_machine_knows_whether_its_own_worker_lives(settings, monkeypatch):
    signs_of_life._client.cache_clear()
    monkeypatch.setattr("sys.argv", ["signs_of_life", "worker"])
    signs_of_life.note(Role.WORKER, "celery@another-machine")
    assert signs_of_life.main() == 1

    signs_of_life.note(Role.WORKER, signs_of_life.name_here(Role.WORKER))
    assert signs_of_life.main() == 0
