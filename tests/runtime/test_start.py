"""`bin/start` from end to end, in processes of its own (SPEC 12)."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import requests

from hubsync.running.installation import ROOT
from tests.running_product import RunningProduct, clean_environ, copy_of_the_product, free_port

pytestmark = pytest.mark.slow

PROGRAMS = {"web", "worker", "scheduler"}


@pytest.fixture
def start(place):
    """Starts the product without its demo store and waits until it is ready."""
    started: list[RunningProduct] = []

    def start_one(*options: str, **arguments) -> RunningProduct:
        data = arguments.pop("data", place / "data")
        product = RunningProduct(data, "--no-demo", *options, **arguments)
        product.__enter__()
        started.append(product)
        product.wait_until_ready()
        return product

    yield start_one
    for product in started:
        product.__exit__(None, None, None)


@pytest.fixture(scope="module")
def product():
    """One that several tests share: each leaves it running well."""
    folder = Path(tempfile.mkdtemp(prefix="hubsync-product-"))
    folder.chmod(0o711)
    with RunningProduct(folder / "data", "--no-demo") as running:
        running.wait_until_ready()
        yield running
    shutil.rmtree(folder, ignore_errors=True)


def program(product: RunningProduct, word: str) -> psutil.Process:
    """The process that bin/start itself started for a program."""
    return next(child for child in psutil.Process(product.pid).children() if word in words_of(child))


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.ZombieProcess:
        return []


def test_first_start_serves_prints_the_way_in_and_stops_without_trace(start, place):
    product = start(root=copy_of_the_product(place / "a clone"))

    assert product.wait_for("/healthz").json() == {"status": "ok"}
    assert product.wait_for("/readyz").json()["workers"] == "ok"
    said = product.said()
    assert product.url in said
    assert re.search(rf"{product.url}/setup\?token=\S{{40,}}", said)
    assert "PostgreSQL 18 (embedded)" in said
    assert "Redis" in said
    assert "Traceback" not in said

    assert product.stop(signal.SIGINT) == 0
    assert product.processes() == []
    assert not list(product.data.glob("**/*.pid"))


def test_first_administrator_from_the_environment(start):
    product = start(environ={"ADMIN_EMAIL": "ana@example.com", "ADMIN_PASSWORD": "a long enough phrase 7"})

    assert "ana@example.com" in product.said()
    assert "setup?token" not in product.said()
    shown = product.manage("shell", "-v", "0", "-c", CHECK_PASSWORD)
    assert shown.stdout == "True\n"
    # docs/security.md 12: neither what was printed nor what was kept has the secrets.
    secret_key = (product.data / "secret-key").read_text()
    log = (product.data / "hubsync.log").read_text()
    for secret in ("a long enough phrase 7", secret_key):
        assert secret not in product.said()
        assert secret not in log


CHECK_PASSWORD = """
from accounts.models import User
print(User.objects.get(email="ana@example.com").check_password("a long enough phrase 7"))
"""


def test_second_start_is_quick_and_keeps_data_and_secret(start):
    first = start()
    secret = (first.data / "secret-key").read_text()
    assert first.manage("shell", "-v", "0", "-c", MAKE_PORTAL).returncode == 0
    link = re.search(r"/setup\?token=\S+", first.said())[0]
    first.stop()

    began = time.monotonic()
    second = start()

    assert time.monotonic() - began < 15
    assert (second.data / "secret-key").read_text() == secret
    assert link in second.said()
    shown = second.manage("shell", "-v", "0", "-c", "from accounts.models import Portal; print(Portal.current())")
    assert shown.stdout == "Kept\n"


MAKE_PORTAL = """
from accounts.models import Portal
portal = Portal.current()
portal.name = "Kept"
portal.save()
"""


def test_secrets_are_readable_by_their_owner_alone(product):
    for name in ("secret-key", "first-run-token", "last-start.json", "hubsync.log"):
        assert (product.data / name).stat().st_mode & 0o077 == 0, name


def test_killed_programs_come_back_one_by_one(product):
    for word in ("granian", "worker", "beat"):
        program(product, word).kill()

    # What was killed may still be counted as there for a moment, so /readyz alone proves nothing yet.
    wait_for_words(product, *(f"{name} was stopped by SIGKILL; starting it again" for name in PROGRAMS))
    product.wait_for("/readyz", seconds=40)

    for word in ("granian", "worker", "beat"):
        assert program(product, word).is_running()


def test_killed_postgres_and_redis_come_back_within_seconds(product):
    assert product.manage("shell", "-v", "0", "-c", MAKE_PORTAL).returncode == 0
    for pid_file in ("postgres/postmaster.pid", "redis/redis.pid"):
        psutil.Process(int((product.data / pid_file).read_text().split()[0])).kill()
    began = time.monotonic()

    wait_for_words(product, "PostgreSQL answers again", "Redis answers again")

    assert time.monotonic() - began < 10
    product.wait_for("/readyz", seconds=40)
    shown = product.manage("shell", "-v", "0", "-c", "from accounts.models import Portal; print(Portal.current())")
    assert shown.stdout == "Kept\n"


def test_worker_takes_work_again_after_redis_was_killed(product):
    psutil.Process(int((product.data / "redis/redis.pid").read_text())).kill()
    time.sleep(3)
    product.wait_for("/readyz", seconds=40)

    shown = product.manage("shell", "-v", "0", "-c", PING_WORKERS)

    assert "pong" in shown.stdout, product.said()


PING_WORKERS = """
import time
from hubsync.celery import app
until = time.monotonic() + 30
while time.monotonic() < until and not (answers := app.control.ping(timeout=1)):
    pass
