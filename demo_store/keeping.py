"""A store's memory in a file, so that one that is started again is the same shop: records, tokens, subscriptions.

Deliveries on their way and bulk operations under way are not kept; neither is what happens in the half minute before
the machine loses power. The file is readable by its owner only.
"""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any, Final

from demo_store import records
from demo_store.identifiers import Ids
from demo_store.oauth import installation
from demo_store.object_graph import flatten, unflatten
from demo_store.options import Options
from demo_store.seeding import Seeded
from demo_store.store import Store
from demo_store.webhooks import subscriptions

log = logging.getLogger("demo_store")
SECONDS: Final = 30.0
_KINDS: Final = [
    kind
    for module in (records, installation, subscriptions)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind.__module__ == module.__name__
]


def opened(options: Options) -> Store:
    """The store that the options' file keeps; a fresh one where it keeps none, or one of other options or shape."""
    if options.state is None or not Path(options.state).exists():
        return Store(options)
    try:
        kept = json.loads(Path(options.state).read_bytes())
        if kept["of"] == _of(options):
            return _restored(options, unflatten(kept, _KINDS))
        log.info("The kept store was made with other options: a fresh one is opened.")
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        log.warning("The kept store cannot be read (%s): a fresh one is opened.", type(error).__name__)
    return Store(options)


def keep(store: Store) -> None:
    """Write the store into its options' file, whole or not at all."""
    if store.options.state is None:
        return
    store.changed.clear()
    with store.lock:
        kept = {"of": _of(store.options), **flatten(_memory(store))}
    target = Path(store.options.state)
    fresh = target.with_name(f"{target.name}.new")
    fresh.touch(0o600)
    fresh.write_text(json.dumps(kept))
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
        "ids": store.ids.memory(),
        "products": store.products.all(),
        "customers": store.customers.all(),
        "orders": store.orders.all(),
        "checkouts": store.checkouts.all(),
        "installations": store.installations.memory(),
        "subscriptions": store.webhooks.all(),
        "pixel_settings": store.pixel_settings,
    }


def _restored(options: Options, memory: dict[str, Any]) -> Store:
    ids = Ids(memory["ids"])
    shelves = (memory[name] for name in ("products", "customers", "orders", "checkouts"))
    store = Store(options, Seeded(ids, *shelves))
    store.opened_at = store.shop_updated_at = memory["opened_at"]
    store.installations.remember(memory["installations"])
    store.webhooks.remember(memory["subscriptions"])
    store.pixel_settings = memory["pixel_settings"]
    return store


def _of(options: Options) -> list[Any]:
    """Whose store it is: a file of another is of no use."""
    return [options.shop, options.customers, options.orders, options.seed]
