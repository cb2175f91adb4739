"""Webhooks accepted, against a bare WSGI application that does HMAC and INSERT; and applied, against the rate at which
they are accepted (SPEC 13)."""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import NamedTuple
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import http_load  # noqa: E402
from benchmarks.http_load import Address, Load  # noqa: E402
from benchmarks.order_bodies import order_body  # noqa: E402
from benchmarks.web_servers import served  # noqa: E402
from crm.models import Deal  # noqa: E402
from crm.stages import ensure_pipeline  # noqa: E402
from shopify_connector.inbox.apply import apply_pending  # noqa: E402
from shopify_connector.inbox.signature import signature  # noqa: E402
from shopify_connector.models import Delivery, StoreConnection  # noqa: E402

SHOP, SECRET = "benchmark.myshopify.com", "benchmark-secret"
LIMIT_RATIO = 0.6
APPLY_RATIO = 1.0
# Deliveries that wait when applying is measured, each of another order.
WAITING = 10_000
# Bodies to take turns with: making them must not be the client's work while it is measured.
BODIES = 500
HEAD = (
    "POST /shopify/webhooks HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: Shopify-Captain-Hook\r\n"
    "Content-Type: application/json\r\n"
    "X-Shopify-Topic: orders/create\r\n"
    f"X-Shopify-Shop-Domain: {SHOP}\r\n"
    "X-Shopify-API-Version: 2026-10\r\n"
    "X-Shopify-Event-Id: 98880550-7158-44d4-b7cd-2c97c8a091b5\r\n"
    "X-Shopify-Triggered-At: 2026-11-24T08:00:27.877041743Z\r\n"
    "X-Shopify-Hmac-Sha256: {signature}\r\n"
    "X-Shopify-Webhook-Id: {delivery_id}\r\n"
    "Content-Length: {length}\r\n\r\n"
)


class Round(NamedTuple):
    """Deliveries accepted a second, by each."""

    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def main() -> int:
    """0 when the limit is kept."""
    options = _options()
    store = a_store()
    environ = {"SHOPIFY_API_SECRET": SECRET, "BENCHMARK_STORE": str(store.pk)}
    with (
        served("benchmarks.bare_webhooks:application", environ) as bare,
        served("hubsync.wsgi:application", environ) as ours,
    ):
        for address in (bare, ours):
            accepted(address, 1.0)
        rounds = [one_round(bare, ours, options.seconds, number) for number in range(options.rounds)]
    applied = [applied_a_second(store, number) for number in range(options.rounds)]
    return max(tell(rounds), tell_applied(applied, rounds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="each measures both, in turns (5)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load on each, a round (5)")
    return parser.parse_args()


def a_store() -> StoreConnection:
    """The store that sends."""
    return StoreConnection.objects.create(
        shop=SHOP, way="fixed_token", access_token="none", connected_at=timezone.now()
    )


def one_round(bare: Address, ours: Address, seconds: float, number: int) -> Round:
    """Load one after the other; who is first changes with the rounds."""
    rates = {address: accepted(address, seconds) for address in ((bare, ours) if number % 2 else (ours, bare))}
    return Round(rates[bare].accepted_a_second, rates[ours].accepted_a_second)


def accepted(address: Address, seconds: float) -> Load:
    """Deliver to a server for some seconds, into an empty inbox. Raises where an answer was no 200 or a row lacks."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE shopify_connector_delivery CASCADE; CHECKPOINT")
    load = http_load.run(address, partial(deliveries, BODIES), seconds)
    kept = Delivery.objects.count()
    if set(load.statuses) != {200} or kept != load.statuses[200]:
        raise RuntimeError(f"answers {dict(load.statuses)}, rows {kept}")
    return load


def applied_a_second(store: StoreConnection, run: int) -> float:
    """Fill an empty inbox with deliveries of orders not known yet, and apply them; how many a second."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE shopify_connector_delivery CASCADE")
    ensure_pipeline()
    first = 1 + run * WAITING
    now = timezone.now()
    Delivery.objects.bulk_create(
        (
            Delivery(store=store, delivery_id=f"{number}", topic="orders/create", triggered_at=now, received_at=now,
                     body=order_body(number))
            for number in range(first, first + WAITING)
        ),
        batch_size=1_000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    began = time.perf_counter()
    handled = apply_pending()
    seconds = time.perf_counter() - began
    if handled != WAITING or Deal.objects.count() != (run + 1) * WAITING:
        raise RuntimeError(f"handled {handled}, deals {Deal.objects.count()}")
    return WAITING / seconds


def deliveries(bodies: int) -> Iterator[bytes]:
    """Requests without end, each with an id of its own. The first comes when all bodies are made."""
    run = uuid4()
    made = [order_body(number) for number in range(1, bodies + 1)]
    heads = [HEAD.replace("{signature}", signature(body, SECRET.encode()).decode()) for body in made]
    heads = [head.replace("{length}", str(len(body))) for head, body in zip(heads, made, strict=True)]
    for number in count():
        place = number % bodies
        yield heads[place].replace("{delivery_id}", f"{run}-{number}").encode() + made[place]


def tell(rounds: list[Round]) -> int:
    """Print the rates and their ratio; 0 when it is kept."""
    for number, one in enumerate(rounds, 1):
        print(f"round {number}   bare {one.bare:7,.0f}/s   hubsync {one.ours:7,.0f}/s   ratio {one.ratio:.2f}")
    ratio = statistics.median(one.ratio for one in rounds)
    print(f"median ratio {ratio:.2f}, at least {LIMIT_RATIO} ({len(order_body(1)):,} bytes a delivery)")
    print("limit kept" if ratio >= LIMIT_RATIO else "LIMIT NOT KEPT")
    return 0 if ratio >= LIMIT_RATIO else 1


def tell_applied(applied: list[float], rounds: list[Round]) -> int:
    """Print how fast deliveries are applied, by one worker, and the ratio to how fast they come; 0 when it is kept."""
    rate, accepting = statistics.median(applied), statistics.median(one.ours for one in rounds)
    print(f"applied {rate:,.0f}/s by one worker, accepted {accepting:,.0f}/s, ratio {rate / accepting:.2f}")
    print("limit kept" if rate >= APPLY_RATIO * accepting else "LIMIT NOT KEPT")
    return 0 if rate >= APPLY_RATIO * accepting else 1


if __name__ == "__main__":
    sys.exit(main())
