"""`bin/manage ARGS`: manage.py against the same database and Redis as `bin/start`.

Standard output is the command's alone: everything said here goes to standard error.
"""

import signal
import subprocess
import sys
from collections.abc import Mapping

from hubsync.embedded.data_directory import DataDirectoryUnusable
from hubsync.embedded.service import ServiceFailed
from hubsync.embedded.services import EmbeddedServices
from hubsync.embedded.sockets import SocketFolderTaken
from hubsync.running.installation import ROOT, Installation


def main() -> int:
    """The command's exit code; 1 when database or Redis cannot be started; 128 + n when signal n ended it."""
    try:
        installation = Installation.here()
        services = EmbeddedServices(installation.data, installation.environ)
        with services.borrowed(_say):
            addresses = services.addresses()
            return _run({**installation.last_start(), **installation.environ, **addresses}, sys.argv[1:])
    except (ServiceFailed, DataDirectoryUnusable, SocketFolderTaken) as reason:
        _say(str(reason))
        return 1


def _run(environ: Mapping[str, str], arguments: list[str]) -> int:
    # Ctrl-C reaches the command too, being in the same terminal: it is the command's to answer.
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    with subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environ,
        preexec_fn=_default_signals,  # noqa: PLW1509 - no threads
    ) as command:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: command.send_signal(received))
        code = command.wait()
    return code if code >= 0 else 128 - code


def _default_signals() -> None:
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
