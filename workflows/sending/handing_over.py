"""Letters go to the transport, each marked in the ledger before and settled after."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from workflows.engagement.bounces import close_mailbox
from workflows.sending import ledger
from workflows.sending.letters import Letter
from workflows.sending.transports import Again, Down, Outcome, Refused, Sent, Transport, Unsure

logger = logging.getLogger(__name__)

# After so many minutes a letter that was not taken is tried again; the last one holds for all that follow.
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
# A database that restarts is waited for: what is not written down would be unknown.
_TRY_TO_SETTLE_SECONDS = 120.0


class Post:
    """Hands letters over by a transport. `is_down` once the other side is not there."""

    def __init__(self, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._clock = clock
        self.is_down = False

    def hand_over(self, letters: Sequence[Letter], claim_id: UUID) -> Counter[str]:
        """Hand each over that may still go; how many ended how.

        Settling one and marking the next is one commit: each e-mail costs one, and none leaves unmarked.
        """
        if self._transport.is_within_transaction:
            return Counter(self._in_one_transaction(letter, claim_id) for letter in letters)
        done: Counter[str] = Counter()
        settled: tuple[Letter, Outcome] | None = None
        for letter in letters:
            if self.is_down:
                break
            if not self._turn(settled, letter, claim_id):
                done["changed"] += 1
                settled = None
                continue
            settled = letter, self._transport.send(letter)
            done[_word(settled[1])] += 1
            self.is_down = isinstance(settled[1], Down)
        if settled is not None:
            self._turn(settled, None, claim_id)
        return done

    def close(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def _in_one_transaction(self, letter: Letter, claim_id: UUID) -> str:
        with transaction.atomic():
            if not ledger.hand_over(letter, claim_id, self._clock()):
                return "changed"
            outcome = self._transport.send(letter)
            settle(letter, outcome, self._clock())
            return _word(outcome)

    def _turn(self, settled: tuple[Letter, Outcome] | None, following: Letter | None, claim_id: UUID) -> bool:
        """Write down how one ended, and mark the next. False where that one must not leave."""
        until = time.monotonic() + _TRY_TO_SETTLE_SECONDS
        is_first = True
        while True:
            try:
                with transaction.atomic():
                    if settled is not None:
                        settle(*settled, self._clock())
                    return following is not None and self._mark(following, claim_id, is_first)
            except (OperationalError, InterfaceError):
                if settled is None or time.monotonic() > until:
                    raise
                logger.warning("ledger_not_written entry=%d: trying again", settled[0].found.entry_id)
                connection.close()
                time.sleep(0.5)
                is_first = False

    def _mark(self, letter: Letter, claim_id: UUID, is_first: bool) -> bool:
        # A commit whose answer was lost may have marked it: it has not left, for it is this process that hands it over.
        if not is_first and ledger.is_marked(letter, claim_id):
            return True
        return ledger.hand_over(letter, claim_id, self._clock())


def settle(letter: Letter, outcome: Outcome, at: datetime) -> None:
    """Write down how handing over ended. In a transaction."""
    match outcome:
        case Sent():
            ledger.sent(letter, at)
        case Refused(problem, is_address):
            ledger.bounced(letter, problem, at)
            if is_address:
                close_mailbox(letter.recipient, at)
        case Again(problem) | Down(problem):
            ledger.again(letter, problem, at + backoff(letter.found.attempts))
        case Unsure(problem):
            ledger.unsure(letter, problem, at)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts that failed before."""
    return timedelta(minutes=BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES) - 1)])


def _word(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()
