"""One step of the installation: told in a line, run quietly, shown whole when it fails."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installation.paths import ROOT


class StepFailed(Exception):
    """A step could not be done; the message says which and what to do, in words."""


def say(line: str) -> None:
    """One line to the person at the terminal; standard output stays free for what commands print."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def run(command: Sequence[str | Path], *, failure: str) -> None:
    """Run a command quietly. On a bad exit raises StepFailed with `failure` and the end of its output."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=_clean_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise StepFailed(f"{failure}\n{error}") from error
    if done.returncode != 0:
        raise StepFailed(f"{failure}\n{done.stdout.strip()[-4000:]}")


def fingerprint(*files: Path) -> str:
    """A hash of the files' names and bytes; a file that is not there counts as empty."""
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"{file.name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def _clean_environ() -> dict[str, str]:
    # A user-wide pip setting or a foreign PYTHONHOME would send packages elsewhere.
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}
