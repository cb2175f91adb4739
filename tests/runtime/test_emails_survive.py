"""Worker, PostgreSQL, Redis and mail server are killed while e-mails leave: each arrives once at the most (SPEC W6).

For the figures: bin/test tests/runtime/test_emails_survive.py -n 0 --log-cli-level INFO
"""

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.running_product import RunningProduct
from tests.runtime.killing import kill
from tests.runtime.mail_sink import HOST, MailSink
from workflows.sending.handing_over import GROUP_SECONDS

pytestmark = pytest.mark.slow
logger = logging.getLogger(__name__)

MAIL_SERVER = "the mail server"
PROGRAMS = ["worker", "redis-server", "bin/postgres", MAIL_SERVER]
# The second e-mail of everybody is due in a year: the first of each is what is counted.
PREPARE = """
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from crm.ingest import merge_customers, merge_deals, sweep_abandoned
from crm.ingest.records import CustomerRecord, DealRecord, LineRecord
from crm.models.history import ChangeSource
from crm.stages import ensure_pipeline
from workflows.defaults import ensure_workflows
from workflows.models import MarketingEmail, Sender, Workflow, WorkflowStep
now = timezone.now()
left = (now - timedelta(hours=25)).isoformat()
ensure_pipeline()
ensure_workflows()
Sender.objects.update_or_create(id=1, defaults={{"postal_address": "12 rue des Tests, Paris"}})
MarketingEmail.objects.update(state="published", saved_for_automation=True)
WorkflowStep.objects.filter(place=2).update(delay_seconds=365 * 86400)
people = [CustomerRecord(n, left, f"person{{n}}@example.com", accepts_marketing=True) for n in range(1, {number} + 1)]
line = LineRecord("1", 1, None, None, "Lamp", "", "", "", 1, None, Decimal(10), None, Decimal(10), False)
cart = DealRecord(version=left, amount=Decimal(10), currency="EUR", shopify_created_at=left, completed_at=None,
                  abandoned_checkout_url="https://shop.example/cart", lines=(line,))
carts = [cart._replace(checkout_token=f"t{{n}}", name=f"#{{n}}", customer_id=n) for n in range(1, {number} + 1)]
merge_customers(people, ChangeSource.IMPORT)
merge_deals(carts, ChangeSource.IMPORT)
sweep_abandoned()
Workflow.objects.filter(kind="abandoned_cart").update(is_on=True, on_since=now - timedelta(hours=3))
"""
STATE = """
import json
from django.db.models import Count
from workflows.models import LedgerEntry
first = LedgerEntry.objects.filter(place=1)
states = dict(first.order_by().values_list("state").annotate(number=Count("*")))
ids = {state: list(first.filter(state=state).values_list("message_id", flat=True)) for state in ("sent", "unknown")}
print(json.dumps({"states": states, "ids": ids}))
"""


@pytest.fixture
def sink() -> Iterator[MailSink]:
    sink = MailSink()
    sink.start()
    yield sink
    sink.kill()


@pytest.fixture
def product(sink: MailSink) -> Iterator[RunningProduct]:
    folder = Path(tempfile.mkdtemp(prefix="hubsync-emails-"))
    folder.chmod(0o711)
    environ = {"EMAIL_URL": f"smtp://{HOST}:{sink.port}", "EMAIL_LEASE_SECONDS": "15"}
    try:
        with RunningProduct(folder / "data", "--no-demo", environ=environ) as running:
            running.wait_until_ready()
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def state_of(product: RunningProduct) -> dict[str, Any] | None:
    """What the ledger says; None while the database is away."""
    told = product.manage("shell", "-v", "0", "-c", STATE)
    if told.returncode:
        return None
    state: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return state


def check(product: RunningProduct, sink: MailSink, number: int, kills: int, rest: tuple[float, float]) -> None:
    """Kill so many times, at random moments, while so many e-mails leave; then hold the ledger against the sink."""
    done = product.manage("shell", "-v", "0", "-c", PREPARE.format(number=number))
    assert done.returncode == 0, done.stderr
    rng = Random(7)
    killed = [PROGRAMS[turn % len(PROGRAMS)] for turn in range(kills)]
    for word in killed:
        _until_more_arrive(sink)
        time.sleep(rng.uniform(*rest))
        if word == MAIL_SERVER:
            sink.kill()
            time.sleep(rng.uniform(0.1, 1.0))
            sink.start()
        else:
            kill(product, word)
    state = _settled(product, number)
    told = (number, kills, len(state["ids"]["sent"]), len(state["ids"]["unknown"]), len(sink.taken))
    logger.info("%d enrolled, %d kills: %d sent, %d of unknown outcome, the mail server has %d", *told)

    assert max(sink.taken.values()) == 1, "an e-mail was sent twice"
    sent, unknown = set(state["ids"]["sent"]), set(state["ids"]["unknown"])
    assert len(sent) + len(unknown) == number, "an e-mail was lost without a word"
    assert sent <= set(sink.taken) <= sent | unknown
    # A killed process had a group in hand: what this server takes within the time of one.
    assert len(unknown) <= kills * GROUP_SECONDS / sink.seconds_for_one


def _until_more_arrive(sink: MailSink) -> None:
    """Who is killed is killed at work: what was killed before is there again."""
    before, until = len(sink.taken), time.monotonic() + 60
    while len(sink.taken) == before and time.monotonic() < until:
        time.sleep(0.02)


def _settled(product: RunningProduct, number: int) -> dict[str, Any]:
    """The ledger once nothing is under way; what a server that was away could not take is tried again in minutes."""
    until = time.monotonic() + 240 + number / 20
    while time.monotonic() < until:
        state = state_of(product)
        if state and sum(state["states"].get(word, 0) for word in ("sent", "unknown")) == number:
            return state
        time.sleep(2)
    raise AssertionError(f"not settled: {state_of(product)}")


def test_no_email_arrives_twice_and_none_is_lost_whoever_is_killed(product: RunningProduct, sink: MailSink) -> None:
    check(product, sink, number=400, kills=8, rest=(0.0, 0.5))


@pytest.mark.nightly
def test_no_email_arrives_twice_however_often_they_are_killed(product: RunningProduct, sink: MailSink) -> None:
    check(product, sink, number=10_000, kills=200, rest=(0.0, 0.6))