print(answers)
"""


def test_start_after_kill_9_of_everything(start):
    product = start()
    processes = product.processes()
    os.kill(product.pid, signal.SIGKILL)
    for process in processes:
        if process.is_running():
            process.kill()
    psutil.wait_procs(processes, timeout=10)
    product.stop()

    again = start()

    assert again.wait_for("/healthz")


def test_kill_9_of_bin_start_alone_is_cleared_away_by_the_next(start):
    product = start()
    before = {process.pid for process in product.processes()}
    product.stop(signal.SIGKILL)

    again = start(port=product.port)

    assert again.wait_for("/readyz")
    assert not before & {process.pid for process in again.processes()}


def test_second_start_in_the_same_folder_is_refused_in_words(product):
    second = subprocess.run(
        [str(product.root / "bin/start"), "--no-demo", "--port", str(free_port())],
        env=product.environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "It is running already" in second.stderr
    assert product.get("/healthz").status_code == 200


def test_two_copies_side_by_side(start, place):
    one, other = start(data=place / "one"), start(data=place / "other")
    assert one.manage("shell", "-v", "0", "-c", MAKE_PORTAL).returncode == 0

    shown = other.manage("shell", "-v", "0", "-c", "from accounts.models import Portal; print(Portal.current())")

    assert shown.stdout == "hubsync\n"
    one.stop()
    assert other.wait_for("/readyz")


def test_demo_store_runs_beside_and_keeps_its_address(place):
    few = {"DEMO_CUSTOMERS": "20", "DEMO_ORDERS": "30"}
    addresses = []
    for _ in range(2):
        with RunningProduct(place / "data", environ=few) as product:
            product.wait_until_ready()
            addresses.append(product.demo_store_url())
            assert requests.get(f"{addresses[-1]}/", timeout=10).status_code == 200
            show = "from django.conf import settings as s; print(s.SHOPIFY_STORE_URL)"
            assert product.manage("shell", "-v", "0", "-c", show).stdout == f"{addresses[-1]}\n"

    assert addresses[0] == addresses[1]


def test_ctrl_c_while_it_starts(place):
    with RunningProduct(place / "data", "--no-demo") as product:
        wait_for_words(product, "Preparing the database")

        assert product.stop() == 0
        assert product.processes() == []


def test_port_in_use_is_told_in_words(place):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = start_that_fails("--port", str(port), HUBSYNC_DATA_DIR=str(place / "data"))

    assert f"Port {port} is in use" in told
    assert f"bin/start --port {port + 1}" in told


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_nonsense_port_is_told_in_words(place, port):
    assert "it is a number from 1 to 65535" in start_that_fails(HUBSYNC_DATA_DIR=str(place / "data"), PORT=port)


def test_database_that_does_not_answer_is_told_in_words(place):
    given = {"DATABASE_URL": "postgresql://ana:hidden-pass@127.0.0.1:1/x", "HUBSYNC_DATA_DIR": str(place / "data")}

    told = start_that_fails("--port", str(free_port()), **given)

    assert "The database does not answer" in told
    assert "hidden-pass" not in told


def start_that_fails(*options: str, **environ: str) -> str:
    ended = subprocess.run(
        [str(ROOT / "bin/start"), "--no-demo", *options],
        env=clean_environ(**environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr + ended.stdout
    return ended.stderr + ended.stdout


def wait_for_words(product: RunningProduct, *words: str, seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not all(word in product.said() for word in words):
        assert time.monotonic() < until, product.said()
        time.sleep(0.1)
