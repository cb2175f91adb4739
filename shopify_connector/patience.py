"""How long one call to Shopify may be held back altogether, and how its pauses grow."""

import random
import time

from shopify_connector import waiting
from shopify_connector.errors import StoreUnavailable

# In a worker, and while somebody looks at a page that loads (seconds).
WORKER = 120.0
PERSON = 12.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0


class Patience:
    """The time left for one call's pauses. What is waited for is written down for the health page."""

    def __init__(self, shop: str, seconds: float) -> None:
        self.shop = shop
        self.deadline = time.monotonic() + seconds
        self.failures = 0
        self.has_waited = False

    def wait(self, seconds: float, reason: waiting.Reason, error: StoreUnavailable) -> None:
        """Sleep `seconds`; where that is longer than is left, raise `error` instead."""
        if time.monotonic() + seconds > self.deadline:
            raise error
        self.has_waited = True
        waiting.note_waiting(self.shop, reason, seconds)
        time.sleep(seconds)

    def back_off(self, reason: waiting.Reason, error: StoreUnavailable) -> None:
        """Sleep twice as long as last time, give or take, so that many workers do not return at one moment."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**self.failures) * random.uniform(0.5, 1)  # noqa: S311
        self.failures += 1
        self.wait(pause, reason, error)

    def answered(self) -> None:
        """The call went through: nothing is waited for any more."""
        if self.has_waited:
            waiting.note_answered(self.shop)
