"""Serving a demo store: for people from the command line, for tests in a thread."""

from __future__ import annotations

import dataclasses
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from demo_store.app import create_app
from demo_store.keeping import keep, keep_regularly, opened
from demo_store.live import keep_busy
from demo_store.options import Options
from demo_store.store import Store

log = logging.getLogger("demo_store")


class _Handler(WSGIRequestHandler):
    """Keeps connections open, and sends at once: headers and body are written separately."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        log.debug("%s %s", code, self.path.partition("?")[0])


class Running(NamedTuple):
    """A served store: its address without a trailing slash, and its memory, for arranging cases."""

    url: str
    store: Store
    server: BaseWSGIServer

    def stop(self) -> None:
        """Close the door; requests under way are let go."""
        self.server.shutdown()
        self.server.server_close()
        self.store.close()
        keep(self.store)


def _listen(options: Options) -> Running:
    """Open the port first: with port 0 the store's own address is known only then."""
    server = make_server(options.host, options.port, _closed, threaded=True, request_handler=_Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    options = dataclasses.replace(options, port=server.server_port)
    app = create_app(options, opened(options))
    keep_regularly(app.extensions["store"])
    server.app = app
    if options.live:
        keep_busy(app.extensions["store"], options.live)
    return Running(options.base_url, app.extensions["store"], server)


def _closed(environ: object, start_response: object) -> Iterator[bytes]:
    raise RuntimeError("the store is not open yet")


def serve(options: Options) -> None:
    """Serve until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    # Ended by a process manager, a store clears its temporary files away as it does on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running = _listen(options)
    store = running.store
    log.info(
        "%s at %s with %d customers, %d orders, %d products; admin at %s/admin",
        store.name,
        running.url,
        len(store.customers),
        len(store.orders),
        len(store.products),
        running.url,
    )
    try:
        running.server.serve_forever()
    except KeyboardInterrupt:
        log.info("closed")
    finally:
        running.server.server_close()
        store.close()
        keep(store)


def serve_in_thread(options: Options) -> Running:
    """Serve in a thread of this process (port 0: a free one). Call `stop` in the end."""
    running = _listen(options)
    threading.Thread(target=running.server.serve_forever, args=(0.02,), name="demo-store", daemon=True).start()
    return running


@contextmanager
def served(options: Options) -> Iterator[Running]:
    """A store served for the length of a block."""
    running = serve_in_thread(options)
    try:
        yield running
    finally:
        running.stop()
