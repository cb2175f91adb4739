"""Which workers and schedulers live: each notes the time in Redis every few seconds, and `/readyz` reads it.

`python -m hubsync.signs_of_life worker` (or scheduler) tells by its exit code whether this machine's own one lives:
the health check of containers.
"""

import logging
import socket
import sys
import time
from enum import StrEnum
from functools import cache
from typing import Any

import redis
from celery.signals import before_task_publish, heartbeat_sent, worker_shutdown
from django.conf import settings

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 5
# Who was silent this long counts as gone. Schedulers publish something every few seconds.
SILENT_AFTER_SECONDS = 60


class Role(StrEnum):
    """Each has a sorted set of its own in Redis: name of the process → seconds since 1970 of its last sign."""

    WORKER = "worker"
    SCHEDULER = "scheduler"

    @property
    def key(self) -> str:
        return f"hubsync:living:{self}"


def give_as(role: Role) -> None:
    """Let this process, a worker or a scheduler, give its signs of life from now on."""
    if role is Role.WORKER:
        heartbeat_sent.connect(_worker_lives, weak=False)
        worker_shutdown.connect(_worker_ends, weak=False)
    else:
        before_task_publish.connect(_scheduler_lives, weak=False)


def living(role: Role, client: "redis.Redis") -> int:
    """How many gave a sign of life lately. Raises redis.RedisError."""
    return int(client.zcount(role.key, time.time() - SILENT_AFTER_SECONDS, "+inf"))


def lives(role: Role, name: str, client: "redis.Redis") -> bool:
    """Whether this one gave a sign of life lately. Raises redis.RedisError."""
    last = client.zscore(role.key, name)
    return last is not None and float(last) > time.time() - SILENT_AFTER_SECONDS


def note(role: Role, name: str) -> None:
    """This one lives now. Raises redis.RedisError."""
    now = time.time()
    with _client().pipeline() as pipeline:
        pipeline.zadd(role.key, {name: now})
        pipeline.zremrangebyscore(role.key, "-inf", now - 10 * SILENT_AFTER_SECONDS)
        pipeline.execute()


def name_here(role: Role) -> str:
    """What the worker or scheduler of this machine is called; a worker's name is Celery's own."""
    return f"{'celery' if role is Role.WORKER else role}@{socket.gethostname()}"


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


_last: dict[str, float] = {}


def _note_now_and_then(role: Role, name: str) -> None:
    if time.monotonic() - _last.get(name, float("-inf")) < INTERVAL_SECONDS:
        return
    _last[name] = time.monotonic()
    try:
        note(role, name)
    except redis.RedisError as error:
        logger.warning("no sign of life noted: %s", error)


def _worker_lives(sender: Any, **_: Any) -> None:
    _note_now_and_then(Role.WORKER, str(sender.eventer.hostname))


def _scheduler_lives(**_: Any) -> None:
    _note_now_and_then(Role.SCHEDULER, name_here(Role.SCHEDULER))


def _worker_ends(sender: Any, **_: Any) -> None:
    try:
        _client().zrem(Role.WORKER.key, str(sender.hostname))
    except redis.RedisError as error:
        logger.warning("end not noted: %s", error)


def main() -> int:
    """0 when this machine's worker or scheduler lives, 1 when not."""
    role = Role(sys.argv[1])
    try:
        return 0 if lives(role, name_here(role), _client()) else 1
    except redis.RedisError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
