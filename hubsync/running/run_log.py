"""The one log of a running hubsync: each line with its time and the program it comes from."""

import logging
import os
import sys
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from hubsync.redaction import Redactor

LOG_FILE = "hubsync.log"
LARGEST_FILE = 10_000_000
KEPT_FILES = 3
NAME_WIDTH = len("demo-store")


class PrivateFiles(RotatingFileHandler):
    """Log files that only their owner reads."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


class RunLog:
    """Writes to the terminal and to `hubsync.log` in the data directory, without secrets."""

    def __init__(self, data: Path, redactor: Redactor) -> None:
        self.file = data / LOG_FILE
        self._handler = PrivateFiles(self.file, maxBytes=LARGEST_FILE, backupCount=KEPT_FILES, encoding="utf-8")
        self._redactor = redactor
        self._terminal_is_there = True

    def say(self, message: str) -> None:
        """A line of hubsync's own."""
        self.line("hubsync", message)

    def line(self, program: str, text: str) -> None:
        """A line of a program's output."""
        now = datetime.now().astimezone()
        text = self._redactor.redact(text.rstrip())
        self._to_terminal(f"{now:%H:%M:%S} {program:<{NAME_WIDTH}} | {text}\n")
        entry = f"{now.isoformat(timespec='milliseconds')} {program:<{NAME_WIDTH}} | {text}"
        self._handler.emit(logging.LogRecord(program, logging.INFO, "", 0, entry, None, None))

    def show(self, text: str) -> None:
        """Text for the person at the terminal only: kept out of the file."""
        self._to_terminal(text)

    def _to_terminal(self, text: str) -> None:
        if not self._terminal_is_there:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:
            # The terminal was closed or the pipe's reader left: the file goes on.
            self._terminal_is_there = False
