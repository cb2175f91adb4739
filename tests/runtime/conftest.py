"""Folders that the services' own user may pass through (pytest's are closed to all but root)."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder; removed with all that is in it."""
    folder = Path(tempfile.mkdtemp(prefix="hubsync-place-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
