"""The folder where an installation keeps what it makes: databases, secrets, collected static files, its log."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

# Other users of the machine may not look in. Under root they may pass through (not list): the embedded services
# run as another user there, in folders of their own.
DIRECTORY_MODE = 0o711 if os.geteuid() == 0 else 0o700
PRIVATE_FILE_MODE = 0o600


class DataDirectoryUnusable(Exception):
    """The data directory cannot be written by this user; the message says whose it is and what to do."""


class DataDirectory:
    """The data directory, made when it is not there. `path` is absolute."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        try:
            self.path.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        except OSError as error:
            raise DataDirectoryUnusable(f"The data folder {self.path} cannot be made: {error.strerror}.") from error
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise DataDirectoryUnusable(
                f"The data folder {self.path} belongs to another user. Start hubsync as that user,\n"
                "or give another folder: HUBSYNC_DATA_DIR=… bin/start"
            )

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def read(self, name: str) -> str | None:
        """A small file's text without the line's end; None when it is not there or empty."""
        try:
            return (self.path / name).read_text().strip() or None
        except FileNotFoundError:
            return None

    def write_private(self, name: str, text: str) -> None:
        """Write a file that only its owner reads. Whole or not at all, also when the machine stops midway."""
        draft = self.path / f".{name}.{os.getpid()}.{token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / name)

    def read_or_make(self, name: str, text: str) -> str:
        """A private file's text; written with `text` by the first who asks, so that all get the same."""
        if (found := self.read(name)) is not None:
            return found
        draft = f"{name}.{token_hex(4)}"
        self.write_private(draft, text)
        with suppress(FileExistsError):
            os.link(self.path / draft, self.path / name)
        (self.path / draft).unlink()
        return self.read(name) or text

    def forget(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)
