"""The embedded services of one data directory, and who is using them.

`bin/start` runs them for as long as it runs; `bin/manage` starts them when nobody does and stops them when nobody
else needs them any more. Three lock files say who is there; the kernel drops a lock when its holder dies.
"""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hubsync.embedded.data_directory import DataDirectory
from hubsync.embedded.postgres import EmbeddedPostgres
from hubsync.embedded.redis_programs import find_redis
from hubsync.embedded.redis_server import EmbeddedRedis
from hubsync.embedded.service import EmbeddedService
from hubsync.embedded.service_user import ServiceUser
from hubsync.embedded.sockets import socket_folder

Say = Callable[[str], None]


class EmbeddedServices:
    """PostgreSQL and Redis of a data directory, as far as `environ` names none (DATABASE_URL, REDIS_URL)."""

    def __init__(self, data: DataDirectory, environ: Mapping[str, str], *, durable: bool = True) -> None:
        self.data = data
        self._services: dict[str, EmbeddedService] = {}
        user = ServiceUser.for_home(data / "postgres")
        if not environ.get("DATABASE_URL"):
            sockets = socket_folder(data.path, user)
            self._services["DATABASE_URL"] = EmbeddedPostgres(data / "postgres", sockets, user, durable=durable)
        if not environ.get("REDIS_URL"):
            sockets = socket_folder(data.path, user)
            program = find_redis(environ.get("HUBSYNC_REDIS", ""))
            self._services["REDIS_URL"] = EmbeddedRedis(data / "redis", sockets, user, program, durable=durable)

    def __iter__(self) -> Iterator[EmbeddedService]:
        return iter(self._services.values())

    def addresses(self) -> dict[str, str]:
        """The environment variables that lead to the embedded services; empty where all are given."""
        return {variable: service.url() for variable, service in self._services.items()}

    def start(self, say: Say, *, dies_with_us: bool) -> None:
        """Start those that are down and wait until each answers. Raises ServiceFailed."""
        with self._lock("services"):
            self._start(say, dies_with_us=dies_with_us)

    def stop(self) -> None:
        """Stop all of them; Redis first, so that nothing is still asked of PostgreSQL."""
        for service in reversed(self._services.values()):
            service.stop()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While held, nobody who only borrows the services stops them."""
        with self._lock("users", fcntl.LOCK_SH):
            yield

    @contextmanager
    def borrowed(self, say: Say) -> Iterator[None]:
        """The services are up while this lasts; the last to borrow them stops them, unless `bin/start` holds them."""
        if not self._services:
            yield
            return
        with self._open_lock("users") as users:
            with self._lock("services"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start(say, dies_with_us=False)
            try:
                yield
            finally:
                with self._lock("services"):
                    if _is_the_last(users):
                        self.stop()

    def _start(self, say: Say, *, dies_with_us: bool) -> None:
        for service in self:
            if service.is_up():
                service.wait_until_it_answers(say)
            else:
                service.start(say, dies_with_us=dies_with_us)

    @contextmanager
    def _lock(self, name: str, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
        with self._open_lock(name) as lock:
            fcntl.flock(lock, kind)
            yield

    def _open_lock(self, name: str) -> IO[str]:
        return Path(self.data / f"{name}.lock").open("w")


def _is_the_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
