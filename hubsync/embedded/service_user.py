"""Who the embedded services run as.

PostgreSQL refuses to run as root. Started by an ordinary user, the services run as that user; started by root, as a
user of their own, made on first use, or `nobody` where no user can be made.
"""

import os
import pwd
import stat
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

NAME = "hubsync"
LAST_RESORT = "nobody"


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """A user to change to: only ever set when we are root."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_home(cls, home: Path) -> "ServiceUser | None":
        """The user for services whose files are (or will be) in `home`; None: run as we are."""
        if os.geteuid() != 0:
            return None
        owner = home.stat().st_uid if home.exists() else 0
        entry = pwd.getpwuid(owner) if owner != 0 else _entry_for_root()
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def own(self, path: Path) -> None:
        """Give the user a file or folder."""
        os.chown(path, self.uid, self.gid)

    def open_way_to(self, paths: Iterable[Path], say: Callable[[str], None]) -> None:
        """Let the user pass through (not list) the folders above `paths`; each one changed is told."""
        for folder in sorted({folder for path in paths for folder in path.absolute().parents}):
            if not self._may_pass(folder):
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
                say(f"{folder} can now be passed through (o+x): PostgreSQL runs as the user {self.name}, below it")

    def _may_pass(self, folder: Path) -> bool:
        state = folder.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & stat.S_IXUSR)
        if state.st_gid == self.gid:
            return bool(state.st_mode & stat.S_IXGRP)
        return bool(state.st_mode & stat.S_IXOTH)


def _entry_for_root() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        _add_user()
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return pwd.getpwnam(LAST_RESORT)


def _add_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return
