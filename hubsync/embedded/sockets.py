"""Where the services' unix sockets are.

A socket's path may be 107 bytes at most, and goes into URLs: in a data directory with a long or unusual path the
sockets stand in a short folder of the temporary directory instead.
"""

import hashlib
import os
import re
import stat
from pathlib import Path

from hubsync.embedded.service_user import ServiceUser

LONGEST_PATH = 107
LONGEST_NAME = len("/.s.PGSQL.5432.lock")
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
SHORT_PARENT = Path("/tmp")  # noqa: S108 - the folder made in it is checked to be ours alone


class SocketFolderTaken(Exception):
    """Somebody else made the short folder first; the message names it."""


def socket_folder(data: Path, user: ServiceUser | None) -> Path:
    """The folder for this data directory's sockets; made, owned by the services' user, closed to all others."""
    uid = user.uid if user else os.geteuid()
    folder = data / "run"
    if len(os.fsencode(folder)) + LONGEST_NAME > LONGEST_PATH or not PLAIN.fullmatch(str(folder)):
        folder = SHORT_PARENT / f"hubsync-{uid}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    _make_private(folder, user)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != uid:
        raise SocketFolderTaken(f"{folder} belongs to somebody else; remove it and start again.")
    folder.chmod(0o700)
    return folder


def _make_private(folder: Path, user: ServiceUser | None) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if user is not None:
        user.own(folder)
