"""This clone, its data directory and the environment its processes run with (SPEC 12)."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import cast
from urllib.parse import urlsplit

import environ

from hubsync.embedded.data_directory import DataDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8000
SECRET_KEY_FILE = "secret-key"  # noqa: S105 - the file's name
# What the last `bin/start` chose, for `bin/manage`: addresses, and the demo store's credentials.
LAST_START_FILE = "last-start.json"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Installation:
    """`environ` is what was given (process environment, then .env), with the data directory and the secret filled in.

    A variable given empty counts as not given.
    """

    data: DataDirectory
    environ: dict[str, str]

    @classmethod
    def here(cls) -> "Installation":
        """The installation of this clone. Raises DataDirectoryUnusable."""
        environ.Env.read_env(ROOT / ".env")
        given = {name: value for name, value in os.environ.items() if value}
        data = DataDirectory(ROOT / given.get("HUBSYNC_DATA_DIR", ".data"))
        given["HUBSYNC_DATA_DIR"] = str(data.path)
        if "SECRET_KEY" not in given:
            given["SECRET_KEY"] = data.read_or_make(SECRET_KEY_FILE, token_urlsafe(50))
        given.setdefault("DJANGO_SETTINGS_MODULE", "hubsync.settings")
        given["PYTHONPATH"] = _with_root(given.get("PYTHONPATH", ""))
        given["PYTHONUNBUFFERED"] = "1"
        return cls(data, given)

    def port(self) -> int:
        """The web server's port. Raises ValueError with the reason in words."""
        return parse_port(self.environ.get("PORT", str(DEFAULT_PORT)))

    def app_url(self, port: int) -> str:
        """The public address, without a slash at the end."""
        return self.environ.get("APP_URL", f"http://127.0.0.1:{port}").rstrip("/")

    def host(self, port: int) -> str:
        """The address to listen on: HOST, or this machine alone unless the public address is this very port."""
        if given := self.environ.get("HOST"):
            return given
        public = urlsplit(self.app_url(port))
        return "0.0.0.0" if public.port == port and public.hostname not in LOOPBACK else "127.0.0.1"  # noqa: S104

    def remember_start(self, chosen: Mapping[str, str]) -> None:
        """Keep what `bin/start` chose."""
        self.data.write_private(LAST_START_FILE, json.dumps(chosen))

    def last_start(self) -> dict[str, str]:
        """What the last `bin/start` chose, less what is given otherwise now."""
        try:
            chosen = cast(dict[str, str], json.loads(self.data.read(LAST_START_FILE) or "{}"))
        except ValueError:
            return {}
        own_shopify = "SHOPIFY_API_KEY" in self.environ
        return {name: value for name, value in chosen.items() if not (own_shopify and name.startswith("SHOPIFY_"))}

    def secrets(self) -> list[str]:
        """Values that must not be logged."""
        names = ("SECRET_KEY", "SHOPIFY_API_SECRET", "ADMIN_PASSWORD")
        lists = ("SECRET_KEY_FALLBACKS", "SHOPIFY_API_SECRET_FALLBACKS")
        single = [self.environ[name] for name in names if name in self.environ]
        return single + [value for name in lists for value in self.environ.get(name, "").split(",") if value]


def parse_port(text: str) -> int:
    """A TCP port from text. Raises ValueError with the reason in words."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError(f"{text!r} is no port: it is a number from 1 to 65535.")
    return int(text)


def _with_root(python_path: str) -> str:
    others = [part for part in python_path.split(os.pathsep) if part and part != str(ROOT)]
    return os.pathsep.join([str(ROOT), *others])
