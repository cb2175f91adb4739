"""Bulk operations: at most five at once, their states and counters, and the files they leave."""

from __future__ import annotations

import atexit
import hashlib
import hmac
import secrets
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from demo_store.instants import DAY, now

if TYPE_CHECKING:
    from demo_store.store import Store

CONCURRENT: Final = 5
KEPT_SECONDS: Final = 7 * DAY
_ACTIVE: Final = ("CREATED", "RUNNING", "CANCELING")
_FILES_SECRET: Final = secrets.token_bytes(16)


@dataclass(slots=True, eq=False)
class BulkOperation:
    """One export. Counters move while it runs; `path` is the JSONL file."""

    id: int
    query: str
    group_objects: bool
    created_at: int
    path: Path
    key: str = field(default_factory=lambda: secrets.token_urlsafe(20).lower())
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: int | None = None
    object_count: int = 0
    root_object_count: int = 0
    file_size: int | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)


def signature(key: str, expires: int) -> str:
    """What makes a result's address unguessable and unchangeable."""
    return hmac.new(_FILES_SECRET, f"{key}:{expires}".encode(), hashlib.sha256).hexdigest()


def result_url(operation: BulkOperation, base_url: str) -> str | None:
    """The signed address of a result, good for seven days; None while it runs and when there was nothing to write."""
    if not operation.object_count or operation.status in _ACTIVE:
        return None
    expires = (operation.completed_at or now()) + KEPT_SECONDS
    name = f"bulk-{operation.id}.jsonl"
    query = urlencode(
        {
            "GoogleAccessId": "demo-store@example.com",
            "Expires": expires,
            "Signature": signature(operation.key, expires),
            "response-content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}",
            "response-content-type": "application/jsonl",
        }
    )
    return f"{base_url}/bulk-operation-outputs/{operation.key}-final?{query}"


class BulkOperations:
    """The shop's bulk operations, oldest first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[int, BulkOperation] = {}
        self._lock = threading.Lock()
        self._folder: Path | None = None

    def all(self) -> list[BulkOperation]:
        return list(self._kept.values())

    def get(self, number: int) -> BulkOperation | None:
        return self._kept.get(number)

    def by_key(self, key: str) -> BulkOperation | None:
        return next((operation for operation in self._kept.values() if operation.key == key), None)

    def active(self) -> list[BulkOperation]:
        return [operation for operation in self._kept.values() if operation.status in _ACTIVE]

    def add(self, query: str, *, group_objects: bool) -> BulkOperation | list[BulkOperation]:
        """A new operation, not yet running; or, when five are active, those five."""
        with self._lock:
            busy = self.active()
            if len(busy) >= CONCURRENT:
                return busy
            number = self._store.ids.mint("BulkOperation")
            path = self._directory() / f"bulk-{number}.jsonl"
            operation = BulkOperation(number, query, group_objects, now(), path)
            self._kept[number] = operation
            return operation

    def finish(self, operation: BulkOperation, status: str, error_code: str | None = None) -> None:
        """Bring an operation to its end; the file's size counts from here."""
        with self._lock:
            operation.error_code = error_code
            # A cancelled one has neither, though most have an address (as recorded).
            if status != "CANCELED":
                operation.completed_at = now()
                operation.file_size = operation.path.stat().st_size if operation.path.exists() else None
            operation.status = status
        self._store.tell("bulk_operations/finish", operation)

    def cancel(self, operation: BulkOperation) -> bool:
        """Ask an operation to stop; False when it has ended already."""
        with self._lock:
            if operation.status not in _ACTIVE:
                return False
            operation.status = "CANCELING"
            operation.cancelled.set()
            return True

    def _directory(self) -> Path:
        if self._folder is None:
            chosen = self._store.options.bulk_dir
            if chosen:
                self._folder = Path(chosen)
                self._folder.mkdir(parents=True, exist_ok=True)
            else:
                self._folder = Path(tempfile.mkdtemp(prefix="demo-store-bulk-"))
                atexit.register(_remove, self._folder)
        return self._folder


def _remove(folder: Path) -> Any:
    shutil.rmtree(folder, ignore_errors=True)
