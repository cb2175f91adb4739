"""Lists on a big portal: previews against the same question written by hand, and how soon changes reach 200 lists."""

import argparse
import logging
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.filling import fill, fill_emails  # noqa: E402
from benchmarks.list_questions import QUESTIONS, Question  # noqa: E402
from crm.lists import definitions, preview, running  # noqa: E402
from crm.lists.editing import Wanted, create  # noqa: E402
from crm.models import Contact, ContactList  # noqa: E402
from crm.signals import send_contacts_changed  # noqa: E402
from workflows.engagement.events import hear  # noqa: E402
from workflows.models import EmailEvent, LedgerEntry  # noqa: E402

logging.getLogger("crm").setLevel(logging.WARNING)
LIMIT_RATIO = 1.2
LIMIT_ONE_SECONDS, LIMIT_MANY_SECONDS = 1.0, 30.0
ROUNDS = 7
LISTS, MANY = 200, 10_000


@dataclass(frozen=True, slots=True)
class Compared:
    """Median milliseconds of a question, ours and by hand."""

    ours: float
    by_hand: float

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand


def main() -> int:
    """0 when lists keep the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    contacts = parser.parse_args().contacts
    seconds = fill(contacts, contacts) + fill_emails()
    print(f"{contacts:,} contacts, deals and e-mails, {2 * contacts:,} line items in {seconds:.0f} s", flush=True)
    compared = [tell(one) for one in QUESTIONS]
    overall = sum(one.ours for one in compared) / sum(one.by_hand for one in compared)
    one, many = changes()
    print(f"previews {overall:.2f} × the time by hand in all, limit {LIMIT_RATIO} ×")
    print(f"one contact {one:.2f} s, limit {LIMIT_ONE_SECONDS} s")
    print(f"{MANY:,} contacts {many:.1f} s, limit {LIMIT_MANY_SECONDS} s")
    print(f"one e-mail opened {opening():.2f} s, limit {LIMIT_ONE_SECONDS} s")
    worst = max(it.ratio for it in compared)
    print(f"worst preview {worst:.2f} ×")
    return int(overall > LIMIT_RATIO or one > LIMIT_ONE_SECONDS or many > LIMIT_MANY_SECONDS)


def tell(question: Question) -> Compared:
    """Both answers must be the same; ours and the one by hand are asked in turns."""
    definition = definitions.read(question.filters)
    ours: list[float] = []
    by_hand: list[float] = []
    for _ in range(ROUNDS):
        found = timed(ours, lambda: preview.preview(definition))
        number, newest = timed(by_hand, lambda: ask(question.sql))
        assert (found.number, [it.pk for it in found.sample]) == (number, newest), question.name
    compared = Compared(statistics.median(ours), statistics.median(by_hand))
    print(
        f"{question.name:60} {number:>9,}  ours {compared.ours:7.0f} ms  by hand {compared.by_hand:7.0f} ms"
        f"  {compared.ratio:.2f} ×",
        flush=True,
    )
    return compared


def timed(times: list[float], call: Any) -> Any:
    began = time.perf_counter()
    answer = call()
    times.append((time.perf_counter() - began) * 1000)
    return answer


def ask(sql: str) -> Any:
    """The number and the ten newest contacts with what is shown of them, as a preview reads them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(f"WITH found (id) AS MATERIALIZED ({sql}) {_ANSWER}")
        number, newest = cursor.fetchone()
        return number, list(Contact.objects.filter(pk__in=newest).order_by("-pk").values_list("pk", flat=True))


_ANSWER = "SELECT (SELECT count(*) FROM found), ARRAY(SELECT id FROM found ORDER BY id DESC LIMIT 10)"


def changes() -> tuple[float, float]:
    """Seconds until one changed contact, and many, are in the lists that they belong to."""
    for number in range(LISTS):
        question = QUESTIONS[number % len(QUESTIONS)]
        create(Wanted(f"{question.name} {number}", filters=question.varied(number)), None)
    began = time.perf_counter()
    running.run()
    print(f"{LISTS} lists sorted for the first time in {time.perf_counter() - began:.0f} s", flush=True)
    members = sum(ContactList.objects.values_list("size", flat=True))
    print(f"{members:,} members in all")
    one = statistics.median(change(1) for _ in range(5))
    return one, change(MANY)


def opening() -> float:
    """Seconds to sort a contact who opened an e-mail into the lists that are about e-mails."""
    seconds = []
    for entry in LedgerEntry.objects.filter(events=None).order_by("?")[:5]:
        hear(entry.pk, EmailEvent.Kind.OPEN, timezone.now())
        began = time.perf_counter()
        running.run()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def change(number: int) -> float:
    """Seconds to sort contacts of whom the city changed, all of them into all lists."""
    ids = list(Contact.objects.order_by("?").values_list("pk", flat=True)[:number])
    with transaction.atomic():
        Contact.objects.filter(pk__in=ids).update(city="Lisbon")
        send_contacts_changed([], ids)
    began = time.perf_counter()
    running.run()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
