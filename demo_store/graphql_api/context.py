"""What every field function gets beside its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from demo_store.store import Store


class Context(NamedTuple):
    """`version` is the API version that serves the call; `scopes` are the token's, with what they imply."""

    store: Store
    base_url: str
    version: str
    scopes: frozenset[str]


# A field's value from its record: a scalar as JSON has it, or the record of the field's own type.
Field = Callable[[Any, Context], Any]
Fields = dict[str, dict[str, Field]]


def gid(kind: str, number: int) -> str:
    """The global id of a record."""
    return f"gid://shopify/{kind}/{number}"


def number_of(global_id: str, kind: str | None = None) -> int | None:
    """The number in a global id (of that kind); None when it is none."""
    prefix, _, tail = global_id.rpartition("/")
    digits = tail.partition("?")[0]
    if not digits.isdigit() or not prefix.startswith("gid://shopify/"):
        return None
    if kind and prefix != f"gid://shopify/{kind}":
        return None
    return int(digits)
