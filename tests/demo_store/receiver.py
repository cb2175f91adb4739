"""An app's webhook address, for the demo store to deliver to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def topic(self) -> str:
        return self.headers["X-Shopify-Topic"]

    @property
    def webhook_id(self) -> str:
        return self.headers["X-Shopify-Webhook-Id"]


class Receiver:
    """Answers with `statuses`, one a request, then 200, or 503 to what `fails`; keeps every request."""

    def __init__(self, *statuses: int) -> None:
        self.received: list[Received] = []
        self.statuses = list(statuses)
        self.seconds = 0.0
        self.fails: Callable[[Received], bool] = lambda received: False
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received = Received(self.path, dict(self.headers), body)
                receiver.received.append(received)
                status = 503 if receiver.fails(received) else 200
                status = receiver.statuses.pop(0) if receiver.statuses else status
                time.sleep(receiver.seconds)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url + "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
