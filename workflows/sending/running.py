"""One run of a process: claim what is due, a chunk at a time, and do what is decided about each."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crm.advisory_lock import held_lock
from crm.lists.following import sort_soon
from workflows.deciding import Late, Leave, Send, Wait, decide
from workflows.models import WaitsFor, Workflow
from workflows.sending import claiming, ledger
from workflows.sending.composing import Broken, Composed, Composer, Skip
from workflows.sending.facts import Looked, look
from workflows.sending.handing_over import Post
from workflows.sending.letters import Letter
from workflows.sending.pace import Rate
from workflows.sending.plans import Plan, running_plans
from workflows.sending.transports import Transport, transport

logger = logging.getLogger(__name__)

LOCK = 7_420
# As many as leave within moments, so that what is known of each is no older when its e-mail leaves.
CHUNK_SECONDS = 2.0
CHUNK_FIRST, CHUNK_MOST = 50, 1_000
# An e-mail that cannot be filled in is tried again; somebody may have put it right.
REPAIR_AFTER = timedelta(minutes=15)

Clock = Callable[[], datetime]


@dataclass
class Run:
    """One process at work. `clock` gives the time (UTC)."""

    clock: Clock
    composer: Composer
    post: Post
    plans: Mapping[int, Plan] = field(default_factory=dict)
    claim_id: UUID = field(default_factory=uuid4)
    done: Counter[str] = field(default_factory=Counter)

    def chunk(self) -> bool:
        """Do a chunk; False where nothing more is due, or the mail server is not there."""
        # Anew each time: what is switched off or changed meanwhile holds for the next chunk.
        self.plans = running_plans()
        number = self.post.pace.fits(CHUNK_SECONDS, CHUNK_MOST, unknown=CHUNK_FIRST)
        taken = claiming.claim(self.plans, self.claim_id, number, self.clock())
        if not taken:
            return False
        before = self._dealt_with()
        try:
            self._do(look(taken, self.plans))
        finally:
            if self._dealt_with() - before < len(taken):
                claiming.give_back(taken, self.claim_id)
        return not self.post.is_down

    def _dealt_with(self) -> int:
        return self.done.total() - self.done["changed"]

    def _do(self, found: Sequence[Looked]) -> None:
        now = self.clock()
        to_send = []
        with transaction.atomic():
            for one in found:
                if isinstance(decision := decide(one.situation, now), Send):
                    to_send.append(one)
                else:
                    self._settle(one, decision, now)
        self._send(to_send)

    def _settle(self, found: Looked, decision: Leave | Wait | Late, now: datetime) -> None:
        match decision:
            case Leave(because):
                ledger.leave([found.enrolment_id], because, now)
            case Wait():
                ledger.wait(found, self.claim_id, decision)
            case Late():
                ledger.late([found], self.claim_id)
        self.done[type(decision).__name__.lower()] += 1

    def _send(self, found: Sequence[Looked]) -> None:
        if not found:
            return
        others: list[tuple[Looked, Skip | Broken]] = []
        done = self.post.hand_over(_letters(self.composer.compose(found), others), self.claim_id)
        if done["sent"]:
            sort_soon()
        self.done += done
        for one, composed in others:
            self._keep_back(one, composed)

    def _keep_back(self, found: Looked, because: Skip | Broken) -> None:
        match because:
            case Skip(reason):
                ledger.skip(found, self.claim_id, reason, self.clock())
            case Broken(problem):
                until = self.clock() + REPAIR_AFTER
                ledger.wait(found, self.claim_id, Wait(until, WaitsFor.REPAIR), problem)
        self.done["skipped" if isinstance(because, Skip) else "broken"] += 1


def _letters(
    composed: Iterable[tuple[Looked, Composed]], others: list[tuple[Looked, Skip | Broken]]
) -> Iterator[Letter]:
    """The letters of what is composed, as it is; what is none goes to `others`."""
    for found, one in composed:
        if isinstance(one, Letter):
            yield one
        else:
            others.append((found, one))


def run(
    clock: Clock = timezone.now,
    seconds: float = 50.0,
    by: Transport | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Counter[str]:
    """Send what is due, for so many seconds at the most. What became of how many, by word.

    One process at a time is enough for any mail server; two at once would do no harm.
    """
    with held_lock(LOCK) as held:
        return _run(clock, seconds, by or transport(), sleep) if held else Counter()


def _run(clock: Clock, seconds: float, by: Transport, sleep: Callable[[float], None]) -> Counter[str]:
    again, unknown = claiming.end_leases(clock())
    if again or unknown:
        logger.warning("ledger_leases_ended again=%d unknown=%d", again, unknown)
    if not Workflow.objects.filter(is_on=True).exists():
        return Counter()
    rate = Rate(0 if by.is_within_transaction else settings.EMAIL_RATE, clock, sleep)
    post = Post(by, clock, rate)
    work = Run(clock, Composer(), post)
    until = time.monotonic() + seconds
    try:
        # Who is due is asked when one may leave: what is known of them would grow old meanwhile.
        while (pause := rate.pause()) <= until - time.monotonic():
            sleep(pause)
            if not work.chunk():
                break
    finally:
        post.close()
    if work.done:
        logger.info("emails %s", " ".join(f"{word}={number}" for word, number in sorted(work.done.items())))
    return work.done
