"""What an earlier `bin/start` of the same data directory left running when it was killed."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

# Every program that `bin/start` runs carries its data directory in this variable.
MARK = "HUBSYNC_RUN_BY"
PATIENCE_SECONDS = 8.0


def end_leftovers(data: Path) -> int:
    """End programs that a killed `bin/start` left; returns how many there were. The caller holds the start lock."""
    found = list(_leftovers(data))
    for process in found:
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=PATIENCE_SECONDS)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(found)


def _leftovers(data: Path) -> Iterator[psutil.Process]:
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid not in ours and process.environ().get(MARK) == str(data):
                yield process
