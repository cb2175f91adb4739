"""A small demo store, served for the tests; no database and no Redis are touched."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from demo_store.options import Options
from demo_store.server import Running, serve_in_thread

HERE = Path(__file__).parent
TOKEN = "shpat_fixed"
Answer = dict[str, Any]
Ask = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _clean_redis() -> None:
    """The demo store knows no Redis: leave it alone."""


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    """Serve a store with options of its own; it is closed in the end."""
    opened: list[Running] = []

    def open_store(**chosen: Any) -> Running:
        given = {"port": 0, "customers": 60, "orders": 150, "seed": 7, "access_token": TOKEN, **chosen}
        opened.append(serve_in_thread(Options(**given)))
        return opened[-1]

    yield open_store
    for running in opened:
        running.stop()


@pytest.fixture(scope="module")
def shop() -> Iterator[Running]:
    """A store for a module's tests: 300 customers, 900 orders."""
    running = serve_in_thread(Options(port=0, customers=300, orders=900, seed=7, access_token=TOKEN))
    yield running
    running.stop()


def asker(running: Running, token: str = TOKEN, version: str = "2026-10") -> Ask:
    """A function that sends a query and returns the answer's body."""
    session = requests.Session()
    session.headers["X-Shopify-Access-Token"] = token

    def ask(query: str, /, **variables: Any) -> Answer:
        body = {"query": query, "variables": variables}
        answer = session.post(f"{running.url}/admin/api/{version}/graphql.json", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return ask


@pytest.fixture
def ask(shop: Running) -> Ask:
    """Ask the module's store."""
    return asker(shop)


@pytest.fixture
def asked_of() -> Callable[..., Ask]:
    return asker


@pytest.fixture(scope="session")
def query() -> Callable[[str], str]:
    """The text of one of hubsync's queries by name."""
    return lambda name: (HERE / "queries" / f"{name}.graphql").read_text()


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Any]:
    """A recorded exchange by name."""
    return lambda name: json.loads((HERE / "recorded" / f"{name}.json").read_text())


RUN = """mutation ($query: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status objectCount } userErrors { code field message } } }"""
POLL = """query ($id: ID!) { bulkOperation(id: $id) {
  id status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt } }"""


@pytest.fixture
def export(ask: Ask) -> Callable[..., Answer]:
    """Run a bulk query to its end; the operation, with `lines` when there is a file."""

    def run(text: str, *, group: bool = False, ask: Ask = ask) -> Answer:
        started = ask(RUN, query=text, group=group)["data"]["bulkOperationRunQuery"]
        assert started["userErrors"] == []
        operation = settled(ask, started["bulkOperation"]["id"])
        operation["lines"] = []
        if operation["url"]:
            lines = requests.get(operation["url"], timeout=20).text.splitlines()
            operation["lines"] = [json.loads(line) for line in lines]
        return operation

    return run


def settled(ask: Ask, number: str) -> Answer:
    """Wait for a bulk operation's end."""
    for _ in range(400):
        operation: Answer = ask(POLL, id=number)["data"]["bulkOperation"]
        if operation["status"] in ("COMPLETED", "FAILED", "CANCELED"):
            return operation
        time.sleep(0.02)
    raise AssertionError(f"{number} did not end")


@pytest.fixture
def wait_for() -> Callable[[Ask, str], Answer]:
    return settled


@pytest.fixture
def run_query() -> str:
    return RUN
