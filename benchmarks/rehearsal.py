"""Coverage and rehearsal of the three workflows on a big portal: a statement each, and how many people a second."""

import argparse
import statistics
import sys
import time
from datetime import timedelta

import django

django.setup()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Portal  # noqa: E402
from benchmarks.filling import fill  # noqa: E402
from workflows.coverage import coverage_of  # noqa: E402
from workflows.defaults import ensure_workflows  # noqa: E402
from workflows.models import Workflow  # noqa: E402
from workflows.rehearsing import cast_of, rehearse  # noqa: E402

DAYS = 90
ROUNDS = 5
COVERAGE_MS = 10_000
CONTACTS_A_SECOND = 500
GROWTH_MB = 150
# Filling writes no history: each deal enters the stage that it is in.
_HISTORY = """
    INSERT INTO crm_stagechange (deal_id, to_stage_id, at, reason)
    SELECT id, stage_id, stage_entered_at, 'paid' FROM crm_deal
"""


def main() -> int:
    """0 when the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000)
    deals = parser.parse_args().deals
    print(f"{deals:,} contacts and deals filled in {fill(deals, deals):.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY)
        cursor.execute("VACUUM (ANALYZE) crm_stagechange")
    Portal.objects.update_or_create(id=1, defaults={"currency": "EUR"})
    ensure_workflows()
    now = timezone.now()
    Workflow.objects.update(is_on=True, on_since=now - timedelta(days=DAYS))
    kept = [tell(workflow) for workflow in Workflow.objects.order_by("pk")]
    return int(not all(kept))


def tell(workflow: Workflow) -> bool:
    """Measure one workflow; whether it keeps the limits."""
    now = timezone.now()
    since, times = now - timedelta(days=DAYS), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        coverage = coverage_of(workflow, since, now)
        times.append((time.perf_counter() - began) * 1000)
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    cast = cast_of(workflow, DAYS, now)
    chosen = time.perf_counter() - began
    found = rehearse(cast)
    seconds, growth = time.perf_counter() - began, (psutil.Process().memory_info().rss - before) / 1e6
    people, ms = len(cast.contact_ids), statistics.median(times)
    print(
        f"{workflow.kind}: coverage of {coverage.occurrences:,} in {ms:.0f} ms; rehearsal of {people:,} contacts, "
        f"{found.sent:,} e-mails in {seconds:.1f} s ({people / seconds:,.0f} contacts a second, chosen in "
        f"{chosen:.2f} s), memory grew by {growth:.0f} MB",
        flush=True,
    )
    return ms <= COVERAGE_MS and growth <= GROWTH_MB and people / seconds >= CONTACTS_A_SECOND


if __name__ == "__main__":
    sys.exit(main())
