"""A fresh clone made ready: Python found, packages installed when they changed, translations compiled."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hubsync.running.installation import ROOT
from installation import node_packages, system_packages
from installation.steps import StepFailed, fingerprint
from tests.running_product import clean_environ, copy_of_the_product


def find_python(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """environment.sh's choice on a machine with these Pythons: name → version it says it has."""
    for name, version in programs.items():
        program = folder / name.replace("_", ".")
        numbers = tuple(map(int, version.split(".")))
        program.write_text(
            f"#!/bin/sh\ncase $1 in --version) echo Python {version};; *) exit {is_old(numbers)};; esac\n"
        )
        program.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", "-c", f'root="{ROOT}"; . "$root/installation/environment.sh"; find_python'],
        env={"PATH": str(folder), "HUBSYNC_VENV": str(folder / "none")},
        capture_output=True,
        text=True,
        check=False,
    )


def is_old(version: tuple[int, ...]) -> int:
    return int(not (3, 11) <= version < (3, 15))


def test_python3_is_taken_when_it_is_new_enough(place):
    assert find_python(place, python3="3.12", python3_13="3.13").stdout == "python3\n"


def test_a_newer_one_beside_an_old_python3_is_found(place):
    assert find_python(place, python3="3.9", python3_12="3.12").stdout == "python3.12\n"


def test_no_python_new_enough_is_told_in_words(place):
    done = find_python(place, python3="3.9")

    assert done.returncode == 1
    assert "hubsync needs Python 3.11, 3.12, 3.13 or 3.14; this machine has Python 3.9." in done.stderr


def test_no_python_at_all_is_told_in_words(place):
    assert "this machine has no python3." in find_python(place).stderr


def test_when_nothing_changed_nothing_is_done_and_said():
    began = time.monotonic()
    done = install(ROOT)

    assert done.returncode == 0
    assert done.stderr == ""
    assert time.monotonic() - began < 10


@pytest.mark.slow
def test_translations_are_compiled_when_their_source_changed(place):
    clone = copy_of_the_product(place / "clone")
    (clone / "locale").unlink(missing_ok=True)
    source = clone / "locale/fr/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Deal"\nmsgstr "Affaire"\n'
    )

    assert "Compiling translations" in install(clone).stderr
    assert b"Affaire" in source.with_suffix(".mo").read_bytes()
    assert "Compiling translations" not in install(clone).stderr


def test_fingerprint_follows_names_and_bytes(place):
    one, other = place / "one", place / "other"
    one.write_text("a")
    other.write_text("a")
    first = fingerprint(one)

    assert fingerprint(other) != first
    one.write_text("b")
    assert fingerprint(one) != first
    assert fingerprint(place / "missing") == fingerprint(place / "missing")


def test_npm_of_the_machine_or_else_of_the_wheel(monkeypatch):
    commands = []

    def fail_for_the_machines(command, *, failure):
        commands.append(str(command[0]))
        if len(commands) == 1:
            raise StepFailed(failure)

    monkeypatch.setattr(node_packages, "run", fail_for_the_machines)
    monkeypatch.setattr(node_packages.shutil, "which", lambda name: "/usr/bin/npm")

    node_packages._install(node_packages.INSTALL)

    assert commands == ["/usr/bin/npm", str(node_packages.ENVIRONMENT_PYTHON)]


@pytest.mark.parametrize(
    ("uid", "has_sudo", "start"),
    [(0, False, ["env"]), (1000, True, ["/usr/bin/sudo", "-n", "env"])],
)
def test_missing_system_packages_are_installed_as_root_or_by_sudo(monkeypatch, uid, has_sudo, start):
    machine_has(monkeypatch, uid, {"apt-get", *(["sudo"] if has_sudo else [])})
    commands = []
    monkeypatch.setattr(system_packages, "run", lambda command, failure: commands.append(command))

    system_packages.ensure_system_packages()

    update, install_them = commands
    assert update[: len(start)] == start
    assert install_them[-2:] == ["chromium", "gettext"]


def test_missing_system_packages_without_rights_are_told_in_words(monkeypatch):
    machine_has(monkeypatch, 1000, {"apt-get"})

    with pytest.raises(StepFailed, match="The tests need chromium and gettext"):
        system_packages.ensure_system_packages()


def machine_has(monkeypatch, uid: int, programs: set[str]) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: uid)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)
    accepted = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(system_packages.subprocess, "run", lambda *_, **__: accepted)


def install(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "installation"],
        env=clean_environ(PYTHONPATH=str(root)),
        capture_output=True,
        text=True,
        check=False,
    )
