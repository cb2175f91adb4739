"""A store's memory in a file, so that one that is started again is the same shop: records, tokens, subscriptions.

Deliveries on their way and bulk operations under way are not kept; neither is what happens in the half minute before
the machine loses power. The file is this program's own and readable by its owner only: it is a pickle.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import threading
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from demo_store import records
from demo_store.oauth import installation
from demo_store.options import Options
from demo_store.seeding import Seeded
from demo_store.store import Store
from demo_store.webhooks import subscriptions

log = logging.getLogger("demo_store")
SECONDS: Final = 30.0


def opened(options: Options) -> Store:
    """The store that the options' file keeps; a fresh one where it keeps none, or one of other options or shape."""
    if options.state is None or not Path(options.state).exists():
        return Store(options)
    try:
        with Path(options.state).open("rb") as file:
            if pickle.load(file) == _key(options):  # noqa: S301 - written by `keep`
                return _restored(options, pickle.load(file))  # noqa: S301
        log.info("The kept store was made with other options or by another version: a fresh one is opened.")
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, KeyError, TypeError) as error:
        log.warning("The kept store cannot be read (%s): a fresh one is opened.", type(error).__name__)
    return Store(options)


def keep(store: Store) -> None:
    """Write the store into its options' file, whole or not at all."""
    if store.options.state is None:
        return
    store.changed.clear()
    with store.lock:
        written = pickle.dumps(_key(store.options)) + pickle.dumps(_memory(store))
    target = Path(store.options.state)
    fresh = target.with_name(f"{target.name}.new")
    fresh.touch(0o600)
    fresh.write_bytes(written)
    fresh.replace(target)


def keep_regularly(store: Store) -> None:
    """Write the store whenever it has changed, every half minute, until it is closed."""

    def work() -> None:
        while not store.closing.wait(SECONDS):
            if store.changed.is_set():
                keep(store)

    threading.Thread(target=work, name="keep-store", daemon=True).start()


def _memory(store: Store) -> dict[str, Any]:
    return {
        "opened_at": store.opened_at,
        "seeded": Seeded(
            store.ids, store.products.all(), store.customers.all(), store.orders.all(), store.checkouts.all()
        ),
        "installations": store.installations.memory(),
        "subscriptions": store.webhooks.all(),
        "pixel_settings": store.pixel_settings,
    }


def _restored(options: Options, memory: dict[str, Any]) -> Store:
    store = Store(options, memory["seeded"])
    store.opened_at = store.shop_updated_at = memory["opened_at"]
    store.installations.remember(memory["installations"])
    store.webhooks.remember(memory["subscriptions"])
    store.pixel_settings = memory["pixel_settings"]
    return store


def _key(options: Options) -> tuple[Any, ...]:
    """What must be the same for a file to be of use: whose store it is, and the shape of what is in it."""
    shapes = [
        (name, [field.name for field in fields(kind)])
        for module in (records, installation, subscriptions)
        for name, kind in sorted(vars(module).items())
        if isinstance(kind, type) and is_dataclass(kind)
    ]
    shape = hashlib.sha256(repr(shapes).encode()).hexdigest()
    return (options.shop, options.customers, options.orders, options.seed, shape)
