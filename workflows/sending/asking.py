"""What a person decides about e-mails that were late, or of which nobody knows whether they left."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from workflows.email_filters.telling import tell_lists
from workflows.models import Enrolment, LedgerEntry, SkippedBecause, WaitsFor, Workflow
from workflows.sending.ledger import go_on

State = LedgerEntry.State


def held(workflow: Workflow) -> QuerySet[LedgerEntry]:
    """What of a workflow waits for a person, the oldest first."""
    waits = LedgerEntry.objects.filter(workflow=workflow, state__in=[State.LATE, State.UNKNOWN])
    return waits.filter(enrolment__state=Enrolment.State.ACTIVE).order_by("due_at", "id")


def send_late(entry_ids: Collection[int], now: datetime) -> int:
    """Let e-mails go out however late they are; how many."""
    return _held(entry_ids, State.LATE).update(
        state=State.PLANNED, due_at=now, waits_for=WaitsFor.DELAY, is_wanted_late=True
    )


def skip_late(entry_ids: Collection[int], now: datetime) -> int:
    """Leave e-mails out that are too late; what follows counts from now. How many."""
    with transaction.atomic():
        ids = list(_held(entry_ids, State.LATE).select_for_update().values_list("pk", flat=True))
        LedgerEntry.objects.filter(pk__in=ids).update(
            state=State.SKIPPED, skipped_because=SkippedBecause.BY_HAND, done_at=now
        )
        go_on(ids, now)
    return len(ids)


def count_as_sent(entry_ids: Collection[int], now: datetime) -> int:
    """Of e-mails that may have left: take them as sent; what follows counts from now. How many."""
    with transaction.atomic():
        ids = list(_held(entry_ids, State.UNKNOWN).select_for_update().values_list("pk", flat=True))
        LedgerEntry.objects.filter(pk__in=ids).update(state=State.SENT)
        tell_lists(ids)
        go_on(ids, now)
    return len(ids)


def send_again(entry_ids: Collection[int], now: datetime) -> int:
    """Of e-mails that may have left: send them, once more perhaps. How many.

    Their Message-ID stays, so that a mailbox that has the first shows one.
    """
    return _held(entry_ids, State.UNKNOWN).update(
        state=State.PLANNED, due_at=now, waits_for=WaitsFor.DELAY, is_wanted_late=True, claim=None, done_at=None
    )


def _held(entry_ids: Collection[int], state: State) -> "QuerySet[LedgerEntry]":
    return LedgerEntry.objects.filter(pk__in=entry_ids, state=state, enrolment__state=Enrolment.State.ACTIVE)
