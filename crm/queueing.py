"""Asking a worker for something that a sweep would do anyway."""

import logging
import time
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger("crm")

# The queue is asked once (Kombu tries for ever where nothing else is said), and left alone for so long after it failed:
# who saves something shall not wait for it.
_ONCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
PAUSE_SECONDS = 5.0


class _Queue:
    """What this process knows of the queue."""

    silent_until = 0.0


def queue(task: Any, *args: Any) -> None:
    """Ask; while Redis is away the sweep of the scheduler does it a little later."""
    try:
        task.delay(*args)
    except OperationalError:
        log.warning("not_queued task=%s", task.name)


def queue_at_once(task: Any, *args: Any) -> None:
    """Ask from where something is saved, which waits a second at most for a queue that does not answer."""
    if time.monotonic() < _Queue.silent_until:
        return
    try:
        with current_app.connection_for_write(transport_options=_ONCE) as broker:
            task.apply_async(args, producer=broker.Producer(), retry=False)
    except OperationalError:
        _Queue.silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("not_queued task=%s", task.name)
