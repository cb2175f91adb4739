"""Which workers live: each notes the time in Redis every few seconds, and `/readyz` reads it."""

import logging
import time
from functools import cache
from typing import Any

import redis
from celery.signals import heartbeat_sent, worker_shutdown
from django.conf import settings

logger = logging.getLogger(__name__)

# A sorted set: worker's host name → seconds since 1970 of its last sign of life.
KEY = "hubsync:workers"
INTERVAL_SECONDS = 5
# A worker that was silent this long counts as gone.
SILENT_AFTER_SECONDS = 30


def connect() -> None:
    """Let the workers of this process note their signs of life."""
    heartbeat_sent.connect(_note_sign_of_life, weak=False)
    worker_shutdown.connect(_note_end, weak=False)


def living_workers(client: "redis.Redis") -> int:
    """How many workers gave a sign of life lately. Raises redis.RedisError."""
    return int(client.zcount(KEY, time.time() - SILENT_AFTER_SECONDS, "+inf"))


def note(worker: str) -> None:
    """This worker lives now. Raises redis.RedisError."""
    now = time.time()
    with _client().pipeline() as pipeline:
        pipeline.zadd(KEY, {worker: now})
        pipeline.zremrangebyscore(KEY, "-inf", now - 10 * SILENT_AFTER_SECONDS)
        pipeline.execute()


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


_last: dict[str, float] = {}


def _note_sign_of_life(sender: Any, **_: Any) -> None:
    worker = str(sender.eventer.hostname)
    if time.monotonic() - _last.get(worker, float("-inf")) < INTERVAL_SECONDS:
        return
    _last[worker] = time.monotonic()
    try:
        note(worker)
    except redis.RedisError as error:
        logger.warning("no sign of life noted: %s", error)


def _note_end(sender: Any, **_: Any) -> None:
    try:
        _client().zrem(KEY, str(sender.hostname))
    except redis.RedisError as error:
        logger.warning("end not noted: %s", error)
