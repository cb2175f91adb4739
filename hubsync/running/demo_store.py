"""The demo store beside a portal that has no Shopify credentials: its port and its credentials, kept for good.

A connected store keeps its address across starts: the port is remembered, and another is taken only when somebody
else sits on it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Any

from hubsync.embedded.data_directory import DataDirectory
from hubsync.running.ports import any_free, is_free

FILE = "demo-store.json"
STATE = "demo-store.state"
HOST = "127.0.0.1"
SHOP = "maison-alder.myshopify.com"
PORT_DISTANCE = 1000
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class DemoStore:
    """Where the demo store is and how the portal is known to it."""

    port: int
    api_key: str
    api_secret: str

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def environ(self) -> dict[str, str]:
        """What the portal's processes and the store itself need to know of each other."""
        return {
            "SHOPIFY_API_KEY": self.api_key,
            "SHOPIFY_API_SECRET": self.api_secret,
            "SHOPIFY_STORE_URL": self.address,
            "DEMO_STORE_API_KEY": self.api_key,
            "DEMO_STORE_API_SECRET": self.api_secret,
        }


def is_wanted(environ: Mapping[str, str], *, declined: bool) -> bool:
    """Whether a demo store belongs beside this portal: no credentials, no other simulated store, not declined."""
    return not declined and "SHOPIFY_API_KEY" not in environ and "SHOPIFY_STORE_URL" not in environ


def demo_store(data: DataDirectory, portal_port: int) -> DemoStore:
    """The demo store of this installation, on a port that is free now."""
    known = _known(data)
    port = known.get("port", 0)
    if not (port and is_free(HOST, port)):
        port = _choose_port(portal_port)
    store = DemoStore(
        port=port,
        api_key=known.get("api_key") or token_hex(16),
        api_secret=known.get("api_secret") or f"shpss_{token_hex(16)}",
    )
    data.write_private(FILE, json.dumps(asdict(store)))
    return store


def _known(data: DataDirectory) -> dict[str, Any]:
    try:
        known = json.loads(data.read(FILE) or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _choose_port(portal_port: int) -> int:
    preferred = portal_port + PORT_DISTANCE
    return preferred if preferred <= HIGHEST_PORT and is_free(HOST, preferred) else any_free(HOST)
