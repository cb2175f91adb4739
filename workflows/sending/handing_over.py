"""Letters go to the transport, in small groups, each marked in the ledger before and settled after."""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction

from workflows.engagement.bounces import close_mailbox
from workflows.sending import ledger
from workflows.sending.letters import Letter
from workflows.sending.pace import Pace, Rate
from workflows.sending.transports import Again, Down, Outcome, Refused, Sent, Transport, Unsure, nothing

logger = logging.getLogger(__name__)

# What is marked and not settled when a process is killed is unknown. A group is as many letters as leave within the
# time that one takes at a mail server that is far away: no more is open than would be one by one.
GROUP_SECONDS = 0.1
GROUP_MOST = 100
# After so many minutes a letter that was not taken is tried again; the last one holds for all that follow.
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
# A database that restarts is waited for: what is not written down would be unknown.
_TRY_TO_SETTLE_SECONDS = 120.0


@dataclass
class _Group:
    """Marked letters: those still to be handed over, and how it ended for the others."""

    left: deque[Letter] = field(default_factory=deque)
    ended: list[tuple[Letter, Outcome]] = field(default_factory=list)


class _Made:
    """Letters that are made one by one, ahead of their turn."""

    def __init__(self, letters: Iterator[Letter]) -> None:
        self._letters = letters
        self._ready: deque[Letter] = deque()

    def one_more(self, most: int) -> bool:
        """Make one, unless so many are ready. False where there is nothing to do."""
        if len(self._ready) < most and (letter := next(self._letters, None)) is not None:
            self._ready.append(letter)
            return True
        return False

    def take(self, most: int) -> list[Letter]:
        """As many as are ready, at most so many; one at the least, if there is any."""
        self.one_more(1)
        return [self._ready.popleft() for _ in range(min(most, len(self._ready)))]


class Post:
    """Hands letters over by a transport. `is_down` once the other side is not there."""

    def __init__(self, transport: Transport, clock: Callable[[], datetime], rate: Rate) -> None:
        self._transport = transport
        self._clock = clock
        self._rate = rate
        # One thread, in which the database works while letters are made in this one: never both with one connection.
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._connection.inc_thread_sharing()
        self._beside = ThreadPoolExecutor(1, "ledger", connections.__setitem__, (DEFAULT_DB_ALIAS, self._connection))
        self.pace = Pace(rate)
        self.is_down = False

    def hand_over(self, letters: Iterator[Letter], claim_id: UUID) -> Counter[str]:
        """Hand each over that may still go; how many ended how. Making letters may not ask the database.

        Settling a group and marking the next is one commit, and none leaves unmarked. The letters of the group after
        are made while database and mail server are waited for.
        """
        counts: Counter[str] = Counter()
        done, made = _Group(), _Made(letters)
        while (group := made.take(self._fits())) and not self.is_down:
            began = time.monotonic()
            if self._transport.is_within_transaction:
                ended = self._in_one_transaction(group, claim_id)
            else:
                done = self._in_turn(done, group, made, claim_id)
                ended = done.ended
            counts["changed"] += len(group) - len(ended) - len(done.left)
            counts.update(type(outcome).__name__.lower() for _letter, outcome in ended)
            self.pace.learn(len(group), time.monotonic() - began)
        self._turn(done, [], claim_id)
        return +counts

    def _fits(self) -> int:
        return self.pace.fits(GROUP_SECONDS, GROUP_MOST, unknown=1)

    def close(self) -> None:
        """Let the connections go."""
        self._transport.close()
        self._beside.shutdown()
        self._connection.dec_thread_sharing()

    def _in_one_transaction(self, letters: Sequence[Letter], claim_id: UUID) -> list[tuple[Letter, Outcome]]:
        with transaction.atomic():
            group = _Group(deque(self._mark(letters, claim_id, is_first=True)))
            self._send(group, nothing)
            settle(group.ended, self._clock())
        return group.ended

    def _in_turn(self, done: _Group, letters: Sequence[Letter], made: "_Made", claim_id: UUID) -> _Group:
        """Settle a group and hand the next over."""
        self._rate.wait()
        turn, group = self._beside.submit(self._turn, done, letters, claim_id), None
        try:
            while not turn.done() and made.one_more(self._fits()):
                pass
            group = _Group(deque(turn.result()))
            self._send(group, lambda: made.one_more(self._fits()))
        except BaseException:
            # Of the one in hand it is not known whether it left; the others did not.
            self._turn(group or _Group(deque(turn.result())), [], claim_id)
            raise
        return group

    def _send(self, group: _Group, meanwhile: Callable[[], object]) -> None:
        """Hand marked letters over, until the other side is not there."""
        while group.left and not self.is_down:
            if group.ended:
                self._rate.wait()
            letter = group.left.popleft()
            outcome = self._transport.send(letter, meanwhile)
            group.ended.append((letter, outcome))
            self.is_down = isinstance(outcome, Down)

    def _turn(self, done: _Group, letters: Sequence[Letter], claim_id: UUID) -> list[Letter]:
        """Write down how a group ended, and mark the next: those of it that may leave."""
        until = time.monotonic() + _TRY_TO_SETTLE_SECONDS
        is_first = True
        while True:
            try:
                with transaction.atomic():
                    settle(done.ended, self._clock())
                    ledger.keep(done.left)
                    return self._mark(letters, claim_id, is_first)
            except (OperationalError, InterfaceError):
                if not done.ended or time.monotonic() > until:
                    raise
                logger.warning("ledger_not_written entries=%d: trying again", len(done.ended))
                connection.close()
                time.sleep(0.5)
                is_first = False

    def _mark(self, letters: Sequence[Letter], claim_id: UUID, is_first: bool) -> list[Letter]:
        # A commit whose answer was lost may have marked them: none has left, for it is this process that hands over.
        marked = set() if is_first else ledger.marked(letters, claim_id)
        marked |= ledger.hand_over(
            [one for one in letters if one.found.entry_id not in marked], claim_id, self._clock()
        )
        return [one for one in letters if one.found.entry_id in marked]


def settle(ended: Sequence[tuple[Letter, Outcome]], at: datetime) -> None:
    """Write down how handing over ended. In a transaction."""
    ledger.sent([letter for letter, outcome in ended if isinstance(outcome, Sent)], at)
    for letter, outcome in ended:
        match outcome:
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
