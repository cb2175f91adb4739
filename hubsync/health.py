"""`/healthz`: the process is up. `/readyz`: it can do its work (SPEC 12). For load balancers and people alike."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hubsync.signs_of_life import Role, living

logger = logging.getLogger(__name__)

# A load balancer asks every few seconds: a part that hangs is as good as down.
TIMEOUT_SECONDS = 2
OK = "ok"


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all; nothing else is asked."""
    return JsonResponse({"status": OK})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis and at least one worker are there, else 503; which one is not, and no more than that."""
    parts = {"database": _state(_ask_database), "redis": _state(_ask_redis), "workers": _state(_ask_workers)}
    ready = all(state == OK for state in parts.values())
    return JsonResponse({"status": OK if ready else "not ready", **parts}, status=200 if ready else 503)


class NoWorker(Exception):
    """No worker gave a sign of life lately."""


def _state(ask: Callable[[], None]) -> str:
    try:
        ask()
    except (DatabaseError, redis.RedisError, NoWorker) as error:
        # The reason may name hosts and users: it is for the log, not for whoever asks.
        logger.warning("not ready: %s: %s", ask.__name__.removeprefix("_ask_"), error)
        return "does not answer"
    return OK


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    with _redis() as client:
        client.ping()


def _ask_workers() -> None:
    with _redis() as client:
        if living(Role.WORKER, client) == 0:
            raise NoWorker("no sign of life")


def _redis() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
