"""How entries of the ledger go from state to state. Each change asks for the state before, so none happens twice."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from workflows.deciding import Wait
from workflows.email_filters.telling import tell_lists_of
from workflows.engagement.events import hear
from workflows.models import EmailEvent, Enrolment, LedgerEntry, LeftBecause, SkippedBecause, WaitsFor
from workflows.models.workflow import PLACES
from workflows.sending.claiming import lease
from workflows.sending.facts import Looked
from workflows.sending.letters import Letter
from workflows.subscriptions.reachability import is_reachable

State = LedgerEntry.State

# Marked before they are handed over, if the workflow is still on and nothing was written to the address meanwhile:
# of two workflows that write to one person at the same moment the second finds the mailbox taken.
_HAND_OVER = f"""
    WITH mine AS (
        SELECT l.id, asked.*
          FROM unnest(%(entries)s::bigint[], %(contacts)s::bigint[], %(message_ids)s::text[], %(addresses)s::text[],
                      %(emails)s::bigint[], %(remarks)s::text[])
               WITH ORDINALITY AS asked (entry, contact, message_id, address, email, remark, number)
          JOIN workflows_ledgerentry l ON l.id = asked.entry
          JOIN workflows_workflow w ON w.id = l.workflow_id
          JOIN crm_contact c ON c.id = asked.contact
         WHERE l.claim = %(claim)s AND l.state = 'claimed' AND w.is_on AND {is_reachable("c", "w.kind")}
         ORDER BY l.id
           FOR UPDATE OF l
    ),
    first AS (SELECT DISTINCT ON (lower(address)) * FROM mine ORDER BY lower(address), number),
    reserved AS (
        INSERT INTO workflows_mailbox (address, last_email_at)
        SELECT lower(address), %(now)s FROM first
            ON CONFLICT (address) DO UPDATE SET last_email_at = excluded.last_email_at
         WHERE workflows_mailbox.last_email_at IS NULL
               OR workflows_mailbox.last_email_at <= excluded.last_email_at - %(pause)s
     RETURNING address
    )
    UPDATE workflows_ledgerentry l
       SET state = 'handing_over', message_id = first.message_id, address = first.address, email_id = first.email,
           lease_until = %(lease_until)s, attempts = attempts + 1, waits_for = 'delay', problem = first.remark
      FROM first JOIN reserved ON reserved.address = lower(first.address)
     WHERE l.id = first.id
 RETURNING l.id
"""  # noqa: S608 - put together from constants
# Marked, and not handed over after all: as it was before, and so is the mailbox.
_KEEP = """
    WITH kept AS (
        UPDATE workflows_ledgerentry
           SET state = 'planned', claim = NULL, lease_until = NULL, attempts = attempts - 1
          FROM unnest(%(entries)s::bigint[], %(message_ids)s::text[], %(befores)s::timestamptz[])
               AS asked (entry, asked_id, before)
         WHERE id = asked.entry AND message_id = asked.asked_id AND state = 'handing_over'
     RETURNING address, asked.before
    )
    UPDATE workflows_mailbox m SET last_email_at = kept.before FROM kept WHERE m.address = lower(kept.address)
"""
# What is done leads to the step after it; who had the last one went through the workflow. `done` gives its rows.
_GO_ON = """
    WITH done AS ({done}),
    following AS (
        INSERT INTO workflows_ledgerentry
               (enrolment_id, workflow_id, place, state, since, due_at, waits_for, attempts, message_id, address,
                skipped_because, is_wanted_late, problem)
        SELECT done.enrolment_id, done.workflow_id, s.place, 'planned', %(at)s,
               %(at)s + make_interval(secs => s.delay_seconds), 'delay', 0, '', '', '', false, ''
          FROM done
          JOIN workflows_enrolment e ON e.id = done.enrolment_id AND e.state = 'active'
          JOIN workflows_workflowstep s ON s.workflow_id = done.workflow_id AND s.place = done.place + 1
            ON CONFLICT (enrolment_id, place) DO NOTHING
    )
    UPDATE workflows_enrolment
       SET state = 'finished', ended_at = %(at)s
     WHERE id IN (SELECT enrolment_id FROM done WHERE place = %(last)s) AND state = 'active'
