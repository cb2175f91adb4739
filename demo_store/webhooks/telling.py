"""Telling the world what happened: noted during an action, told as one event when the action is over."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from demo_store.webhooks.deliveries import Addressee
from demo_store.webhooks.delivery import Delivery, this_moment

if TYPE_CHECKING:
    from demo_store.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class _Note(NamedTuple):
    topic: str
    record: Any
    addressees: list[Addressee]


class Telling:
    """Collects notes under the store's lock. A topic of a record is told once an action, however often it is noted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._depth = 0
        self._notes: dict[tuple[str, int], _Note] = {}

    @contextmanager
    def action(self) -> Iterator[None]:
        """One action of a person or a program, alone with the store. Bodies are made when the outermost one ends."""
        made: list[Delivery] = []
        try:
            with self._store.lock:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                    if not self._depth:
                        made = self._deliveries()
        finally:
            # Outside the lock: whoever takes them may come back with questions.
            for delivery in made:
                self._store.deliveries.hand_over(delivery)

    def note(self, topic: str, record: Any) -> None:
        """Tell this topic of this record, to those who want to know at this moment."""
        with self.action():
            addressees = self._store.deliveries.addressees(topic)
            if addressees:
                self._notes.setdefault((topic, id(record)), _Note(topic, record, addressees))

    def _deliveries(self) -> list[Delivery]:
        notes, self._notes = list(self._notes.values()), {}
        if not notes:
            return []
        event, at = str(uuid.uuid4()), this_moment()
        return [delivery for note in notes for delivery in self._of(note, event, at)]

    def _of(self, note: _Note, event: str, at: str) -> list[Delivery]:
        body = self._store.deliveries.body(note.topic, note.record)
        return [self._store.deliveries.made(note.topic, body, event, at, to) for to in note.addressees]


def one_action(doing: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    """Do it under the store's lock, and tell all that it changes as one event."""

    @wraps(doing)
    def done(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with store.action():
            return doing(store, *args, **kwargs)

    return done
