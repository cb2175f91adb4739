"""Worker, Redis, PostgreSQL and web server are killed in turn under load: what was acknowledged is applied (SPEC L1).

For the figures: bin/test tests/runtime/test_webhooks_survive.py -n 0 --log-cli-level INFO
"""

import contextlib
import json
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import orjson
import pytest
import requests
from playwright.sync_api import Page, expect

from benchmarks.order_bodies import order
from demo_store.back_office import actions
from demo_store.options import Options
from demo_store.server import Running, serve_in_thread
from shopify_connector.inbox.topics import SUBSCRIBED
from tests.running_product import RunningProduct
from tests.runtime.killing import kill
from tests.shopify_connector.inbox.posting import headers, signed

pytestmark = pytest.mark.slow
logger = logging.getLogger(__name__)

TOKEN, SECRET, SHOP = "shpat_fixed_for_tests", "hush", "maison-alder.myshopify.com"
PASSWORD = "rather long, for a test"
ORDERS = 250
A_SECOND = 200
BASE = datetime(2026, 11, 1, tzinfo=UTC)
# What hubsync knows in the end: each order's note, and what became of the deliveries.
STATE = """
import json
from crm.models import Deal
from shopify_connector.models import Delivery
notes = dict(Deal.objects.filter(shopify_order_id__lte=1000).values_list("shopify_order_id", "note"))
outcomes = dict(Delivery.objects.values_list("delivery_id", "outcome"))
pending = Delivery.objects.pending().count()
print(json.dumps({"notes": notes, "outcomes": outcomes, "pending": pending}))
"""
# A list whose members change with the notes, and in the end: whether contacts wait, and who is in it.
MAKE_LIST = f"""
from crm.ingest import CustomerRecord, merge_customers
from crm.lists.editing import Wanted, create
from crm.models.history import ChangeSource
people = (CustomerRecord(n, "2026-10-01T00:00:00+00:00", f"customer{{n}}@example.com") for n in range(1, {ORDERS} + 1))
merge_customers(people, ChangeSource.IMPORT)
note = {{"objectType": "deals", "propertyName": "ip__shopify__note", "operator": "ENDS_WITH", "value": "7"}}
create(Wanted("Notes that end with 7", filters=[{{"filters": [note]}}]), None)
"""
MEMBERS = """
import json
from crm.lists import checks
from crm.models import Contact, ListMembership
meant = Contact.objects.live().filter(deals__note__endswith="7", deals__deleted_at__isnull=True).distinct()
members = ListMembership.objects.current()
told = {"wait": checks.are_more_than(0), "meant": sorted(meant.values_list("pk", flat=True))}
print(json.dumps(told | {"members": sorted(members.values_list("contact_id", flat=True))}))
"""


class Sent(NamedTuple):
    """A state of an order on its way; sent again with the same id until it is acknowledged, as Shopify does."""

    webhook_id: str
    number: int
    version: int

    @property
    def body(self) -> bytes:
        at = (BASE + timedelta(seconds=self.version)).isoformat()
        return orjson.dumps({**order(self.number, self.number), "updated_at": at, "note": f"version {self.version}"})


