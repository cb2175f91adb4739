"""Calls of the REST API on a big portal: searches, pages, reads. Server time, whole request, one process."""

import argparse
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.api_tokens import create_token  # noqa: E402
from accounts.scopes import SCOPES  # noqa: E402
from benchmarks.filling import fill  # noqa: E402
from benchmarks.timing import ROUNDS, timed  # noqa: E402

LIMIT_MS = 100
LIMIT_RATIO = 1.5
SEARCH = "/crm/v3/objects/contacts/search"


def one(name: str, operator: str, value: str, **more: str) -> dict[str, Any]:
    """A search body of one filter."""
    return {"filterGroups": [{"filters": [{"propertyName": name, "operator": operator, "value": value, **more}]}]}


def searches(contacts: int) -> dict[str, dict[str, Any]]:
    """What is searched for, by what it is called."""
    return {
        "by e-mail": one("email", "EQ", f"person{contacts // 2}@example{contacts // 2 % 997}.com"),
        "by last name (20 of them)": one("lastname", "EQ", f"Name{contacts // 40}"),
        "by revenue ≥ 3,000": one("total_revenue", "GTE", "3000"),
        "by create date, last day": one("createdate", "GTE", str(int((time.time() - 86_400) * 1000))),
        "changed in the last hour": one("lastmodifieddate", "GTE", str(int((time.time() - 3_600) * 1000)))
        | {"sorts": ["lastmodifieddate"]},
        "bought in the last day": one(
            "ip__ecomm_bridge__last_order_date", "GTE", str(int((time.time() - 86_400) * 1000))
        ),
    }


def main() -> int:
    """0 when every search keeps the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    contacts = parser.parse_args().contacts
    settings.API_CALLS_PER_TEN_SECONDS = 1_000_000
    print(f"{contacts:,} contacts and deals filled in {fill(contacts, contacts):.0f} s", flush=True)
    client = Client(
        SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {create_token('Benchmark', SCOPES, None)[1]}"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM crm_contact")
        last = cursor.fetchone()[0]
    slowest, scan = 0.0, scanned(client)
    for name, body in searches(contacts).items():
        answer, median = timed(lambda body=body: client.post(SEARCH, body, content_type="application/json"))
        slowest = max(slowest, median)
        print(f"search {name:28} {median:8.1f} ms   {answer.json()['total']:>9,} found", flush=True)
    end_of_deals = f"limit=100&after={contacts - 100}&associations=contacts,line_items"
    for name, address in {
        "first page of 100": "/crm/v3/objects/contacts?limit=100",
        "last page": f"/crm/v3/objects/contacts?limit=100&after={last - 100}",
        "last page of deals": f"/crm/v3/objects/deals?{end_of_deals}",
        "by address": "/crm/v3/objects/contacts/person7@example7.com?idProperty=email",
    }.items():
        _, median = timed(lambda address=address: client.get(address))
        print(f"{name:35} {median:8.1f} ms", flush=True)
    print(f"slowest search {slowest:.0f} ms, limit {LIMIT_MS} ms; without an index {scan:.2f} ×, limit {LIMIT_RATIO} ×")
    return int(slowest > LIMIT_MS or scan > LIMIT_RATIO)


def scanned(client: Client) -> float:
    """A search by a property without an index, as a ratio to the count that anybody would write by hand."""
    _, ours = timed(lambda: client.post(SEARCH, one("city", "EQ", "Lyon"), content_type="application/json"))
    times = []
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            cursor.execute("SELECT count(*) FROM crm_contact WHERE deleted_at IS NULL AND lower(city) = 'lyon'")
            times.append((time.perf_counter() - began) * 1000)
    by_hand = statistics.median(times)
    print(f"search by city, which has no index  {ours:8.1f} ms   by hand {by_hand:.1f} ms", flush=True)
    return ours / by_hand


if __name__ == "__main__":
    sys.exit(main())
