"""Asking a worker for something that a sweep would do anyway."""

import logging
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger("crm")


def queue(task: Any, *args: Any) -> None:
    """Ask; while Redis is away the sweep of the scheduler does it a little later."""
    try:
        task.delay(*args)
    except OperationalError:
        log.warning("not_queued task=%s", task.name)
