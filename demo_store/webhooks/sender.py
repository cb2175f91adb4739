"""Sending deliveries over HTTP: a few threads, Shopify's deadlines, eight retries over four hours."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import requests

from demo_store.faults import Faults
from demo_store.webhooks.delivery import Delivery

CONNECT_SECONDS: Final = 1.0
WHOLE_SECONDS: Final = 5.0
RETRIES: Final = 8
RETRY_HOURS: Final = 4
THREADS: Final = 4
REMEMBERED: Final = 200
# How long a delivery is held back for others to overtake it, and how far behind its twin comes.
_HELD: Final = (0.2, 1.5)
_TWIN: Final = (0.0, 0.5)


def retry_after(tries: int, scale: float) -> float:
    """Seconds until the next try after so many: doubling, four hours in all for eight (times `scale`)."""
    return float(scale * RETRY_HOURS * 3600 * 2 ** (tries - 1) / (2**RETRIES - 1))


@dataclass(slots=True, eq=False)
class Parcel:
    """A delivery on its way. `state`: waiting, delivered, retrying, dropped, given up, not sent."""

    delivery: Delivery
    state: str = "waiting"
    tries: int = 0
    outcome: str = ""
    milliseconds: int | None = None
    first_try: float = 0.0
    handed_over: float = field(default_factory=time.time)


class Sender:
    """Takes deliveries and sends them. `forsake` is told the subscription whose deliveries fail for good."""

    def __init__(self, faults: Faults, retry_scale: float, forsake: Callable[[int], object]) -> None:
        self.retry_scale = retry_scale
        self._faults, self._forsake = faults, forsake
        self._due: list[tuple[float, int, Parcel]] = []
        self._numbers = itertools.count()
        self._recent: deque[Parcel] = deque(maxlen=REMEMBERED)
        self._succeeded: dict[int, float] = {}
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._under_way = 0
        self._closed = False

    def recent(self) -> list[Parcel]:
        """The last of them, newest first."""
        with self._changed:
            return list(self._recent)[::-1]

    def take(self, delivery: Delivery) -> None:
        """Send a delivery when the faults say so, or not at all."""
        faults, parcel = self._faults, Parcel(delivery)
        with self._changed:
            self._recent.append(parcel)
            if not (delivery.uri or "").startswith(("http://", "https://")):
                parcel.state, parcel.outcome = "not sent", "only web addresses are simulated"
            elif faults.strikes("drop"):
                parcel.state = "dropped"
            else:
                wait = faults.wait() + (faults.die("hold").uniform(*_HELD) if faults.strikes("reorder") else 0)
                self._schedule(parcel, wait)
                if faults.strikes("duplicate"):
                    twin = Parcel(delivery)
                    self._recent.append(twin)
                    self._schedule(twin, wait + faults.die("twin").uniform(*_TWIN))

    def settled(self, seconds: float) -> bool:
        """Wait until nothing is waiting, retrying or under way; False when that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._due and not self._under_way, seconds)

    def close(self) -> None:
        """Let everything fall that is not sent yet."""
        with self._changed:
            self._closed = True
            self._due.clear()
            self._changed.notify_all()

    def _schedule(self, parcel: Parcel, wait: float) -> None:
        if self._closed:
            return
        heapq.heappush(self._due, (time.monotonic() + wait, next(self._numbers), parcel))
        self._changed.notify_all()
        if len(self._threads) < THREADS:
            thread = threading.Thread(target=self._work, name=f"webhooks-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        session = requests.Session()
        # What the machine's proxies are is no concern of a store on this machine.
        session.trust_env = False
        while (parcel := self._next()) is not None:
            is_delivered = _post(session, parcel)
            with self._changed:
                self._under_way -= 1
                self._note(parcel, is_delivered=is_delivered)
                self._changed.notify_all()
        session.close()

    def _next(self) -> Parcel | None:
        """The next parcel, when it is due; None when there is no more work."""
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    self._under_way += 1
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
            return None

    def _note(self, parcel: Parcel, *, is_delivered: bool) -> None:
        subscription = parcel.delivery.subscription
        if is_delivered:
            parcel.state = "delivered"
            if subscription is not None:
                self._succeeded[subscription] = time.monotonic()
        elif parcel.tries <= RETRIES:
            parcel.state = "retrying"
            self._schedule(parcel, retry_after(parcel.tries, self.retry_scale))
        else:
            parcel.state = "given up"
            # Failures are consecutive only where nothing got through in the meantime.
            if subscription is not None and self._succeeded.get(subscription, 0.0) < parcel.first_try:
                self._forsake(subscription)


def _post(session: requests.Session, parcel: Parcel) -> bool:
    """Try once. Whatever is not 2xx, in time and at this very address, is a failure."""
    delivery = parcel.delivery
    parcel.tries += 1
    begun = time.monotonic()
    parcel.first_try = parcel.first_try or begun
    try:
        answer = session.post(
            delivery.uri or "",
            data=delivery.body,
            headers=delivery.headers,
            timeout=(CONNECT_SECONDS, WHOLE_SECONDS),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        parcel.outcome = type(error).__name__
        return False
    finally:
        parcel.milliseconds = round((time.monotonic() - begun) * 1000)
    parcel.outcome = str(answer.status_code)
    return 200 <= answer.status_code < 300
