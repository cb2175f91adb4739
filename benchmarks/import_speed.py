"""The import from bulk JSONL to finished records, against plain COPY of the same files into one jsonb column."""

import argparse
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import bulk_files  # noqa: E402
from crm.models import Contact, Deal, LineItem, PurchaseSummary, StageChange  # noqa: E402
from crm.stages import ensure_pipeline  # noqa: E402
from shopify_connector.importing.merge_file import merge_file  # noqa: E402
from shopify_connector.models import ImportSession, ImportStep, StoreConnection  # noqa: E402

TABLES = "crm_contact, crm_deal, crm_product, crm_recordchange, shopify_connector_storeconnection"
LIMIT_RATIO, LIMIT_MEGABYTES = 3.0, 300
PLAIN_COPY = "COPY plain FROM STDIN WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')"


class Result(NamedTuple):
    """Seconds of both, and the peak of resident memory of the importing process in megabytes."""

    count: int
    megabytes: float
    plain: float
    ours: float
    resident: float
    rows: int

    @property
    def ratio(self) -> float:
        return self.ours / self.plain


def main() -> int:
    """0 when the limits are kept."""
    options = _options()
    results = [
        measure(count, options.repeat)
        for count in ([10_000, 100_000, 1_000_000] if options.growth else [options.count])
    ]
    for result in results:
        _tell(result)
    if options.growth:
        _tell_growth(results)
    kept = all(one.ratio <= LIMIT_RATIO and one.resident < LIMIT_MEGABYTES for one in results)
    print("limits kept" if kept else "LIMITS NOT KEPT")
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="customers, and orders of two lines (100000)")
    parser.add_argument("--repeat", type=int, default=3, help="runs; the median of each is told (3)")
    parser.add_argument("--growth", action="store_true", help="10k, 100k and 1M, once each")
    options = parser.parse_args()
    if options.growth:
        options.repeat = 1
    return options


def measure(count: int, repeat: int) -> Result:
    """Measure both ways on files of `count` customers and orders; medians of `repeat` runs, taken in turns."""
    folder = Path(tempfile.mkdtemp(prefix="bulk-", dir=settings.DATA_DIR))
    try:
        paths = bulk_files.write(folder, count, count)
        runs = [(plain_copy(paths), _in_own_process(lambda: import_files(paths))) for _ in range(repeat)]
        plain = sorted(run[0] for run in runs)[repeat // 2]
        ours, resident = sorted(run[1] for run in runs)[repeat // 2]
        tables = (Contact, Deal, LineItem, StageChange, PurchaseSummary)
        rows = sum(table.objects.count() for table in tables)
        megabytes = sum(path.stat().st_size for path in paths.values()) / 1e6
        return Result(count, megabytes, plain, ours, resident, rows)
    finally:
        shutil.rmtree(folder)


def plain_copy(paths: dict[str, Path]) -> float:
    """Seconds that PostgreSQL takes to COPY the files into a table of one jsonb column."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain; CREATE TABLE plain (line jsonb); CHECKPOINT")
        began = time.perf_counter()
        for path in paths.values():
            with path.open(encoding="utf-8") as file:
                cursor.copy_expert(PLAIN_COPY, file, size=1 << 20)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE plain; CHECKPOINT")
    return took


def import_files(paths: dict[str, Path]) -> tuple[float, float]:
    """Seconds that the import of the files takes, and its process's peak of resident memory in megabytes."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE; CHECKPOINT")
    ensure_pipeline()
    store = StoreConnection.objects.create(shop="benchmark.myshopify.com", way="fixed_token")
    session = ImportSession.objects.create(store=store, started_at=timezone.now())
    began = time.perf_counter()
    for place, (kind, path) in enumerate(paths.items()):
        step = ImportStep.objects.create(session=session, object=kind, place=place)
        merge_file(session, step, path, lambda: None)
        if step.errors:
            raise RuntimeError(f"{step.errors} {kind} were refused")
    took = time.perf_counter() - began
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_own_process(work: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """Do it in a fresh process: its peak of memory is its own."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    connection.close()
    process = context.Process(target=lambda: writer.send(work()))
    process.start()
    writer.close()
    result: tuple[float, float] = reader.recv()
    process.join()
    return result


def _tell(one: Result) -> None:
    print(
        f"{one.count:>9,} customers + {one.count:,} orders ({one.megabytes:,.0f} MB of JSONL)\n"
        f"          ours        {one.ours:8.2f} s   {one.rows / one.ours:,.0f} rows/s ({one.rows:,} rows)\n"
        f"          plain COPY  {one.plain:8.2f} s\n"
        f"          ratio       {one.ratio:8.2f}     limit {LIMIT_RATIO}\n"
        f"          memory      {one.resident:8.0f} MB  limit {LIMIT_MEGABYTES} MB"
    )


def _tell_growth(results: list[Result]) -> None:
    print("growth      seconds   µs per customer and order")
    for one in results:
        print(f"{one.count:>9,} {one.ours:9.2f}   {one.ours / one.count * 1e6:.0f}")


if __name__ == "__main__":
    sys.exit(main())
