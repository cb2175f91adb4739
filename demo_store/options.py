"""What can be chosen when a demo store is started."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, fields
from typing import Final

LIVE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    """A demo store's settings. Addresses have no trailing slash. See `parse_options` for what each one does."""

    port: int = 9000
    host: str = "127.0.0.1"
    customers: int = 2000
    orders: int = 5000
    seed: int = 1
    shop: str = "maison-alder.myshopify.com"
    app_url: str = "http://127.0.0.1:8000"
    api_key: str = "demo-store-key"
    api_secret: str = "demo-store-secret"  # noqa: S105 - a demonstration's published constant
    access_token: str | None = None
    installed: bool = False
    public_url: str | None = None
    restore_rate: float = 1000.0
    bulk_seconds: float = 0.0
    bulk_dir: str | None = None
    token_seconds: int = 3600
    strict_webhook_uris: bool = False
    pixel_deployed: bool = False
    retry_scale: float = 1.0
    drop: float = 0.0
    delay: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    api_errors: float = 0.0
    throttle: float = 0.0
    expire_tokens: bool = False
    live: float = 0.0
    state: str | None = None

    @property
    def base_url(self) -> str:
        """Where browsers and programs reach this store."""
        return self.public_url or f"http://{self.host}:{self.port}"


def _parser() -> argparse.ArgumentParser:
    given = {field.name: field.default for field in fields(Options)}
    environ = os.environ
    parser = argparse.ArgumentParser(prog="python -m demo_store", description="A small Shopify on this machine.")
    add = parser.add_argument
    add("--port", type=int, default=given["port"])
    add("--host", default=given["host"], help="address to listen on")
    add("--customers", type=int, default=given["customers"])
    add("--orders", type=int, default=given["orders"])
    add("--seed", type=int, default=given["seed"], help="the same seed gives the same store")
    add("--shop", default=given["shop"], help="the store's myshopify.com domain")
    add("--app-url", default=environ.get("APP_URL", given["app_url"]), help="where the app (hubsync) is reached")
    add("--api-key", default=environ.get("DEMO_STORE_API_KEY", given["api_key"]), help="the app's client id")
    add("--api-secret", default=environ.get("DEMO_STORE_API_SECRET", given["api_secret"]), help="its client secret")
    add("--access-token", default=environ.get("DEMO_STORE_ACCESS_TOKEN"), help="a custom app's fixed shpat_ token")
    add("--installed", action="store_true", help="the app is installed already (for the client credentials grant)")
    add("--public-url", default=None, help="this store's own address, when it differs from host and port")
    add("--restore-rate", type=float, default=given["restore_rate"], help="query points a second (bucket: 20 times)")
    add("--bulk-seconds", type=float, default=given["bulk_seconds"], help="stretch a bulk operation to this long")
    add("--bulk-dir", default=None, help="where bulk files are written (default: a temporary folder)")
    add("--state", default=None, metavar="FILE", help="keep the store in this file, and go on from it")
    add("--token-seconds", type=int, default=given["token_seconds"], help="life of an expiring access token")
    add("--strict-webhook-uris", action="store_true", help="refuse http:// and loopback addresses, as Shopify does")
    add("--pixel-deployed", action="store_true", help="behave as if the app's web pixel extension were deployed")
    add("--retry-scale", type=float, default=given["retry_scale"], help="times the four hours that retries take")
    add(
        "--live",
        type=float,
        nargs="?",
        const=LIVE,
        default=given["live"],
        metavar="A_MINUTE",
        help=f"keep the store busy with so many changes a minute (alone: {LIVE:g})",
    )
    _add_faults(parser)
    return parser


def _add_faults(parser: argparse.ArgumentParser) -> None:
    """What goes wrong on purpose; `/admin/webhooks` changes it while the store runs."""
    group = parser.add_argument_group("faults", "Shares are between 0 (never) and 1 (always).")
    add = group.add_argument
    add("--drop", type=_share, default=0.0, help="share of webhook deliveries that are never sent")
    add("--delay", type=float, default=0.0, help="the most seconds that a delivery waits")
    add("--duplicate", type=_share, default=0.0, help="share of deliveries that are sent twice")
    add("--reorder", type=_share, default=0.0, help="share of deliveries that are held back for others to overtake")
    add("--api-errors", type=_share, default=0.0, help="share of API calls that are answered with 5xx")
    add("--throttle", type=_share, default=0.0, help="share of API calls that are answered THROTTLED")
    add("--expire-tokens", action="store_true", help="end expiring access tokens at the next call")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return share


def parse_options(arguments: list[str] | None = None) -> Options:
    """Options from the command line (and the environment where a flag says so). Exits with usage on nonsense."""
    chosen = vars(_parser().parse_args(arguments))
    for name in ("app_url", "public_url"):
        chosen[name] = chosen[name] and chosen[name].rstrip("/")
    return Options(**chosen)
