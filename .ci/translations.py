"""Whether all text shown to people is translated: the catalogues are up to date, whole, and without guesses.

The messages are read from the source anew, into a copy of the tree, and compared with what is in the repository.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
# Those in settings.LANGUAGES other than the source's own.
LANGUAGES = ("fr",)
# Django reads templates and Python into one catalogue, scripts into another.
DOMAINS = {"django": (), "djangojs": ("--extension", "js")}
# What holds no text of the portal. The demo store is a shop of its own, in English.
LEFT_OUT = shutil.ignore_patterns(
    ".*", "node_modules", "tests", "benchmarks", "docs", "demo_store", "__pycache__", "*.mo", "static_collected"
)
SHOWN_AT_MOST = 20


def main() -> int:
    """1 when something is missing; each language and what is wrong with it is told."""
    with tempfile.TemporaryDirectory(prefix="hubsync-messages-") as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        problems = [problem for language in LANGUAGES for problem in problems_of(language, copy)]
    for problem in problems[:SHOWN_AT_MOST]:
        _say(problem)
    if len(problems) > SHOWN_AT_MOST:
        _say(f"… and {len(problems) - SHOWN_AT_MOST} more")
    return 1 if problems else 0


def problems_of(language: str, copy: Path) -> Iterator[str]:
    """What is wrong with a language's catalogues, in words."""
    for domain, options in DOMAINS.items():
        kept = ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        fresh = copy / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        _read_source(language, domain, options, copy)
        wanted = _messages(fresh)
        catalogue = _catalogue(kept)
        found = {(message.context, _id(message)) for message in catalogue if message.id}
        for key in sorted(wanted - found, key=str):
            yield f"{kept.name} ({language}): not in the catalogue: {key[1]!r}"
        for key in sorted(found - wanted, key=str):
            yield f"{kept.name} ({language}): no longer in the source: {key[1]!r}"
        for message in catalogue:
            yield from (f"{kept.name} ({language}): {what}: {_id(message)!r}" for what in _faults(message, catalogue))


def _read_source(language: str, domain: str, options: tuple[str, ...], copy: Path) -> None:
    (copy / "locale").mkdir(exist_ok=True)
    addresses = {"DATABASE_URL": "postgresql://none/none", "REDIS_URL": "redis://none/0", "SECRET_KEY": "none"}
    command = [sys.executable, "manage.py", "makemessages", "--locale", language, "--domain", domain]
    done = subprocess.run(
        [*command, *options, "--no-obsolete", "--no-location"],
        cwd=copy,
        env={**os.environ, **addresses, "DJANGO_SETTINGS_MODULE": "hubsync.settings", "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"makemessages failed:\n{done.stdout}{done.stderr}")


def _messages(po_file: Path) -> set[tuple[str | None, str]]:
    return {(message.context, _id(message)) for message in _catalogue(po_file) if message.id}


def _catalogue(po_file: Path) -> Catalog:
    if not po_file.exists():
        return Catalog()
    with po_file.open("rb") as file:
        return read_po(file)


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with one translation. The header (the message without an id) has no faults."""
    if not message.id:
        return
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(forms):
        yield "not translated"
        return
    if message.fuzzy:
        yield "a guess (fuzzy) that nobody confirmed"
    for error in message.check(catalogue):
        yield f"placeholders differ ({error})"
    placeholders = re.compile(r"%\([a-z_]+\)[sd]")
    if any(set(placeholders.findall(form)) - set(placeholders.findall(str(message.id))) for form in forms):
        yield "placeholders that the source does not have"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
