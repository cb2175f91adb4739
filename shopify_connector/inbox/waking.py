"""Telling a worker that something is in the inbox: soon, seldom, and without ever making a delivery wait.

A thread of the process speaks to the queue. What it cannot tell, the scheduler does a second later.
"""

import logging
import threading
import time

from celery import current_app
from kombu import Producer

logger = logging.getLogger(__name__)

# However many deliveries come: one message in so many seconds, the last one after the last delivery.
INTERVAL_SECONDS = 0.05
# The queue is left alone for so long after it failed.
PAUSE_SECONDS = 3.0
# A message that found no worker for so long is dropped: another was sent meanwhile.
EXPIRES_SECONDS = 10
# Kombu tries for ever where nothing else is said.
_ONCE = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0}


class Teller:
    """The thread that speaks to the queue, and what is still to be said."""

    def __init__(self) -> None:
        self._due = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Let a worker apply what is in the inbox. Returns at once; raises nothing."""
        if not self._due.is_set():
            self._due.set()
        if not self._lives():
            self._start()

    def _lives(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        # Not at import: a process that is forked later would have no thread of its own.
        with self._starting:
            if not self._lives():
                self._thread = threading.Thread(target=self._tell_for_ever, name="inbox-waking", daemon=True)
                self._thread.start()

    def _tell_for_ever(self) -> None:
        while True:
            try:
                with current_app.connection_for_write(transport_options=_ONCE) as connection:
                    self._tell_when_due(connection.Producer())
            except Exception as error:  # whatever it is, it must not end the thread
                logger.warning("inbox_not_told error=%s", type(error).__name__)
                self._due.set()
                time.sleep(PAUSE_SECONDS)

    def _tell_when_due(self, producer: Producer) -> None:
        from shopify_connector.tasks import apply_inbox

        while True:
            self._due.wait()
            self._due.clear()
            apply_inbox.apply_async(producer=producer, retry=False, expires=EXPIRES_SECONDS)
            time.sleep(INTERVAL_SECONDS)


wake = Teller().wake
