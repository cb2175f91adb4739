"""What the embedded PostgreSQL and the embedded Redis have in common: a process, known by its pid file."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from hubsync.embedded.service_user import ServiceUser

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05


class ServiceFailed(Exception):
    """An embedded service did not come up; the message has its name and the end of its log."""


class EmbeddedService(ABC):
    """One embedded server. `home` is its data folder and its working directory, `sockets` the folder of its socket."""

    name: str
    # What the process calls itself: a pid file whose pid is another program's is stale.
    process_names: frozenset[str]
    # The signal that stops it at once and cleanly.
    stop_signal: signal.Signals
    stop_seconds = 30.0
    # Crash recovery replays what was written since the last checkpoint.
    start_seconds = 600.0

    def __init__(self, home: Path, sockets: Path, user: ServiceUser | None) -> None:
        self.home = home
        self.sockets = sockets
        self.user = user
        self._child: subprocess.Popen[bytes] | None = None

    # --- what each service says of itself ---
    @property
    @abstractmethod
    def description(self) -> str:
        """Name, version and where it is from, for people."""

    @property
    @abstractmethod
    def pid_file(self) -> Path: ...

    @abstractmethod
    def url(self) -> str:
        """Its address, as DATABASE_URL or REDIS_URL."""

    @abstractmethod
    def prepare(self, say: Callable[[str], None]) -> None:
        """Make its folder and configuration ready and clear away what a crash left behind."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]: ...

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes work now."""

    def after_start(self) -> None:  # noqa: B027 - most have nothing to do
        """What is to be done once, when it answers."""

    # --- life ---
    def process(self) -> psutil.Process | None:
        """The running server, whoever started it; None when it is down."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        try:
            process = psutil.Process(int(self.pid_file.read_text().split()[0]))
            return process if self._is_mine(process) else None
        except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
            return None

    def is_up(self) -> bool:
        """Whether its process runs; one that was just launched counts until it ends."""
        return (self._child is not None and self._child.poll() is None) or self.process() is not None

    def launch(self, say: Callable[[str], None], *, dies_with_us: bool) -> None:
        """Start it and return at once; `answers` tells when it is there."""
        self.prepare(say)
        with self.log_file.open("wb") as output:
            self._child = subprocess.Popen(
                [str(word) for word in self.command()],
                cwd=self.home,
                env=self._environ(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
                preexec_fn=die_with_parent(self.stop_signal) if dies_with_us else None,  # noqa: PLW1509 - no threads
            )

    def start(self, say: Callable[[str], None], *, dies_with_us: bool) -> None:
        """Start it and wait until it answers. Raises ServiceFailed with the end of its log."""
        self.launch(say, dies_with_us=dies_with_us)
        self.wait_until_it_answers(say)
        self.after_start()

    def wait_until_it_answers(self, say: Callable[[str], None]) -> None:
        """Returns when it answers. Raises ServiceFailed when its process ends first."""
        began = time.monotonic()
        told = False
        while not self.answers():
            if not self.is_up() or time.monotonic() - began > self.start_seconds:
                raise ServiceFailed(f"{self.name} did not start:\n{self.log_tail()}")
            if not told and time.monotonic() - began > 5:
                say(f"{self.name} is recovering what was written before it was stopped …")
                told = True
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop it cleanly; by force when it takes longer than `stop_seconds`."""
        process = self.process() or self._launched_process()
        if process is None:
            return
        with suppress(psutil.NoSuchProcess):
            process.send_signal(self.stop_signal)
            try:
                process.wait(self.stop_seconds)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(5)
        if self._child is not None:
            self._child.wait()
            self._child = None

    def touch_sockets(self) -> None:
        """Keep the system from tidying away its socket, where that stands in the temporary directory."""
        for socket in self.sockets.iterdir():
            os.utime(socket)

    # --- parts ---
    @property
    def log_file(self) -> Path:
        """What it wrote since its last start."""
        return self.home.with_suffix(".log")

    def log_tail(self) -> str:
        try:
            return self.log_file.read_text(errors="replace").strip()[-2000:]
        except OSError:
            return ""

    def make_home(self) -> None:
        """Its folder, closed to all others."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            self.user.own(self.home)

    def _is_mine(self, process: psutil.Process) -> bool:
        try:
            return process.name() in self.process_names and Path(process.cwd()) == self.home and _lives(process)
        except psutil.AccessDenied:
            return False

    def _launched_process(self) -> psutil.Process | None:
        if self._child is None or self._child.poll() is not None:
            return None
        return psutil.Process(self._child.pid)

    def _environ(self) -> Mapping[str, str]:
        # Server processes get no secrets to carry about, and no PG* variables from the person's shell.
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """For Popen's preexec_fn: the kernel stops the child when the process that started it is gone (Linux).

    Elsewhere None: what a killed parent left behind is cleared away at the next start.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), stop_signal)

    return ask_kernel
