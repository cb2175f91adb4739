"""The product as a person runs it: `bin/start` in a process of its own, with its own data and port."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType

import psutil
import requests

from hubsync.running.installation import ROOT
from tests.run import CONFIGURATION

START_SECONDS = 120.0


class RunningProduct:
    """`with RunningProduct(data) as product:` — started at once, stopped at the end by Ctrl-C's signal.

    `root` is the clone to start (default: this one); more environment variables as keywords of `environ`.
    """

    def __init__(
        self,
        data: Path,
        *options: str,
        root: Path = ROOT,
        port: int | None = None,
        environ: dict[str, str] | None = None,
    ) -> None:
        self.data = data
        self.root = root
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = clean_environ(HUBSYNC_DATA_DIR=str(data), **(environ or {}))
        self.output = Path(tempfile.mkstemp(prefix="hubsync-output-")[1])
        self._command = [str(root / "bin" / "start"), "--port", str(self.port), *options]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RunningProduct":
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                self._command, env=self.environ, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.output.unlink()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def said(self) -> str:
        """All it printed so far."""
        return self.output.read_text(errors="replace")

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Returns when the banner is printed; fails with what was said when it ends before or takes longer."""
        until = time.monotonic() + seconds
        while "hubsync is ready." not in self.said():
            assert self._process is not None
            assert self._process.poll() is None, f"bin/start ended:\n{self.said()}"
            assert time.monotonic() < until, f"bin/start is not ready after {seconds} s:\n{self.said()}"
            time.sleep(0.1)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Stop it; returns its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            return self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def processes(self) -> list[psutil.Process]:
        """All that belongs to it: the programs, and the embedded services in its data directory."""
        return [process for process in psutil.process_iter() if self._owns(process)]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`bin/manage` with these arguments."""
        return subprocess.run(
            [str(self.root / "bin" / "manage"), *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def demo_store_url(self) -> str:
        """The demo store's address, from the banner."""
        found = re.search(r"Demo store\s+(http://\S+)", self.said())
        assert found, self.said()
        return found[1]

    def get(self, path: str) -> requests.Response:
        """One page, without logging in."""
        return requests.get(f"{self.url}{path}", timeout=10)

    def wait_for(self, path: str, status: int = 200, seconds: float = 30.0) -> requests.Response:
        """Ask until the answer has this status; fails when it does not come."""
        until = time.monotonic() + seconds
        answer: requests.Response | None = None
        while time.monotonic() < until:
            try:
                answer = self.get(path)
                if answer.status_code == status:
                    return answer
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{path}: {answer.text if answer else 'no answer'}\n{self.said()}")

    def _owns(self, process: psutil.Process) -> bool:
        try:
            marked = process.environ().get("HUBSYNC_RUN_BY") == str(self.data)
            return (marked or process.cwd().startswith(str(self.data))) and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def clean_environ(**more: str) -> dict[str, str]:
    """This process's environment without what configures a portal, and with the packages already installed."""
    kept = {name: value for name, value in os.environ.items() if name not in (*CONFIGURATION, "SECRET_KEY")}
    return {**kept, "HUBSYNC_VENV": str(Path(sys.prefix)), **more}


def free_port() -> int:
    """A TCP port of this machine that is free now, and whose neighbour for the demo store is, too."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_of_the_product(folder: Path) -> Path:
    """A clone of the working tree in `folder`: links to everything, so that it costs nothing."""
    folder.mkdir(parents=True)
    for entry in ROOT.iterdir():
        if entry.name in {"bin", "installation", "hubsync"}:
            shutil.copytree(entry, folder / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not entry.name.startswith(".") and entry.name not in {"tests", "docs"}:
            (folder / entry.name).symlink_to(entry)
    return folder