"""
# Also where the lease ran out meanwhile: what is known to have been sent is known.
_SENT = _GO_ON.format(
    done="""
        UPDATE workflows_ledgerentry
           SET state = 'sent', lease_until = NULL, done_at = %(at)s
         WHERE (id, message_id) IN (SELECT * FROM unnest(%(entries)s::bigint[], %(message_ids)s::text[]))
               AND state IN ('handing_over', 'unknown')
     RETURNING enrolment_id, workflow_id, place
    """
)
_AFTER = _GO_ON.format(
    done="SELECT enrolment_id, workflow_id, place FROM workflows_ledgerentry WHERE id = ANY(%(entries)s)"
)


def hand_over(letters: Sequence[Letter], claim_id: UUID, now: datetime) -> set[int]:
    """Mark that e-mails may leave from now on; the entries of those that may: of the others something changed.

    All are of one run, and so of one pause.
    """
    if not letters:
        return set()
    given: dict[str, Any] = {
        **_named(letters),
        "contacts": [one.found.contact_id for one in letters],
        "addresses": [one.found.address for one in letters],
        "emails": [one.email_id for one in letters],
        "remarks": [one.remark for one in letters],
        "claim": claim_id,
        "now": now,
        "pause": letters[0].found.situation.pause,
        "lease_until": now + lease(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, given)
        return {pk for (pk,) in cursor.fetchall()}


def marked(letters: Sequence[Letter], claim_id: UUID) -> set[int]:
    """The entries of those that are marked as ones that may leave, by this process."""
    entries = LedgerEntry.objects.filter(pk__in=[one.found.entry_id for one in letters])
    return set(entries.filter(claim=claim_id, state=State.HANDING_OVER).values_list("pk", flat=True))


def keep(letters: Collection[Letter]) -> None:
    """Of marked ones: they do not leave, and are as if nobody had marked them."""
    if letters:
        befores = [one.found.situation.last_email_at for one in letters]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, {**_named(letters), "befores": befores})


def sent(letters: Collection[Letter], at: datetime) -> None:
    """They left. What comes next counts from now. In a transaction."""
    if letters:
        with connection.cursor() as cursor:
            cursor.execute(_SENT, {**_named(letters), "at": at, "last": PLACES[-1]})
        tell_lists_of([one.found.contact_id for one in letters])


def bounced(letter: Letter, problem: str, at: datetime) -> None:
    """The mail server refuses it for good. In a transaction."""
    changed = _handing_over(letter).update(state=State.BOUNCED, lease_until=None, done_at=at, problem=problem)
    if changed:
        tell_lists_of([letter.found.contact_id])
        hear(letter.found.entry_id, EmailEvent.Kind.BOUNCE, at)
        go_on([letter.found.entry_id], at)


def unsure(letter: Letter, problem: str, at: datetime) -> None:
    """Whether it left is not known: a person looks."""
    _handing_over(letter).update(state=State.UNKNOWN, lease_until=None, done_at=at, problem=problem)


def again(letter: Letter, problem: str, at: datetime) -> None:
    """It did not leave, and is tried again at `at`. The pause that it had reserved is given back."""
    changed = _handing_over(letter).update(
        state=State.PLANNED, claim=None, lease_until=None, due_at=at, waits_for=WaitsFor.RETRY, problem=problem
    )
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE workflows_mailbox SET last_email_at = %s WHERE address = lower(%s)",
                [letter.found.situation.last_email_at, letter.found.address],
            )


def wait(found: Looked, claim_id: UUID, decision: Wait, problem: str = "") -> None:
    """Looked at again later."""
    _claimed([found], claim_id).update(
        state=State.PLANNED,
        claim=None,
        lease_until=None,
        due_at=decision.until,
        waits_for=decision.reason,
        problem=problem,
    )


def late(found: Sequence[Looked], claim_id: UUID) -> None:
    """Too late to be of use: a person is asked."""
    _claimed(found, claim_id).update(state=State.LATE, claim=None, lease_until=None)


def leave(enrolment_ids: Iterable[int], because: LeftBecause, at: datetime) -> int:
    """They leave the workflow, and what was planned for them is not sent. How many left."""
    ids = list(enrolment_ids)
    left = Enrolment.objects.filter(pk__in=ids, state=Enrolment.State.ACTIVE).update(
        state=Enrolment.State.LEFT, left_because=because, ended_at=at
    )
    waiting = Q(state__in=[State.PLANNED, State.CLAIMED, State.LATE])
    LedgerEntry.objects.filter(waiting, enrolment__in=ids, enrolment__state=Enrolment.State.LEFT).update(
        state=State.SKIPPED, skipped_because=SkippedBecause.LEFT, claim=None, lease_until=None, done_at=at
    )
    return left


def skip(found: Looked, claim_id: UUID, because: SkippedBecause, at: datetime) -> None:
    """The e-mail is not sent, for good; what comes next counts from now."""
    changed = _claimed([found], claim_id).update(
        state=State.SKIPPED, skipped_because=because, claim=None, lease_until=None, done_at=at
    )
    if changed:
        go_on([found.entry_id], at)


def go_on(entry_ids: list[int], at: datetime) -> None:
    """Plan the step after each entry that is done; who had the last one went through the workflow."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, {"entries": entry_ids, "at": at, "last": PLACES[-1]})


def _named(letters: Iterable[Letter]) -> dict[str, Any]:
    """By what statements know letters."""
    named = [(one.found.entry_id, one.message_id) for one in letters]
    return {"entries": [pk for pk, _id in named], "message_ids": [message_id for _pk, message_id in named]}


def _claimed(found: Sequence[Looked], claim_id: UUID) -> "QuerySet[LedgerEntry]":
    ids = [one.entry_id for one in found]
    return LedgerEntry.objects.filter(pk__in=ids, claim=claim_id, state=State.CLAIMED)


def _handing_over(letter: Letter) -> "QuerySet[LedgerEntry]":
    return LedgerEntry.objects.filter(pk=letter.found.entry_id, message_id=letter.message_id, state=State.HANDING_OVER)
