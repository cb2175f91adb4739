"""Objects that name each other, as JSON and back: each object once, others point to it by its number.

Only the kinds that a reader allows come back, and nothing is run: the file is data, whoever wrote it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any


def flatten(value: Any) -> dict[str, Any]:
    """A value of scalars, lists, tuples, dicts, named tuples and dataclass objects, as JSON can hold it."""
    numbers: dict[int, int] = {}
    waiting: deque[Any] = deque()

    def told(one: Any) -> Any:
        if one is None or isinstance(one, str | int | float):
            return one
        if is_dataclass(one):
            if id(one) not in numbers:
                numbers[id(one)] = len(numbers)
                waiting.append(one)
            return {"object": numbers[id(one)]}
        if isinstance(one, dict):
            return {"dict": [[told(key), told(item)] for key, item in one.items()]}
        if hasattr(one, "_fields"):
            return {type(one).__name__: [told(item) for item in one]}
        if isinstance(one, list | tuple):
            return {type(one).__name__: [told(item) for item in one]}
        raise TypeError(f"{type(one).__name__} has no form in JSON here")

    root, objects = told(value), []
    while waiting:
        one = waiting.popleft()
        objects.append([type(one).__name__, {field.name: told(getattr(one, field.name)) for field in fields(one)}])
    return {"root": root, "objects": objects}


def unflatten(flat: dict[str, Any], kinds: Iterable[type]) -> Any:
    """The value that `flatten` was given. Raises KeyError, TypeError or ValueError for what it never wrote."""
    known: dict[str, Any] = {kind.__name__: kind for kind in kinds}
    made = [object.__new__(known[name]) for name, _ in flat["objects"]]

    def read(one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        ((kind, held),) = one.items()
        match kind:
            case "object":
                return made[held]
            case "dict":
                return {read(key): read(item) for key, item in held}
            case "list":
                return [read(item) for item in held]
            case "tuple":
                return tuple(read(item) for item in held)
            case _:
                return known[kind](*(read(item) for item in held))

    for one, (name, values) in zip(made, flat["objects"], strict=True):
        if values.keys() != {field.name for field in fields(known[name])}:
            raise ValueError(f"{name} has other fields now")
        for field, value in values.items():
            setattr(one, field, read(value))
    return read(flat["root"])
