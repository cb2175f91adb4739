"""Groups of lines → chunks of records, with what could not be read kept aside and its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from crm.ingest import UNKNOWN
from shopify_connector.importing.jsonl import Group
from shopify_connector.importing.kinds import KINDS, Node
from shopify_connector.mapping.long_texts import MAX_TEXT, cut_long_texts
from shopify_connector.mapping.refusal import Refusal, RefusalReason

# Objects, and bytes of lines, that are merged in one transaction.
CHUNK_OBJECTS = 3_000
CHUNK_BYTES = 12 << 20


class Problem(NamedTuple):
    """Something that was not taken in, or not whole. `payload` holds the lines it stood in."""

    refusal: Refusal
    key: str
    payload: bytes


class Mapped(NamedTuple):
    """A record and the lines that it comes from."""

    record: Any
    group: Group


@dataclass(slots=True)
class Chunk:
    """What is merged at once; it stands in the file from `start` up to `end`, in bytes."""

    mapped: list[Mapped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    start: int = 0
    end: int = 0


def chunks(
    groups: Iterable[Group], kind: str, unknown: Sequence[str] = (), start: int = 0, as_of: str | None = None
) -> Iterator[Chunk]:
    """Chunks of mapped records of a kind (a value of ImportedObject); `unknown` fields are hidden from us.

    `as_of` is when the store is known to have been so. `start` is the place in the file where the groups begin. From
    one start the chunks are always the same.
    """
    chunk, size = Chunk(start=start), 0
    for group in groups:
        _add(chunk, group, kind, unknown, as_of)
        size += len(group.root) + sum(map(len, group.children))
        chunk.end = group.end
        if len(chunk.mapped) + len(chunk.problems) >= CHUNK_OBJECTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = Chunk(start=chunk.end), 0
    if chunk.end:
        yield chunk


def _add(chunk: Chunk, group: Group, kind: str, unknown: Sequence[str], as_of: str | None) -> None:
    try:
        record, cut = map_group(group, kind, as_of)
        if unknown:
            record = record._replace(**dict.fromkeys(unknown, UNKNOWN))
    except Refusal as refusal:
        chunk.problems.append(Problem(refusal, _key(group), payload_of(group)))
    else:
        chunk.mapped.append(Mapped(record, group))
        chunk.problems += [Problem(one, _key(group), payload_of(group)) for one in cut]


def map_group(group: Group, kind: str, as_of: str | None = None) -> tuple[Any, list[Refusal]]:
    """The record of a group of a kind (a value of ImportedObject), and the texts that had to be cut. Raises Refusal."""
    if not group.root:
        raise Refusal(RefusalReason.NO_PARENT, "__parentId", group.children[0].decode(errors="replace"))
    node, children = _read(group)
    try:
        cut = cut_long_texts(node) if len(group.root) > MAX_TEXT else []
        return KINDS[kind].map(node, children, as_of), cut
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        raise Refusal(RefusalReason.WRONG_SHAPE, "", error) from error


def payload_of(group: Group) -> bytes:
    """The lines of a group, as they stood in the file."""
    return group.root + b"".join(group.children)


def _read(group: Group) -> tuple[Node, list[Node]]:
    try:
        return orjson.loads(group.root), [orjson.loads(line) for line in group.children]
    except orjson.JSONDecodeError as error:
        raise Refusal(RefusalReason.BAD_JSON, "", error) from None


def _key(group: Group) -> str:
    """The Shopify id of a group, as far as it can be read."""
    try:
        return str(orjson.loads(group.root)["id"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
