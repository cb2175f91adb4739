"""`python -m installation [--development]`: make this clone ready to run, or do nothing when it is."""

import argparse
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from installation.node_packages import ensure_node_packages
from installation.paths import ROOT
from installation.python_packages import ensure_python_packages
from installation.steps import StepFailed, say
from installation.system_packages import ensure_system_packages
from installation.translations import ensure_translations


def main() -> int:
    """Exit code 0 when everything is in place, 1 with the reason on standard error when a step failed."""
    parser = argparse.ArgumentParser(prog="installation")
    parser.add_argument("--development", action="store_true", help="also what the tests and checks need")
    development = parser.parse_args().development
    try:
        with _one_at_a_time():
            ensure_python_packages(development=development)
            ensure_node_packages(development=development)
            ensure_translations()
            if development:
                ensure_system_packages()
    except StepFailed as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the next run goes on from here.")
        return 130
    return 0


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together in one clone do not install over each other."""
    with (ROOT / "requirements.txt").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Waiting for another command that is installing …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
