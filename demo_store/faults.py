"""What goes wrong on purpose. Shares are between 0 (never) and 1 (always); all may be changed while the store runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from demo_store.options import Options

SHARES: Final = ("drop", "duplicate", "reorder", "api_errors", "throttle")


@dataclass(slots=True)
class Faults:
    """`delay` is the most seconds a delivery waits. Each fault has dice of its own, so that one does not stir another.

    `expire_tokens` strikes once: at the next call all expiring access tokens are dead, until they are refreshed.
    """

    drop: float = 0.0
    delay: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    api_errors: float = 0.0
    throttle: float = 0.0
    expire_tokens: bool = False
    seed: int = 0
    _dice: dict[str, Random] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def chosen(cls, options: Options) -> Faults:
        """Those of the command line."""
        shares = {name: getattr(options, name) for name in SHARES}
        return cls(delay=options.delay, expire_tokens=options.expire_tokens, seed=options.seed, **shares)

    def strikes(self, name: str) -> bool:
        """Whether a fault of that name happens now."""
        share: float = getattr(self, name)
        return share > 0 and self.die(name).random() < share

    def wait(self) -> float:
        """Seconds that a delivery waits."""
        return self.die("delay").uniform(0, self.delay) if self.delay > 0 else 0.0

    def tokens_expire(self) -> bool:
        """Whether tokens end now; they do so once."""
        expire, self.expire_tokens = self.expire_tokens, False
        return expire

    def die(self, name: str) -> Random:
        """The dice of a fault."""
        if name not in self._dice:
            self._dice[name] = Random(f"{self.seed}:{name}")  # noqa: S311 - faults that can be repeated
        return self._dice[name]
