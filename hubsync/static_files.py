"""Collecting static files only when one of them changed."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected-from"


def collect_if_changed() -> bool:
    """Bring STATIC_ROOT in step with the sources; returns whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    sources = _fingerprint()
    if stamp.exists() and stamp.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources)
    return True


def _fingerprint() -> str:
    """Changes when a file is added, removed or written, or the way of storing them is another."""
    files = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            files.append([storage.path(name), state.st_size, state.st_mtime_ns])
    described = json.dumps([settings.STORAGES["staticfiles"]["BACKEND"], sorted(files)])
    return hashlib.sha256(described.encode()).hexdigest()
