"""Debian packages that the tests use: Chromium to walk the product, gettext to read the source's messages."""

import os
import shutil
import subprocess
from pathlib import Path

from installation.steps import StepFailed, run, say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure_system_packages() -> None:
    """Install what is missing with apt-get, as root or through sudo; otherwise say what to install."""
    missing = [package for package, present in _wanted().items() if not present]
    if not missing:
        return
    apt = _apt_get()
    if apt is None:
        raise StepFailed(
            f"The tests need {' and '.join(missing)}, and apt-get cannot be used here.\n"
            "Install them by hand (Chromium elsewhere than on PATH: set CHROMIUM to its address) and run this again."
        )
    say(f"Installing {' and '.join(missing)} …")
    run([*apt, "update", "-q"], failure="apt-get update failed:")
    run([*apt, "install", "-y", "-q", "--no-install-recommends", *missing], failure="apt-get install failed:")


def chromium() -> str | None:
    """The browser that the tests drive: CHROMIUM, else the machine's own; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def _wanted() -> dict[str, bool]:
    return {
        "chromium": chromium() is not None,
        "gettext": all(shutil.which(tool) for tool in ("xgettext", "msgmerge", "msguniq", "msgattrib")),
    }


def _apt_get() -> list[str] | None:
    apt = shutil.which("apt-get")
    if apt is None:
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive", apt]
    sudo = shutil.which("sudo")
    if sudo is None or subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode != 0:
        return None
    return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive", str(Path(apt))]
