"""E-mails that people were sent, what was heard of them, and what a filter on them says, read by a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st

from crm.filters import Condition, Operator
from crm.models import Contact
from tests.crm.filters.plain_reading import meets_by_day
from workflows.models import EmailEvent, Enrolment, LedgerEntry, MarketingEmail, Workflow

FAMILY = "email_events"
NAMES = ["Welcome 1", "Welcome 2"]
STATES = ["sent", "bounced", "planned", "unknown"]
# What is heard of an e-mail, by a person or a machine, and whether it counts, by what a filter asks for.
COUNTS: dict[str, Any] = {
    "OPENED": lambda kind, is_machine: kind in {"open", "click"} and not is_machine,
    "LINK_CLICKED": lambda kind, is_machine: kind == "click" and not is_machine,
    "BOUNCED": lambda kind, _: kind == "bounce",
    "UNSUBSCRIBED": lambda kind, _: kind == "unsubscribe",
    "MARKED_SPAM": lambda kind, _: kind == "complaint",
}
LEDGER = {"SENT": {"sent", "bounced"}, "RECEIVED": {"sent"}}
WHENS: list[tuple[str, list[str]]] = [
    ("HAS_PROPERTY", []),
    ("IN_LAST_DAYS", ["7"]),
    ("MORE_THAN_DAYS_AGO", ["20"]),
    ("IN_PERIOD", ["THIS_MONTH"]),
    ("IN_PERIOD", ["LAST_WEEK"]),
    ("ON_DAY", ["2026-11-01"]),
    ("BETWEEN_DAYS", ["2026-10-10", "2026-10-31"]),
    ("BEFORE_DAY", ["2026-10-20"]),
]


def make_emails() -> list[MarketingEmail]:
    return [MarketingEmail.objects.create(name=name, subject=name, language="en") for name in NAMES]


@st.composite
def filters(draw: Any, emails: list[int]) -> dict[str, Any]:
    """A filter on e-mails, as a list has it."""
    operator, values = draw(st.sampled_from(WHENS))
    written: dict[str, Any] = {"objectType": FAMILY, "propertyName": draw(st.sampled_from([*COUNTS, *LEDGER]))}
    written["operator"] = operator
    places = draw(st.lists(st.integers(0, len(emails) - 1), max_size=2, unique=True))
    if places:
        written["of"] = [str(emails[place]) for place in places]
    if draw(st.booleans()):
        written["hasNot"] = True
    return written | dict(zip(("value", "highValue"), values, strict=False))


def letters(days: st.SearchStrategy[datetime]) -> st.SearchStrategy[Any]:
    """An e-mail, how far it is, when it was done, and what was heard of it."""
    heard = st.tuples(st.sampled_from(["open", "click", "bounce", "unsubscribe", "complaint"]), days, st.booleans())
    email = st.none() | st.integers(0, len(NAMES) - 1)
    return st.tuples(email, st.sampled_from(STATES), days, st.lists(heard, max_size=2, unique_by=lambda one: one[0]))


def make_letter(contact: Contact, given: Any, emails: list[MarketingEmail]) -> LedgerEntry:
    email, state, at, heard = given
    workflow, _ = Workflow.objects.get_or_create(kind="welcome")
    enrolment = Enrolment.objects.create(
        **{"workflow": workflow, "contact": contact, "occurrence": str(uuid4()), "triggered_at": at},
        **{"enrolled_at": at, "state": "finished", "ended_at": at},
    )
    entry = LedgerEntry.objects.create(
        **{"enrolment": enrolment, "workflow": workflow, "place": 1, "since": at, "due_at": at, "state": state},
        **{"done_at": at, "address": contact.email, "message_id": str(uuid4())},
        email=None if email is None else emails[email],
    )
    for kind, when, is_machine in heard:
        url = "https://example.com/" if kind == "click" else ""
        EmailEvent.objects.create(entry=entry, kind=kind, happened_at=when, is_machine=is_machine, url=url)
    return entry


def is_met(contact: Contact, condition: Condition, at: datetime) -> bool:
    """What the words of a filter on e-mails say, read by a person."""
    there_is = any(
        condition.operator == Operator.HAS_PROPERTY or meets_by_day(moment, condition, at, at.tzinfo)  # type: ignore[arg-type]
        for moment in _moments(contact, condition)
    )
    return there_is != condition.has_not


def _moments(contact: Contact, condition: Condition) -> Iterator[datetime]:
    name = condition.property.api_name
    for entry in LedgerEntry.objects.filter(enrolment__contact=contact):
        if condition.sources and str(entry.email_id) not in condition.sources:
            continue
        if name in LEDGER:
            if entry.state in LEDGER[name] and entry.done_at:
                yield entry.done_at
            continue
        for event in entry.events.all():
            if COUNTS[name](event.kind, event.is_machine):
                yield event.happened_at
