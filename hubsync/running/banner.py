"""What a person reads when everything runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubsync.running.demo_store import SHOP, DemoStore


@dataclass(frozen=True, slots=True)
class Welcome:
    """`prepared` is what `prepare_portal` told: `administrator` and, for the first run, `first_run_link`."""

    address: str
    prepared: dict[str, str]
    demo: DemoStore | None
    services: Sequence[str]
    data: Path
    log: Path


def banner(welcome: Welcome) -> str:
    """Address, way in, demo store, next step: one block of lines."""
    lines = "\n".join(f"  {label:<14}{text}" for label, text in _rows(welcome))
    return f"\n  hubsync is ready.\n\n{lines}\n\n"


def _rows(welcome: Welcome) -> Iterator[tuple[str, str]]:
    yield "Address", welcome.address
    if link := welcome.prepared.get("first_run_link"):
        yield "First step", f"{link}"
        yield "", "makes the first administrator; this link works once"
    else:
        yield "Log in", _login(welcome.prepared)
    if welcome.demo is not None:
        yield "Demo store", f"{welcome.demo.address}  (shop domain: {SHOP})"
        yield "Next", f"Integrations → E-commerce → Shopify: connect {SHOP}"
    else:
        yield "Next", "Integrations → E-commerce → Shopify: connect your store"
    for service in welcome.services:
        yield "Runs", service
    yield "Data", str(welcome.data)
    yield "Log", str(welcome.log)
    yield "Stop", "Ctrl-C"


def _login(prepared: dict[str, str]) -> str:
    if prepared["administrator"] == "made":
        return f"{prepared['email']}, with the password in ADMIN_PASSWORD"
    return f"{prepared['email']}, with the password chosen for it"