class Sender:
    """Sends at a steady rate from some threads. `acknowledged` maps ids to what was sent."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/shopify/webhooks"
        self.acknowledged: dict[str, Sent] = {}
        self.sent_again = 0
        self._local = threading.local()

    def send(self, one: Sent) -> None:
        body = one.body
        told = headers(body, shop_domain=SHOP, webhook_id=one.webhook_id, hmac_sha256=signed(body, SECRET),
                       topic="orders/updated")  # fmt: skip
        for _ in range(200):
            with contextlib.suppress(requests.RequestException):
                if self._session().post(self.url, data=body, headers=told, timeout=5).status_code == 200:
                    self.acknowledged[one.webhook_id] = one
                    return
            self.sent_again += 1
            time.sleep(0.25)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    bulk = str(tmp_path_factory.mktemp("bulk"))
    options = Options(port=0, customers=5, orders=5, access_token=TOKEN, api_secret=SECRET, bulk_dir=bulk)
    running = serve_in_thread(options)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def product(shop: Running) -> Iterator[RunningProduct]:
    folder = Path(tempfile.mkdtemp(prefix="hubsync-webhooks-"))
    folder.chmod(0o711)
    environ = {
        **{"SHOPIFY_STORE_URL": shop.url, "SHOPIFY_API_SECRET": SECRET, "SHOPIFY_API_KEY": "key"},
        **{"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": PASSWORD},
    }
    try:
        with RunningProduct(folder / "data", "--no-demo", environ=environ) as running:
            running.wait_until_ready()
            done = running.manage("connect_store", SHOP, "--access-token", TOKEN)
            assert done.returncode == 0, done.stderr
            told_by(running, MAKE_LIST)
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told_by(product: RunningProduct, script: str) -> str:
    """The last line that a script prints within the product; empty when it prints none."""
    told = product.manage("shell", "-v", "0", "-c", script)
    assert told.returncode == 0, told.stderr
    return (told.stdout.splitlines() or [""])[-1]


def state_of(product: RunningProduct) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(told_by(product, STATE))
    return state


def load(product: RunningProduct, seconds: float, kills: list[str]) -> Sender:
    """Send for so many seconds, and kill the programs named by `kills` at even distances meanwhile."""
    sender, rng = Sender(product.url), Random(7)
    number_of_states = round(seconds * A_SECOND)
    states = [Sent(f"state-{place}", 1 + place % ORDERS, place) for place in range(number_of_states)]
    rng.shuffle(states)
    began = time.monotonic()
    due = [began + (place + 1) * seconds / (len(kills) + 1) for place in range(len(kills))]
    killer = threading.Thread(target=_kill_in_turn, args=(product, list(zip(due, kills, strict=True))))
    killer.start()
    with ThreadPoolExecutor(40) as pool:
        for place, one in enumerate(states):
            time.sleep(max(0.0, began + place / A_SECOND - time.monotonic()))
            pool.submit(sender.send, one)
    killer.join()
    return sender


def _kill_in_turn(product: RunningProduct, kills: list[tuple[float, str]]) -> None:
    for due, word in kills:
        time.sleep(max(0.0, due - time.monotonic()))
        kill(product, word)


def check(product: RunningProduct, seconds: float, kills: list[str]) -> None:
    sender = load(product, seconds, kills)
    ended = time.monotonic()
    until = ended + 90
    while (state := state_of(product))["pending"] and time.monotonic() < until:
        time.sleep(0.5)
    taken = time.monotonic() - ended
    told = (len(sender.acknowledged), A_SECOND, sender.sent_again, taken)
    logger.info("%d acknowledged at %d/s, %d sent again, all applied %.1f s after the last", *told)
    assert len(sender.acknowledged) == round(seconds * A_SECOND)
    assert {state["outcomes"].get(one) for one in sender.acknowledged} == {"applied"}
    newest: dict[str, int] = {}
    for one in sender.acknowledged.values():
        newest[str(one.number)] = max(newest.get(str(one.number), -1), one.version)
    assert state["notes"] == {number: f"version {version}" for number, version in newest.items()}
    check_list(product)


def check_list(product: RunningProduct) -> None:
    """Within seconds the list has exactly the contacts that its filter means."""
    until = time.monotonic() + 30
    while (lists := json.loads(told_by(product, MEMBERS)))["wait"] and time.monotonic() < until:
        time.sleep(0.5)
    assert lists["members"] == lists["meant"] != []


@pytest.mark.browser
def test_change_in_the_store_is_seen_in_the_browser(product: RunningProduct, shop: Running, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{product.url}/deals/")
    page.get_by_label("E-mail").fill("admin@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Deals")).to_be_visible()
    _wait_for_subscriptions(shop)
    made = actions.place_order(shop.store)
    _reload_until(page, made.name)
    actions.cancel(shop.store, made)

    page.get_by_role("link", name=made.name).click()
    _reload_until(page, "Cancelled")


def _wait_for_subscriptions(shop: Running) -> None:
    until = time.monotonic() + 30
    while len(shop.store.webhooks.all()) < len(SUBSCRIBED) and time.monotonic() < until:
        time.sleep(0.2)


def _reload_until(page: Page, text: str) -> None:
    for _ in range(50):
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError(f"{text} is not on the page")


def test_what_was_acknowledged_is_applied_whoever_is_killed(product: RunningProduct) -> None:
    check(product, 12, ["worker", "redis-server", "bin/postgres", "granian"])


@pytest.mark.nightly
def test_what_was_acknowledged_is_applied_however_often_they_are_killed(product: RunningProduct) -> None:
    check(product, 180, ["worker", "redis-server", "bin/postgres", "granian"] * 6)
