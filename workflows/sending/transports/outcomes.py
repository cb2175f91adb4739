"""How handing an e-mail over can end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from workflows.sending.letters import Letter


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """For good. `is_address`: because nobody is at this address, so it is not written to again."""

    problem: str
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Not now; it did not leave and can be tried again."""

    problem: str


@dataclass(frozen=True, slots=True)
class Down:
    """It did not leave, and no other would: the server is not there, or refuses us."""

    problem: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have left or not."""

    problem: str


Outcome = Sent | Refused | Again | Down | Unsure


def nothing() -> None:
    """What to do meanwhile."""


class Transport(Protocol):
    """Something that takes letters. Where `is_within_transaction`, what it writes goes with the caller's commit."""

    is_within_transaction: bool

    def send(self, letter: Letter, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Hand it over. Raises nothing but database errors.

        `meanwhile` may be called while the other side is waited for; what it raises goes through.
        """

    def close(self) -> None:
        """Let go of what it holds; it can be used again."""
