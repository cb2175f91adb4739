"""The embedded Redis: queue and cache. It may be emptied at any moment; what matters is in PostgreSQL."""

import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hubsync.embedded.redis_programs import RedisProgram
from hubsync.embedded.service import EmbeddedService, ServiceFailed
from hubsync.embedded.service_user import ServiceUser

CONFIGURATION = "redis.conf"
SOCKET = "redis.sock"
# What Redis logs before it gives up on files that a crash or a full disk spoiled.
UNREADABLE_FILES = re.compile(
    "Bad file format|Wrong signature|Short read|Unexpected end of file|Fatal error loading|checksum mismatch", re.I
)


class EmbeddedRedis(EmbeddedService):
    """One Redis in `home`: over a unix socket only, or (fakeredis) on a port of 127.0.0.1."""

    name = "Redis"
    process_names = frozenset({"redis-server", "valkey-server"})
    # Writes what is in memory to disk and ends.
    stop_signal = signal.SIGTERM
    start_seconds = 60.0

    def __init__(
        self, home: Path, sockets: Path, user: ServiceUser | None, program: RedisProgram, *, durable: bool = True
    ) -> None:
        # The pure-Python server is this Python, which the services' user may not be able to run.
        super().__init__(home, sockets, user if program.path else None)
        self.program = program
        self.durable = durable
        self._chosen_port: int | None = None
        if program.path is None:
            self.process_names = frozenset({Path(sys.executable).name, Path(sys.executable).resolve().name})

    @property
    def description(self) -> str:
        return self.program.description

    @property
    def pid_file(self) -> Path:
        return self.home / "redis.pid"

    def url(self) -> str:
        if self.program.path is None:
            return f"redis://127.0.0.1:{self._port()}/0"
        return f"unix://{self.sockets / SOCKET}?db=0"

    def command(self) -> Sequence[str | Path]:
        if self.program.path is None:
            return [sys.executable, "-P", "-m", "hubsync.embedded.fake_redis", str(self._port()), self.pid_file]
        return [self.program.path, self.home / CONFIGURATION]

    def answers(self) -> bool:
        # One short connection: a pool would hold on to the socket of a server that went away.
        once = Retry(NoBackoff(), 0)
        with closing(redis.Redis.from_url(self.url(), socket_timeout=5, retry=once)) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def prepare(self, say: Callable[[str], None]) -> None:
        if self._could_not_read_its_files():
            self._set_files_aside(say)
        self.make_home()
        self.pid_file.unlink(missing_ok=True)
        if self.program.path is None:
            return
        if self.user is not None:
            self.user.open_way_to([self.home, self.program.path], say)
        configuration = self.home / CONFIGURATION
        configuration.write_text("".join(f"{name} {value}\n" for name, value in self._settings().items()))
        if self.user is not None:
            self.user.own(configuration)

    def start(self, say: Callable[[str], None], *, dies_with_us: bool) -> None:
        """As for every service; where it cannot read its files, once more without them."""
        try:
            super().start(say, dies_with_us=dies_with_us)
        except ServiceFailed:
            if not self._could_not_read_its_files():
                raise
            super().start(say, dies_with_us=dies_with_us)

    def _could_not_read_its_files(self) -> bool:
        return UNREADABLE_FILES.search(self.log_tail()) is not None

    def _set_files_aside(self, say: Callable[[str], None]) -> None:
        broken = self.home.with_suffix(".broken")
        shutil.rmtree(broken, ignore_errors=True)
        self.home.rename(broken)
        self.log_file.unlink()
        say(f"Redis could not read its files; it starts empty, and they are kept in {broken}")

    def _settings(self) -> Mapping[str, str]:
        return {
            "port": "0",
            "unixsocket": f'"{self.sockets / SOCKET}"',
            "unixsocketperm": "700",
            "daemonize": "no",
            "pidfile": f'"{self.pid_file}"',
            "dir": f'"{self.home}"',
            "loglevel": "warning",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }

    def _environ(self) -> Mapping[str, str]:
        if self.program.path is None:
            return {**super()._environ(), "PYTHONPATH": os.pathsep.join(sys.path)}
        return super()._environ()

    def _port(self) -> int:
        """The pure-Python server's port, chosen once: the one it had, as long as that is its own or free."""
        if self._chosen_port is None:
            self._chosen_port = self._choose_port()
        return self._chosen_port

    def _choose_port(self) -> int:
        file = self.home / "port"
        if file.exists():
            port = int(file.read_text())
            if self.process() is not None or _is_free(port):
                return port
        self.make_home()
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        file.write_text(str(port))
        return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        address: Any = ("127.0.0.1", port)
        return probe.connect_ex(address) != 0
