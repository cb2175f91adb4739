"""One program under supervision: started in a session of its own, its output read, its end noticed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from hubsync.embedded.service import die_with_parent
from hubsync.running.installation import ROOT
from hubsync.running.programs import Program

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# A program that ran this long was well: its next end is a first one again.
WELL_AFTER = 30.0
LONGEST_LINE = 16_384


class Supervised:
    """A program's process, now and after restarts. Times are of the monotonic clock, in seconds."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.failures = 0
        self.restart_at: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._partial = b""

    @property
    def output(self) -> IO[bytes] | None:
        """Where its lines are read; None when it does not run or has closed it."""
        if self._process is None or self._process.stdout is None or self._process.stdout.closed:
            return None
        return self._process.stdout

    @property
    def is_there(self) -> bool:
        """Whether it was started and its end was not taken note of yet."""
        return self._process is not None

    def start(self) -> None:
        """Start it. The kernel stops it if we are killed."""
        self.restart_at = None
        self._partial = b""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            self.program.command,
            cwd=ROOT,
            env=dict(self.program.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no threads
        )
        if self._process.stdout is not None:
            os.set_blocking(self._process.stdout.fileno(), False)

    def lines(self) -> Iterator[str]:
        """The lines it wrote since the last time."""
        while chunk := self._read():
            *whole, self._partial = (self._partial + chunk).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)
            if len(self._partial) > LONGEST_LINE:
                yield from self._last_line()

    def ended(self) -> tuple[int, list[str]] | None:
        """Its exit code and last lines, once, when it has ended; None while it runs. What it left behind is killed."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self.signal_group(signal.SIGKILL)
        last = [*self.lines(), *self._last_line()]
        if self.output is not None:
            self.output.close()
        self._process = None
        return code, last

    def plan_restart(self) -> float:
        """When to start it again after an unwanted end; returns the delay, doubled with each end in a row."""
        if time.monotonic() - self._started_at > WELL_AFTER:
            self.failures = 0
        delay = min(FIRST_DELAY * 2.0**self.failures, LONGEST_DELAY)
        self.failures += 1
        self.restart_at = time.monotonic() + delay
        return delay

    def send(self, number: signal.Signals) -> None:
        """Send the program itself a signal."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def signal_group(self, number: signal.Signals) -> None:
        """Send it and all that it started a signal."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def _read(self) -> bytes:
        if (output := self.output) is None:
            return b""
        try:
            chunk = os.read(output.fileno(), 65_536)
        except BlockingIOError:
            return b""
        if not chunk:
            output.close()
        return chunk

    def _last_line(self) -> Iterator[str]:
        if self._partial:
            yield self._partial.decode(errors="replace")
            self._partial = b""


def in_words(exit_code: int) -> str:
    """An exit code for people."""
    if exit_code >= 0:
        return f"stopped with exit code {exit_code}"
    try:
        return f"was stopped by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was stopped by signal {-exit_code}"
