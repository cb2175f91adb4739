"""Row 8: what comes out of Redis or a queue is JSON; nothing there can make objects or run code."""

import pickle
from typing import Any

import pytest
import redis
from django.core.cache import cache
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from hubsync.celery import app


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a pickle was read",))


def test_pickle_in_the_cache_is_not_read(settings: Any) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.set(cache.make_key("kept"), pickle.dumps(Bomb()))

    with pytest.raises(ValueError):
        cache.get("kept")


def test_cache_keeps_numbers_and_plain_values() -> None:
    cache.set("number", 41)
    cache.incr("number")
    cache.set("value", {"a": [1, "é", None]})

    assert (cache.get("number"), cache.get("value")) == (42, {"a": [1, "é", None]})


@pytest.mark.parametrize("kind", ["application/x-python-serialize", "application/x-yaml"])
def test_worker_takes_json_only(kind: str) -> None:
    assert app.conf.accept_content == ["json"]
    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps(Bomb()), kind, "binary", accept=app.conf.accept_content)
