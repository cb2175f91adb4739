"""`bin/start`: everything that makes up a portal, from a standing start until Ctrl-C."""

import argparse
import fcntl
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from hubsync.embedded.data_directory import DataDirectory, DataDirectoryUnusable
from hubsync.embedded.service import ServiceFailed
from hubsync.embedded.services import EmbeddedServices
from hubsync.embedded.sockets import SocketFolderTaken
from hubsync.redaction import Redactor
from hubsync.running.banner import Welcome, banner
from hubsync.running.demo_store import STATE, DemoStore, demo_store, is_wanted
from hubsync.running.installation import ROOT, Installation, parse_port
from hubsync.running.leftovers import MARK, end_leftovers
from hubsync.running.ports import is_free
from hubsync.running.programs import demo_store_program, portal_programs
from hubsync.running.run_log import RunLog
from hubsync.running.supervisor import StoppedWhileStarting, Supervisor

LONGEST_START_SECONDS = 120.0
KNOCK_SECONDS = 0.25


class CannotStart(Exception):
    """hubsync cannot start; the message says why and what to do."""


def main() -> int:
    """Run until stopped. Exit code 0 after Ctrl-C or SIGTERM, 1 with the reason when it cannot start."""
    arguments = _arguments()
    try:
        installation = Installation.here()
        port = arguments.port or installation.port()
        with _only_start_of(installation.data):
            return Start(installation, port, with_demo=not arguments.no_demo).run()
    except (CannotStart, ServiceFailed, DataDirectoryUnusable, SocketFolderTaken, ValueError) as reason:
        sys.stderr.write(f"hubsync cannot start. {reason}\n")
        return 1


class Start:
    """One run of the portal."""

    def __init__(self, installation: Installation, port: int, *, with_demo: bool) -> None:
        self.installation = installation
        self.data = installation.data
        self.port = port
        self.host = installation.host(port)
        if end_leftovers(self.data.path):
            sys.stderr.write("hubsync was killed the last time; what it left running was ended.\n")
        if not is_free(self.host, port):
            raise CannotStart(f"Port {port} is in use by another program. Take another: bin/start --port {port + 1}")
        self.demo = self._demo_store(with_demo=with_demo)
        self.services = EmbeddedServices(self.data, installation.environ)
        self.environ = self._environ()
        secrets = [*installation.secrets(), *([self.demo.api_secret] if self.demo else [])]
        self.log = RunLog(self.data.path, Redactor(secrets))

    def run(self) -> int:
        """Bring everything up, keep it up, stop it all. Returns the exit code."""
        supervisor = Supervisor(self.log, self.services)
        supervisor.listen_to_signals()
        try:
            with self.services.held():
                self.services.start(self.log.say, dies_with_us=True)
                prepared = self._prepare()
                supervisor.start(self._programs())
                self._welcome(supervisor, prepared)
                supervisor.run_until(lambda: False)
        except StoppedWhileStarting:
            pass
        finally:
            self.log.say("Stopping …")
            supervisor.stop()
        self.log.say("Stopped.")
        return 0

    # --- parts ---
    def _demo_store(self, *, with_demo: bool) -> DemoStore | None:
        if not is_wanted(self.installation.environ, declined=not with_demo):
            return None
        return demo_store(self.data, self.port)

    def _environ(self) -> dict[str, str]:
        """The environment of all programs; what was chosen here is kept for `bin/manage`."""
        chosen = {
            "PORT": str(self.port),
            "APP_URL": self.installation.app_url(self.port),
            **(self.demo.environ() if self.demo else {}),
        }
        self.installation.remember_start(chosen)
        return {**self.installation.environ, **chosen, **self.services.addresses(), MARK: str(self.data.path)}

    def _programs(self) -> Iterator[Any]:
        yield from portal_programs(self.environ, self.host, self.port)
        if self.demo is not None:
            yield demo_store_program(self.environ, self.demo.port, self.data / STATE)

    def _prepare(self) -> dict[str, str]:
        """Migrations, static files and the first administrator: `manage.py prepare_portal`."""
        self.log.say("Preparing the database and static files …")
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "prepare_portal"],
            cwd=ROOT,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,
        )
        for line in done.stderr.splitlines():
            self.log.line("prepare", line)
        if done.returncode != 0:
            raise CannotStart("The database could not be prepared; the reason stands above.")
        prepared: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
        return prepared

    def _welcome(self, supervisor: Supervisor, prepared: dict[str, str]) -> None:
        address = f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"  # noqa: S104
        until = monotonic() + LONGEST_START_SECONDS
        portal = Knock(f"{address}/healthz")
        doors = [portal, *([Knock(f"{self.demo.address}/")] if self.demo else [])]
        supervisor.run_until(
            lambda: all(door.answers() for door in doors) or monotonic() > until or _hopeless(supervisor)
        )
        if supervisor.stopping:
            return
        if not portal.answered:
            raise CannotStart(f"The web server does not answer; see above or {self.log.file}.")
        self.log.show(
            banner(
                Welcome(
                    address=self.environ["APP_URL"],
                    prepared=prepared,
                    demo=self.demo,
                    services=[service.description for service in self.services],
                    data=self.data.path,
                    log=self.log.file,
                )
            )
        )


def _hopeless(supervisor: Supervisor) -> bool:
    return supervisor.has_given_up_on("web") or supervisor.has_given_up_on("demo-store")


class Knock:
    """Asks a server of ours now and then until it answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answered = False
        self._next = 0.0

    def answers(self) -> bool:
        """Whether it has answered; asks at most every `KNOCK_SECONDS`."""
        if not self.answered and monotonic() >= self._next:
            self.answered = self._ask()
            self._next = monotonic() + KNOCK_SECONDS
        return self.answered

    def _ask(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=2):  # noqa: S310 - our own http address
                return True
        except urllib.error.HTTPError as error:
            return error.code < 500
        except (OSError, ValueError):
            return False


@contextmanager
def _only_start_of(data: DataDirectory) -> Iterator[None]:
    """One `bin/start` per data directory. Raises CannotStart when there is one already."""
    with (data / "start.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"It is running already with the data in {data.path}. A second copy takes a folder of its own:\n"
                "    HUBSYNC_DATA_DIR=.data2 bin/start --port 8001"
            ) from None
        yield


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/start",
        description="Start hubsync: database, web, worker, scheduler, and a demo store where no Shopify credentials "
        "are set. Ctrl-C stops all of it; the data is kept.",
    )
    parser.add_argument("--no-demo", action="store_true", help="leave the demo store out")
    parser.add_argument("--port", type=_port, help="the web server's port (default: PORT, else 8000)")
    return parser.parse_args()


def _port(text: str) -> int:
    try:
        return parse_port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
