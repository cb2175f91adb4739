"""An import whose worker, database and Redis are killed on the way ends as an undisturbed one (SPEC I1)."""

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo_store.options import Options
from demo_store.server import Running, serve_in_thread
from tests.running_product import RunningProduct
from tests.runtime.killing import kill

pytestmark = pytest.mark.slow

TOKEN = "shpat_fixed_for_tests"
SHOP = "maison-alder.myshopify.com"

DIGEST = (Path(__file__).parent / "import_digest.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One store for all runs, so that only the runs can differ."""
    bulk = str(tmp_path_factory.mktemp("bulk"))
    running = serve_in_thread(Options(port=0, customers=1500, orders=6000, access_token=TOKEN, bulk_dir=bulk))
    yield running
    running.stop()


@contextlib.contextmanager
def product(shop: Running) -> Iterator[RunningProduct]:
    folder = Path(tempfile.mkdtemp(prefix="hubsync-import-"))
    folder.chmod(0o711)
    try:
        with RunningProduct(folder / "data", "--no-demo", environ={"SHOPIFY_STORE_URL": shop.url}) as running:
            running.wait_until_ready()
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_import(running: RunningProduct) -> None:
    done = running.manage("connect_store", SHOP, "--access-token", TOKEN, "--no-wait")
    assert done.returncode == 0, done.stderr


def end_state(running: RunningProduct, seconds: float = 120) -> dict[str, object]:
    """The digest once the import has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told = running.manage("shell", "-v", "0", "-c", DIGEST)
        state = json.loads(told.stdout.splitlines()[-1]) if told.returncode == 0 and told.stdout else {}
        if state.get("status") not in (None, "running"):
            return state
        time.sleep(0.5)
    raise AssertionError(f"the import did not end:\n{running.said()}")


def test_killed_import_ends_as_an_undisturbed_one(shop: Running) -> None:
    with product(shop) as undisturbed:
        start_import(undisturbed)
        expected = end_state(undisturbed)
    assert expected["status"] == "completed"

    with product(shop) as disturbed:
        start_import(disturbed)
        for word in ("worker", "redis-server", "bin/postgres", "worker"):
            time.sleep(0.7)
            kill(disturbed, word)
        assert end_state(disturbed) == expected
