"""The search on a big portal: words as people type them, and the worst there are. Server time, whole request."""

import argparse
import logging
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Role, User  # noqa: E402
from benchmarks.filling import fill  # noqa: E402
from crm.finding.catching_up import catch_up  # noqa: E402
from crm.finding.kinds import INDEXED  # noqa: E402
from crm.finding.lookup import find  # noqa: E402
from crm.finding.words import Query  # noqa: E402
from crm.models import ObjectType  # noqa: E402

LIMIT_MS = 100
ROUNDS = 15


def queries(contacts: int) -> dict[str, str]:
    """What is looked for, by why. Names and cities are those of `filling`."""
    number = contacts // 2
    return {
        "first letters": "mar nam",
        "a name": f"Ana Name{contacts // 40}",
        "an address": f"person{number}@example{number % 997}.com",
        "an address, begun": "person123@exa",
        "a phone number": f"06 1{number:07d}"[:14],
        "an order": f"#{number}",
        "a number, begun": "12",
        "a SKU": "sku-1",
        "one letter": "a",
        "in every contact": "name",
        "in every contact, twice": "person example",
        "a city": "paris",
        "in no contact": "zzz",
        "cities that never meet": "lisbon paris",
        "six that never meet": "a e l m n p",
        "no contact has both": "ana ben",
    }


def main() -> int:
    """0 when every search keeps the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    contacts = parser.parse_args().contacts
    print(f"{contacts:,} contacts and deals filled in {fill(contacts, contacts):.0f} s", flush=True)
    build()
    logging.disable(logging.INFO)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.create_user("benchmark@example.com", None, role=Role.ADMIN))
    slowest = 0.0
    print("search                    typed                          whole request   contacts    deals  (index alone)")
    for why, text in queries(contacts).items():
        whole = timed(lambda text=text: client.get("/search/found/", {"q": text}))
        alone = [timed(lambda kind=kind, text=text: find(kind, Query.of(text), 12)) for kind in INDEXED]
        slowest = max(slowest, whole)
        print(f"{why:25} {text:30} {whole:10.1f} ms {alone[0]:8.1f} ms {alone[1]:5.1f} ms", flush=True)
    print(f"slowest {slowest:.0f} ms, limit {LIMIT_MS} ms")
    return int(slowest > LIMIT_MS)


def build() -> None:
    """Make the words of all records, as after an import, and tell how long it took and how big they are."""
    began = time.perf_counter()
    while not catch_up(seconds=60):
        pass
    print(f"words made in {time.perf_counter() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        for kind in INDEXED.values():
            cursor.execute(f"VACUUM (ANALYZE) {kind.table}")
        for kind in (INDEXED[ObjectType.CONTACT], INDEXED[ObjectType.DEAL]):
            sizes = ", ".join(f"pg_total_relation_size('{table}') >> 20" for table in (kind.table, kind.records))
            cursor.execute(f"SELECT {sizes}")
            words, records = cursor.fetchone()
            print(f"{kind.records}: {records:,} MB, its words {words:,} MB", flush=True)


def timed(call: Callable[[], object]) -> float:
    """The median milliseconds of some calls after one that warms up."""
    call()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
