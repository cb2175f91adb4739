"""kill -9 for parts of a running product."""

import contextlib

import psutil

from tests.running_product import RunningProduct


def kill(running: RunningProduct, word: str) -> None:
    """kill -9 what runs under this word: all processes of the worker, or the embedded service's own."""
    for process in running.processes():
        with contextlib.suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                process.kill()
