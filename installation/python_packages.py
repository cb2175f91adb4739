"""The virtual environment and the Python packages in it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

from installation.paths import ENVIRONMENT, ENVIRONMENT_PYTHON, ROOT
from installation.steps import StepFailed, fingerprint, run, say

REQUIREMENTS = ROOT / "requirements.txt"
DEVELOPMENT_REQUIREMENTS = ROOT / "requirements-dev.txt"
# Which requirements are installed: {"requirements.txt": hash, "requirements-dev.txt": hash}.
STAMP = ENVIRONMENT / "hubsync-requirements.json"


def ensure_python_packages(*, development: bool) -> None:
    """Make the environment when there is none that works, and install what changed since the last time."""
    _ensure_environment()
    runtime_hash = fingerprint(REQUIREMENTS)
    development_hash = fingerprint(REQUIREMENTS, DEVELOPMENT_REQUIREMENTS)
    installed = _installed()
    if development and installed.get(DEVELOPMENT_REQUIREMENTS.name) != development_hash:
        _install(DEVELOPMENT_REQUIREMENTS, "Installing Python packages, with those for tests (a minute or two) …")
        _stamp({REQUIREMENTS.name: runtime_hash, DEVELOPMENT_REQUIREMENTS.name: development_hash})
    elif not development and installed.get(REQUIREMENTS.name) != runtime_hash:
        _install(REQUIREMENTS, "Installing Python packages (about a minute) …")
        _stamp({**installed, REQUIREMENTS.name: runtime_hash})


def _ensure_environment() -> None:
    if _works(ENVIRONMENT_PYTHON):
        return
    if ENVIRONMENT.exists():
        say(f"The virtual environment {ENVIRONMENT} does not run any more (Python changed?): making it anew.")
        shutil.rmtree(ENVIRONMENT)
    say("Making the virtual environment …")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    run(
        [sys.executable, "-m", "venv", ENVIRONMENT],
        failure="The virtual environment could not be made. On Debian and Ubuntu Python's venv is a package of its own:"
        f"\n    apt-get install python{version}-venv",
    )


def _works(python: Path) -> bool:
    """Whether this Python runs and has pip (a venv made half, or one whose base is gone, has not)."""
    try:
        done = subprocess.run(
            [str(python), "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('pip') is None)"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _install(requirements: Path, announcement: str) -> None:
    say(announcement)
    pip: list[str | Path] = [ENVIRONMENT_PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run([*pip, "install", "--quiet", "-r", requirements], failure="Python packages could not be installed:")


def _installed() -> dict[str, str]:
    try:
        return cast(dict[str, str], json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _stamp(hashes: dict[str, str]) -> None:
    try:
        STAMP.write_text(json.dumps(hashes))
    except OSError as error:
        raise StepFailed(f"{STAMP} cannot be written: {error}") from error
