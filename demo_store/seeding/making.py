"""What every maker of records shares."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo_store.identifiers import Ids


@dataclass(frozen=True, slots=True)
class Making:
    """One run of seeding: its dice, its numbers, its moment (epoch seconds) and the shop's domain."""

    rng: Random
    ids: Ids
    now: int
    domain: str
