"""Keeps the programs and the embedded services running until it is told to stop.

One thread, one loop: read what the programs say, notice which ended, start those again. Process managers for
development (honcho and its kin) end everything when one program ends; a portal is to survive that.
"""

import selectors
import signal
import time
from collections.abc import Callable, Iterable
from types import FrameType

from hubsync.embedded.service import EmbeddedService, ServiceFailed
from hubsync.embedded.services import EmbeddedServices
from hubsync.running.programs import Program
from hubsync.running.run_log import RunLog
from hubsync.running.supervised import FIRST_DELAY, LONGEST_DELAY, Supervised, in_words

TICK_SECONDS = 0.2
SOCKET_TOUCH_SECONDS = 3600.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedWhileStarting(Exception):
    """Ctrl-C or SIGTERM came before the programs were started: whatever is waited for is not any more."""


class Supervisor:
    """Runs programs beside embedded services. `stopping` turns true at the first Ctrl-C or SIGTERM."""

    def __init__(self, log: RunLog, services: EmbeddedServices) -> None:
        self.log = log
        self.services = services
        self.stopping = False
        self.hurried = False
        self._starting = True
        self._programs: list[Supervised] = []
        self._watches = [ServiceWatch(service, log) for service in services]
        self._next_touch = time.monotonic() + SOCKET_TOUCH_SECONDS

    def listen_to_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal mean: stop; twice: at once."""
        for number in STOP_SIGNALS:
            # nohup asks to outlive the terminal.
            if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN):
                signal.signal(number, self._on_signal)

    def start(self, programs: Iterable[Program]) -> None:
        """Start the programs."""
        self._starting = False
        for program in programs:
            supervised = Supervised(program)
            supervised.start()
            self._programs.append(supervised)

    def run_until(self, condition: Callable[[], bool]) -> None:
        """Keep everything running until the condition holds or a stop is asked for."""
        while not self.stopping and not condition():
            self._tick()

    def has_given_up_on(self, name: str, failures: int = 3) -> bool:
        """Whether a program has ended this often in a row."""
        return any(one.program.name == name and one.failures >= failures for one in self._programs)

    def stop(self) -> None:
        """Stop the programs together, then the services. Nothing stays behind."""
        self._starting = False
        self._stop_programs()
        self.services.stop()

    # --- parts ---
    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.stopping
        self.stopping = True
        if self._starting:
            self._starting = False
            raise StoppedWhileStarting

    def _tick(self) -> None:
        self._read_output(TICK_SECONDS)
        for supervised in self._programs:
            self._keep_running(supervised)
        for watch in self._watches:
            watch.look()
        if time.monotonic() > self._next_touch:
            self._next_touch += SOCKET_TOUCH_SECONDS
            for service in self.services:
                service.touch_sockets()

    def _keep_running(self, supervised: Supervised) -> None:
        name = supervised.program.name
        if supervised.restart_at is not None:
            if time.monotonic() >= supervised.restart_at:
                supervised.start()
                self.log.say(f"{name} started again")
        elif (end := supervised.ended()) is not None:
            code, last = end
            self._write(name, last)
            delay = supervised.plan_restart()
            self.log.say(f"{name} {in_words(code)}; starting it again in {delay:g} s")

    def _read_output(self, timeout: float) -> None:
        with selectors.DefaultSelector() as selector:
            for supervised in self._programs:
                if supervised.output is not None:
                    selector.register(supervised.output, selectors.EVENT_READ, supervised)
            if not selector.get_map():
                time.sleep(timeout)
                return
            ready = selector.select(timeout)
        for key, _ in ready:
            self._write(key.data.program.name, key.data.lines())

    def _write(self, name: str, lines: Iterable[str]) -> None:
        for line in lines:
            if line.strip():
                self.log.line(name, line)

    def _stop_programs(self) -> None:
        for supervised in self._programs:
            supervised.restart_at = None
        steps = max((len(one.program.stop) for one in self._programs), default=0)
        for step in range(steps):
            self._signal_running(step)
        for supervised in self._programs:
            supervised.signal_group(signal.SIGKILL)
        self._wait_for_ends(5.0)

    def _signal_running(self, step: int) -> None:
        patience = 0.0
        for supervised in self._programs:
            if supervised.is_there and step < len(supervised.program.stop):
                number, seconds = supervised.program.stop[step]
                supervised.send(number)
                patience = max(patience, seconds)
        self._wait_for_ends(patience)

    def _wait_for_ends(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while any(one.is_there for one in self._programs):
            self._read_output(0.05)
            for supervised in self._programs:
                if (end := supervised.ended()) is not None:
                    self._write(supervised.program.name, end[1])
            if time.monotonic() > until or self.hurried:
                return


class ServiceWatch:
    """Notices that an embedded service is down, starts it again and says when it answers."""

    def __init__(self, service: EmbeddedService, log: RunLog) -> None:
        self.service = service
        self.log = log
        self._went_down_at: float | None = None
        self._next_try = 0.0
        self._delay = FIRST_DELAY

    def look(self) -> None:
        """Once a tick."""
        if not self.service.is_up():
            self._start_again()
        elif self._went_down_at is not None and self.service.answers():
            seconds = time.monotonic() - self._went_down_at
            self.log.say(f"{self.service.name} answers again, after {seconds:.1f} s")
            self._went_down_at, self._delay = None, FIRST_DELAY

    def _start_again(self) -> None:
        now = time.monotonic()
        if self._went_down_at is None:
            self._went_down_at = self._next_try = now
            self.log.say(f"{self.service.name} stopped; starting it again")
        if now < self._next_try:
            return
        self._next_try = now + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        if not self.service.home.exists():
            # A disk that went away, or somebody tidied up: an empty database in its place would look like data loss.
            self.log.say(f"{self.service.name} is not started: its data folder {self.service.home} is gone")
            return
        try:
            self.service.launch(self.log.say, dies_with_us=True)
        except (ServiceFailed, OSError) as failure:
            self.log.say(f"{self.service.name} cannot be started: {failure}")
