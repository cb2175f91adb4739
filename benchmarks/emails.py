"""E-mails rendered and handed to a mail server, against smtplib alone sending the same bytes (SPEC 13)."""

import argparse
import logging
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import django

django.setup()

import psutil  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from crm.ingest import merge_customers, merge_deals, sweep_abandoned  # noqa: E402
from crm.ingest.records import CustomerRecord, DealRecord, LineRecord  # noqa: E402
from crm.models.history import ChangeSource  # noqa: E402
from crm.stages import ensure_pipeline  # noqa: E402
from workflows import sending  # noqa: E402
from workflows.defaults import ensure_workflows  # noqa: E402
from workflows.enrolling import enrol_all  # noqa: E402
from workflows.models import Kind, LedgerEntry, MarketingEmail, Sender, Workflow  # noqa: E402
from workflows.sending.transports.smtp import Smtp  # noqa: E402

logging.getLogger("workflows").setLevel(logging.WARNING)
LIMIT = 0.5
ROUND_SECONDS = 2.0
BATCH = 5_000
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def main() -> int:
    """0 when the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emails", type=int, default=10_000)
    number = parser.parse_args().emails
    prepare(number)
    # Imported by the first e-mail of a process; workers live long.
    reverse("emails")
    with sink() as port:
        settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1", "127.0.0.1", port
        keeper, rounds = Keeper(), []
        send(keeper, seconds=0.5)
        before = psutil.Process().memory_info().rss
        while (ours := send(keeper)) and len(keeper.bytes) == keeper.kept:
            rounds.append((ours, by_smtplib(keeper.bytes, port)))
        after = psutil.Process().memory_info().rss
    assert LedgerEntry.objects.filter(state="sent").count() == number
    size = sum(map(len, keeper.bytes)) / len(keeper.bytes) / 1024
    ours, theirs = (median(rate) for rate in zip(*rounds, strict=True))
    ratio = median(one / other for one, other in rounds)
    print(f"{number:,} e-mails of {size:.0f} KB, {len(rounds)} rounds of {ROUND_SECONDS:.0f} s in turns")
    print(
        f"ours {ours:.0f} a second, smtplib alone {theirs:.0f} a second; memory grew by {(after - before) / 1e6:.0f} MB"
    )
    print(f"{ratio:.2f} × the rate of smtplib, limit {LIMIT} ×")
    return int(ratio < LIMIT)


def send(keeper: "Keeper", seconds: float = ROUND_SECONDS) -> float:
    """E-mails a second that a run of ours hands over; 0 once nothing is due."""
    began = time.perf_counter()
    done = sending.run(lambda: NOW, seconds=seconds, by=keeper)
    assert set(done) <= {"sent"}, done
    return done["sent"] / (time.perf_counter() - began)


class Keeper(Smtp):
    """Sends, and keeps the bytes of the first so many."""

    kept = 100

    def __init__(self) -> None:
        super().__init__()
        self.bytes: list[bytes] = []

    def _data(self, server, data, meanwhile):  # type: ignore[no-untyped-def]
        if len(self.bytes) < self.kept:
            self.bytes.append(data)
        return super()._data(server, data, meanwhile)


def by_smtplib(messages: list[bytes], port: int) -> float:
    """E-mails a second that smtplib hands over by one connection."""
    server = smtplib.SMTP("127.0.0.1", port)
    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < ROUND_SECONDS:
        server.sendmail("shop@example.com", ["person@example.com"], messages[number % len(messages)])
        number += 1
    seconds = time.perf_counter() - began
    server.quit()
    return number / seconds


@contextmanager
def sink() -> Iterator[int]:
    """The port of a mail server."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.mail_sink"], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())  # type: ignore[union-attr]
        finally:
            server.kill()


def prepare(number: int) -> None:
    """So many people who abandoned a cart, and a workflow that has enrolled them."""
    ensure_pipeline()
    ensure_workflows()
    Sender.objects.update_or_create(id=1, defaults={"postal_address": "12 rue du Banc d’Essai, Paris"})
    MarketingEmail.objects.update(state="published", saved_for_automation=True)
    left = (NOW - timedelta(hours=25)).isoformat()
    for first in range(0, number, BATCH):
        ids = range(first + 1, min(first + BATCH, number) + 1)
        merge_customers([customer(n, left) for n in ids], ChangeSource.IMPORT)
        merge_deals([checkout(n, left) for n in ids], ChangeSource.IMPORT)
    sweep_abandoned()
    Workflow.objects.filter(kind=Kind.ABANDONED_CART).update(is_on=True, on_since=NOW - timedelta(days=2))
    print(f"{enrol_all(NOW)[Kind.ABANDONED_CART].new:,} enrolled", flush=True)


def customer(number: int, at: str) -> CustomerRecord:
    return CustomerRecord(
        number, at, f"person{number}@example.com", first_name=f"Person {number}", accepts_marketing=True
    )


def checkout(number: int, at: str) -> DealRecord:
    lines = tuple(
        LineRecord(
            str(place),
            place,
            None,
            None,
            f"Lamp {place}",
            "Oak",
            "",
            "",
            1,
            None,
            Decimal(40),
            None,
            Decimal(40),
            False,
        )
        for place in (1, 2)
    )
    return DealRecord(
        version=at,
        checkout_token=f"t{number}",
        name=f"#{number}",
        amount=Decimal(80),
        currency="EUR",
        customer_id=number,
        shopify_created_at=at,
        completed_at=None,
        abandoned_checkout_url=f"https://shop.example.com/checkouts/t{number}/recover",
        lines=lines,
    )


if __name__ == "__main__":
    sys.exit(main())
