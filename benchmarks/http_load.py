"""A light HTTP client that keeps a server busy over a few kept-alive connections, from a process of its own.

Requests are made before the clock starts, and one thread serves all connections: the client takes a small part of what
an answer costs the server.
"""

import multiprocessing
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

Address = tuple[str, int]


class Load(NamedTuple):
    """What came of a run: answers by status, seconds, and each answer's own seconds."""

    statuses: Counter[int]
    seconds: float
    latencies: list[float]

    @property
    def accepted_a_second(self) -> float:
        return self.statuses[200] / self.seconds


def run(address: Address, make: Callable[[], Iterator[bytes]], seconds: float, connections: int = 16) -> Load:
    """Send what `make()` yields for `seconds`, `connections` at a time, and count the answers."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_send, (address, make, seconds, connections))


def _send(address: Address, make: Callable[[], Iterator[bytes]], seconds: float, connections: int) -> Load:
    requests = make()
    first = next(requests)
    selector = selectors.DefaultSelector()
    lines = [_Line(address, selector) for _ in range(connections)]
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    began = time.perf_counter()
    for line in lines:
        line.send(first if line is lines[0] else next(requests))
    waiting = connections
    while waiting:
        for key, _ in selector.select(timeout=10):
            status = key.data.read()
            if status is None:
                continue
            statuses[status] += 1
            now = time.perf_counter()
            latencies.append(now - key.data.sent_at)
            if now - began < seconds:
                key.data.send(next(requests))
            else:
                waiting -= 1
    took = time.perf_counter() - began
    for line in lines:
        line.close()
    return Load(statuses, took, latencies)


class _Line:
    """One connection, with one request under way at a time."""

    def __init__(self, address: Address, selector: selectors.BaseSelector) -> None:
        self._socket = socket.create_connection(address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answer = b""
        self.sent_at = 0.0
        selector.register(self._socket, selectors.EVENT_READ, self)

    def send(self, request: bytes) -> None:
        self._answer = b""
        self.sent_at = time.perf_counter()
        self._socket.sendall(request)

    def read(self) -> int | None:
        """The status once the answer is whole. An answer has no body to speak of: its length is in the head."""
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self._answer += piece
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return None
        return int(head[9:12])

    def close(self) -> None:
        self._socket.close()


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0
